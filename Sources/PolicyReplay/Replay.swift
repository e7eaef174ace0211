public import AuditTrail
public import InvitationPolicy
public import Invitations

/// Recorded decisions judged again by another policy, fed one after the other, the oldest first; what is kept does not
/// grow with their number.
///
/// Quotas count as they would have if the new policy had been in force: where a decision's record says how far a counter
/// stood, it stands there less the places that the recorded decisions took since, and more those that the new policy's own
/// approvals took; so what came before the first decision fed, or cannot be judged again, keeps its place. Where the record
/// does not say, because the policy of then did not look at that counter, only the new policy's own approvals count. A
/// decision whose new verdict cannot be told leaves the count as it was recorded. Places that were given back because
/// Graph never saw the invitation are given back in the recorded count only: where the two policies judge such an
/// invitation otherwise, the count is one too low until its period ends.
public struct Replay: Sendable {
    /// What the new policy's verdict is compared with.
    public enum Baseline: Sendable {
        case recorded
        case policy(Policy)
    }

    /// Decisions before this time are not counted; they only take their place in quotas. Nil counts all.
    private let start: Timestamp?
    private var policy: PolicyOnTrial
    private var baseline: PolicyOnTrial?
    private var tally = ReplayTally()

    /// - Parameters:
    ///   - start: decisions before it are not counted; they only take their places in quotas.
    ///   - now: the time to judge at; that of each record unless given.
    public init(_ policy: Policy, against baseline: Baseline = .recorded, from start: Timestamp? = nil, at now: Timestamp? = nil) {
        self.start = start
        self.policy = PolicyOnTrial(policy, now: now)
        if case .policy(let other) = baseline { self.baseline = PolicyOnTrial(other, now: now) }
    }

    /// From when on decisions have to be fed so that the quotas stand right at `start`: the beginning of the longest
    /// period that it lies in.
    public static func firstNeeded(for policies: [Policy], from start: Timestamp) -> Timestamp {
        policies.flatMap(\.quotaPeriods).map { $0.start(at: start) }.min().map { min($0, start) } ?? start
    }

    public mutating func feed(_ stored: StoredEntry) {
        let isCounted = start.map { stored.entry.time >= $0 } ?? true
        guard stored.entry.kind != .refusal else {
            if isCounted { tally.outOfScope += 1 }
            return
        }
        let hearing: RecordedHearing
        do {
            hearing = try RecordedHearing(stored)
        } catch {
            if isCounted { tally.leftOut(error) }
            return
        }
        let after = policy.judge(hearing)
        let before = baseline?.judge(hearing).verdict ?? hearing.said.replayed
        if isCounted { tally.add(hearing, before, after) }
    }

    public func report() -> ReplayReport {
        var notes: [String] = []
        if policy.ledger.wasBounded || baseline?.ledger.wasBounded ?? false {
            notes.append("more than \(QuotaLedger.mostCounters) quota counters at a time: some invitations were not counted")
        }
        return tally.report(notes: notes)
    }
}

extension RecordedVerdict {
    /// A denial that names no reason is none that this program writes; it counts as denied for whatever reason.
    var replayed: ReplayedVerdict {
        switch verdict {
        case .approved: .approved
        case .denied: .denied(reason ?? .noRuleAllows)
        }
    }
}

/// A policy with how its counts differ from the recorded ones.
private struct PolicyOnTrial {
    let policy: Policy
    let now: Timestamp?
    private(set) var ledger = QuotaLedger()
    private let counts: Bool

    init(_ policy: Policy, now: Timestamp?) {
        self.policy = policy
        self.now = now
        // At another time than theirs the decisions do not share their periods.
        counts = now == nil && !policy.quotaPeriods.isEmpty
    }

    mutating func judge(_ hearing: RecordedHearing) -> ReplayedHearing {
        guard counts else { return hearing.judged(by: policy, at: now, usage: .known(QuotaUsage())) }
        let judged = judgeCounting(hearing)
        // An inquiry takes no place.
        guard hearing.kind == .decision else { return judged }
        switch judged.verdict {
        case .approved: ledger.add(taken: judged.decision?.claims.map(\.counter) ?? [], recorded: hearing.claimed, at: hearing.time)
        case .denied: ledger.add(taken: [], recorded: hearing.claimed, at: hearing.time)
        case .cannotTell: break
        }
        return judged
    }

    private func judgeCounting(_ hearing: RecordedHearing) -> ReplayedHearing {
        guard let caller = policy.caller(hearing.caller) else { return hearing.judged(by: policy) }
        let counters = policy.quotaCounters(for: hearing.request, by: hearing.inviter.id, through: caller, at: hearing.time)
        var usage = QuotaUsage()
        for counter in counters { usage[counter] = ledger.count(counter, recorded: hearing.counts[counter]) }
        return hearing.judged(by: policy, usage: .known(usage))
    }
}

/// The places that a policy would have taken in the periods that are running, beside those that were taken.
struct QuotaLedger {
    static let mostCounters = 200_000

    private struct Places {
        /// By the approvals of the policy on trial.
        var taken = 0
        /// By the recorded decisions that were judged again.
        var recorded = 0
    }

    private var places: [QuotaCounter: Places] = [:]
    private var nextSweep = Timestamp(milliseconds: .min)
    private(set) var wasBounded = false

    /// How far the counter would stand.
    ///
    /// - Parameter recorded: how far it stood; nil where that was not recorded.
    func count(_ counter: QuotaCounter, recorded: Int?) -> Int {
        let own = places[counter] ?? Places()
        guard let recorded else { return own.taken }
        return max(0, recorded + own.taken - own.recorded)
    }

    mutating func add(taken: [QuotaCounter], recorded: Set<QuotaCounter>, at now: Timestamp) {
        if now >= nextSweep {
            places = places.filter { $0.key.end > now }
            nextSweep = now.adding(seconds: 3_600)
        }
        for counter in taken { change(counter) { $0.taken += 1 } }
        for counter in recorded { change(counter) { $0.recorded += 1 } }
    }

    private mutating func change(_ counter: QuotaCounter, _ change: (inout Places) -> Void) {
        guard places[counter] != nil || places.count < Self.mostCounters else {
            wasBounded = true
            return
        }
        change(&places[counter, default: Places()])
    }
}
