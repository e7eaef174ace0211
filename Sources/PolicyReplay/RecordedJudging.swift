public import InvitationPolicy
public import Invitations

/// What a policy says to a recorded hearing.
public enum ReplayedVerdict: Hashable, Sendable {
    case approved
    case denied(ReasonCode)
    /// The verdict hinges on what was not recorded.
    case cannotTell(Set<Unrecorded>)
}

/// A recorded hearing judged again.
public struct ReplayedHearing: Hashable, Sendable {
    public let verdict: ReplayedVerdict
    /// With what was not recorded taken at its most favourable; nil where the policy does not list the caller.
    public let decision: Decision?
}

/// From where the counts of quotas are taken.
public enum UsageSource: Hashable, Sendable {
    /// Those of the record; others are not known.
    case recorded
    /// All that matter are in here.
    case known(QuotaUsage)
}

extension RecordedHearing {
    /// Judges again. What was not recorded is tried both ways; it is said to matter only where the verdict differs.
    ///
    /// - Parameter now: the time to judge at; that of the record unless given.
    public func judged(
        by policy: Policy, at now: Timestamp? = nil, usage: UsageSource = .recorded
    ) -> ReplayedHearing {
        guard let listed = policy.caller(caller) else {
            return ReplayedHearing(verdict: .denied(.callerNotListed), decision: nil)
        }
        return RecordedJudge(self, policy, listed, now ?? time, usage).result()
    }
}

/// Tries what was not recorded both ways.
private struct RecordedJudge {
    let hearing: RecordedHearing
    let policy: Policy
    let caller: PolicyCaller
    let now: Timestamp
    private let usage: QuotaUsage
    /// Counters of which nothing is known.
    private let uncounted: [QuotaCounter]
    /// What is tried at its worst beside its best. Each can only keep a grant from holding, so that what both ends say
    /// holds for all between.
    private let tries: Set<Unrecorded>

    init(
        _ hearing: RecordedHearing, _ policy: Policy, _ caller: PolicyCaller, _ now: Timestamp, _ source: UsageSource
    ) {
        (self.hearing, self.policy, self.caller, self.now) = (hearing, policy, caller, now)
        var tries = hearing.notRecorded.intersection([.messageText, .displayName, .longText])
        if hearing.notRecorded.contains(.sponsorStanding), policy.needsSponsor(for: hearing.request, from: caller) {
            tries.insert(.sponsorStanding)
        }
        if hearing.notRecorded.contains(.guestExists), policy.existingGuest == .refuse { tries.insert(.guestExists) }
        switch source {
        case .known(let usage): (self.usage, uncounted) = (usage, [])
        case .recorded:
            let counters = policy.quotaCounters(for: hearing.request, by: hearing.inviter.id, through: caller, at: now)
            usage = QuotaUsage(hearing.counts)
            uncounted = counters.filter { hearing.counts[$0] == nil }
            if !uncounted.isEmpty { tries.insert(.quotaUsage) }
        }
        self.tries = tries
    }

    func result() -> ReplayedHearing {
        let groups = hearing.inviter.groupVariants(naming: policy.namedGroups, isCut: hearing.notRecorded.contains(.groups))
        let best = decide(spoiling: [], groups: groups[0])
        guard groups.count > 1 || !tries.isEmpty else { return ReplayedHearing(verdict: verdict(best), decision: best) }
        let all = groups.flatMap { group in
            (tries.isEmpty ? [[]] : [[], tries]).map { decide(spoiling: $0, groups: group) }
        }
        return ReplayedHearing(verdict: agreed(all, best), decision: best)
    }

    private func agreed(_ all: [Decision], _ best: Decision) -> ReplayedVerdict {
        let verdicts = all.map(verdict)
        if Set(verdicts).count == 1 { return verdicts[0] }
        let denials = verdicts.compactMap { verdict in
            if case .denied(let reason) = verdict { reason } else { nil }
        }
        if denials.count == verdicts.count {
            // Denied whichever way; of the reasons that it can have, the one that was given then is no change.
            return .denied(denials.first { $0 == hearing.said.reason } ?? denials[0])
        }
        let alone = tries.filter { verdict(decide(spoiling: [$0], groups: hearing.inviter.groups)) != verdict(best) }
        return .cannotTell(alone.isEmpty ? tries.union(hearing.notRecorded.intersection([.groups])) : alone)
    }

    private func verdict(_ decision: Decision) -> ReplayedVerdict {
        switch decision.verdict {
        case .approved: .approved
        case .denied(let reason): .denied(reason)
        case .undecided(let missing):
            .cannotTell(missing == [.groups] && hearing.notRecorded.contains(.groups) ? [.groups] : [.fact])
        }
    }

    private func decide(spoiling: Set<Unrecorded>, groups: Fact<Set<ObjectID>>) -> Decision {
        var (request, context, inviter, usage) = (hearing.request, hearing.context, hearing.inviter, usage)
        inviter.groups = groups
        if spoiling.contains(.messageText) { context.message = RecordedMessage.offensive }
        if spoiling.contains(.displayName) { request.invitedUserDisplayName = RecordedMessage.offensiveName }
        if spoiling.contains(.longText) { (context.justification, context.ticket) = (nil, nil) }
        if tries.contains(.sponsorStanding), !spoiling.contains(.sponsorStanding) {
            context.sponsor = .user(ObjectID(high: 0, low: 0), enabled: true, kind: .member)
        }
        if tries.contains(.guestExists) { context.guestExists = spoiling.contains(.guestExists) }
        if spoiling.contains(.quotaUsage) { for counter in uncounted { usage[counter] = .max } }
        return policy.decide(request, by: inviter, through: caller, context: context, usage: usage, at: now)
    }
}

extension InviterFacts {
    /// The groups as they may have been, where a list cut short leaves out whether the inviter is in one that the policy
    /// names.
    fileprivate func groupVariants(naming named: Set<ObjectID>, isCut: Bool) -> [Fact<Set<ObjectID>>] {
        guard isCut, case .known(let listed, let source, let time) = groups else { return [groups] }
        let open = named.subtracting(listed).sorted()
        guard !open.isEmpty else { return [groups] }
        guard open.count <= 4 else { return [.unknown] }
        return (0..<(1 << open.count)).map { chosen in
            let held = open.enumerated().filter { chosen & 1 << $0.offset != 0 }.map(\.element)
            return .known(listed.union(held), from: source, asOf: time)
        }
    }
}
