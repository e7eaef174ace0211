public import Invitations

extension Policy {
    /// Judges one invitation and says how: every step of the decision order with its evidence, and what would have let
    /// a denied one pass. The verdict is ``decide(_:by:through:context:usage:at:)``'s.
    ///
    /// It tells rules, lists and places: for those who may read the policy, never for a caller.
    public func explain(
        _ request: InvitationRequest, by inviter: InviterFacts, through caller: PolicyCaller,
        context: DecisionContext = DecisionContext(), usage: QuotaUsage = QuotaUsage(), at now: Timestamp
    ) -> Explanation {
        let inputs = JudgedInputs(
            request: request, inviter: inviter, caller: caller, context: context, usage: usage, now: now)
        let decision = decide(request, by: inviter, through: caller, context: context, usage: usage, at: now)
        let hearing = inputs.hearing(before: self)
        let steps = StepsExplained(hearing).all
        let wouldPass = RemedySearch(policy: self, inputs: inputs).remedies()
        return Explanation(decision: decision, steps: steps, wouldPass: wouldPass)
    }
}

/// All that one invitation is judged by, besides the policy.
struct JudgedInputs {
    var request: InvitationRequest
    var inviter: InviterFacts
    var caller: PolicyCaller
    var context: DecisionContext
    var usage: QuotaUsage
    var now: Timestamp

    func hearing(before policy: Policy) -> Hearing {
        Hearing(
            policy: policy, request: request, inviter: inviter, caller: caller, context: context, usage: usage, now: now)
    }
}

extension Hearing {
    /// What the steps say in order, whatever the policy's mode.
    var wholeRuling: Ruling { head() ?? stepZero() ?? level() ?? weigh().ruling }
}

extension Ruling {
    var reason: ReasonCode? { if case .denied(let reason) = verdict { reason } else { nil } }

    /// The step that this ruling ends at; nil for an approval.
    func stop(of hearing: Hearing) -> ExplainedStep.Kind? {
        switch verdict {
        case .approved: nil
        case .denied(let reason): requirement.map(Self.stop) ?? Self.stop(reason)
        case .undecided where step == 0: undecidedHead(hearing)
        case .undecided: step == 1 ? .whoMayInvite : step == 2 ? .denies : .grants
        }
    }

    private static func stop(_ reason: ReasonCode) -> ExplainedStep.Kind {
        switch reason {
        case .inviterDisabled: .accountEnabled
        case .callerMayNotNameInviter: .callerMayName
        case .internalConversionNotPermitted: .internalConversion
        case .internalDomain: .internalAddress
        case .resetRedemptionNotPermitted: .resetRedemption
        case .userTypeNotPermitted: .userType
        case .whoMayInvite: .whoMayInvite
        case .domainDenied, .ruleDenies: .denies
        case .noRuleAllows: .somethingGrants
        default: .requirements
        }
    }

    private static func stop(_ requirement: Requirement) -> ExplainedStep.Kind {
        switch requirement {
        case .newGuest: .existingGuest
        case .quota: .quotas
        default: .requirements
        }
    }

    private func undecidedHead(_ hearing: Hearing) -> ExplainedStep.Kind {
        switch target {
        case Target.reset: .resetRedemption
        case Target.userType: .userType
        default: hearing.inviter.enabled.isKnown ? .callerMayName : .accountEnabled
        }
    }
}
