import Invitations

/// Goes through the decision order and says what each step found.
struct StepsExplained {
    private let hearing: Hearing
    private let evidence: Evidence
    private let grants: [Grant]
    private let ruling: Ruling
    private let stop: ExplainedStep.Kind?
    private let isSuspended: Bool

    init(_ hearing: Hearing) {
        self.hearing = hearing
        evidence = hearing.weigh()
        grants = hearing.grants()
        let whole = hearing.wholeRuling
        let stop = whole.stop(of: hearing)
        ruling = whole
        self.stop = stop
        let policy = hearing.policy
        isSuspended =
            policy.mode == .reportOnly && (stop.map { $0.number >= 2 || $0 == .whoMayInvite && policy.reportsWhoMayInvite } ?? false)
    }

    var all: [ExplainedStep] { ExplainedStep.Kind.allCases.map(step) }

    private func step(_ kind: ExplainedStep.Kind) -> ExplainedStep {
        let status = status(kind)
        return ExplainedStep(
            kind: kind, status: status, finding: finding(kind, status), reason: kind == stop ? ruling.reason : nil,
            evidence: evidence(kind))
    }

    private func status(_ kind: ExplainedStep.Kind) -> ExplainedStep.Status {
        guard let stop else { return .passed }
        let order = ExplainedStep.Kind.allCases
        guard let place = order.firstIndex(of: kind), let end = order.firstIndex(of: stop) else { return .notReached }
        if place == end {
            if isSuspended { return .suspended }
            return ruling.reason == nil ? .undecided : .failed
        }
        if place > end { return .notReached }
        // Nothing grants: there was nothing whose requirements or quotas could be asked.
        if stop == .somethingGrants, kind.number >= 3 { return kind == .grants ? .nothing : .notReached }
        return .passed
    }

    private func finding(_ kind: ExplainedStep.Kind, _ status: ExplainedStep.Status) -> String {
        if status == .notReached { return "not reached" }
        let text = StepFinding(hearing: hearing, ruling: ruling).text(kind, status)
        guard kind == stop, case .undecided(let missing) = ruling.verdict else { return text }
        return "not to be told without: \(missing.map(\.rawValue).sorted().joined(separator: ", "))"
    }

    private func evidence(_ kind: ExplainedStep.Kind) -> [StepEvidence] {
        switch kind {
        case .internalAddress: internalEntries
        case .denies: matches { $0.effect == .deny }
        case .grants: matches { $0.effect == .allow } + others
        case .requirements: failing { $0 != .newGuest && $0 != .quota }
        case .existingGuest: failing { $0 == .newGuest }
        case .quotas: failing { $0 == .quota }
        case .somethingGrants: stop == nil ? matches { $0 == ruling.deciding } : []
        case .accountEnabled, .callerMayName, .internalConversion, .resetRedemption, .userType, .whoMayInvite: []
        }
    }

    private var internalEntries: [StepEvidence] {
        let list = hearing.policy.internalDomains
        return list.entries(covering: hearing.address.domain).map { entry in
            StepEvidence(
                id: list.id(of: entry), source: list.source(of: entry), outcome: .isInternal,
                because: ["domain \(hearing.address.domain)"], unmet: [])
        }
    }

    private func matches(_ isMeant: (RuleMatch) -> Bool) -> [StepEvidence] {
        evidence.matches.filter(isMeant).map { match in
            StepEvidence(
                id: match.id, source: match.source, outcome: StepEvidence.Outcome(match.role),
                because: because(match), unmet: unmet(match))
        }
    }

    /// The grants that fail by a requirement that is meant here.
    private func failing(_ isMeant: (Requirement) -> Bool) -> [StepEvidence] {
        grants.compactMap { grant in
            guard case .fails(let failures) = grant.outcome else { return nil }
            let unmet = failures.filter(isMeant).map(\.rawValue)
            guard !unmet.isEmpty else { return nil }
            return StepEvidence(
                id: grant.match.id, source: grant.match.source, outcome: .requirementFailed, because: [], unmet: unmet)
        }
    }

    private func because(_ match: RuleMatch) -> [String] {
        if let concerned = hearing.concerned.first(where: { $0.rule.id == match.id }) {
            return MatchedConditions(concerned.rule, hearing).held
        }
        return ["domain \(hearing.address.domain)"]
    }

    private func unmet(_ match: RuleMatch) -> [String] {
        for grant in grants where grant.match == match {
            if case .fails(let failures) = grant.outcome { return failures.map(\.rawValue) }
        }
        return match.failedRequirement.map { [$0] } ?? []
    }

    /// Allow rules that name this address or its domain, and other inviters: the first fifty.
    private var others: [StepEvidence] {
        let matched = Set(hearing.concerned.map(\.rule.id))
        let rules = hearing.policy.rules.lazy.filter { rule in
            rule.effect == .allow && !matched.contains(rule.id) && (rule.domains != nil || rule.addresses != nil)
                && rule.concerns(hearing.address)
        }
        return rules.prefix(50).map { rule in
            StepEvidence(
                id: rule.id, source: rule.source, outcome: .otherInviters,
                because: MatchedConditions(rule, hearing).wanting, unmet: [])
        }
    }
}

extension StepEvidence.Outcome {
    init(_ role: RuleMatch.Role) {
        self =
            switch role {
            case .grants: .grants
            case .requirementFailed: .requirementFailed
            case .denies: .denies
            case .excluded: .excluded
            case .reported: .reported
            case .expired: .expired
            case .undetermined: .undetermined
            }
    }
}
