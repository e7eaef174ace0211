import InvitationPolicy
import Invitations

/// Counts what changed while decisions are judged again.
struct ReplayTally {
    static let mostCauses = 1_000
    static let mostExamples = 3

    var outOfScope = 0
    private var totals = ReplayReport()
    private var flips: [ReplayReport.Direction: Changes] = [:]
    private var uncountedCauses = false

    fileprivate struct Changes {
        var count = 0
        var causes: [Key: (count: Int, place: String?, examples: [DecisionID])] = [:]
        var domains = TopCounts()
        var inviters = TopCounts()
    }

    fileprivate struct Key: Hashable {
        let before: String
        let after: String
        let rule: String?
    }

    mutating func leftOut(_ why: NotReplayable) { totals.leftOut[why.description, default: 0] += 1 }

    mutating func add(_ hearing: RecordedHearing, _ before: ReplayedVerdict, _ after: ReplayedHearing) {
        totals.first = totals.first.map { min($0, hearing.time) } ?? hearing.time
        totals.last = totals.last.map { max($0, hearing.time) } ?? hearing.time
        var hinges: Set<Unrecorded> = []
        if case .cannotTell(let what) = before { hinges.formUnion(what) }
        if case .cannotTell(let what) = after.verdict { hinges.formUnion(what) }
        guard hinges.isEmpty else {
            totals.cannotTell += 1
            for hinge in hinges { totals.hinges[hinge, default: 0] += 1 }
            return
        }
        totals.judged += 1
        guard let direction = ReplayReport.Direction(before, after.verdict) else {
            totals.unchanged += 1
            return
        }
        flips[direction, default: Changes()].add(hearing, before.word, after, &uncountedCauses)
    }

    func report(notes: [String]) -> ReplayReport {
        var report = totals
        report.outOfScope = outOfScope
        report.notes = notes
        for (direction, changes) in flips { report.flips[direction] = changes.flips }
        if uncountedCauses {
            report.notes.append("more than \(Self.mostCauses) pairs of reason and rule: the rest is in the totals only")
        }
        let others = flips.values.reduce(0) { $0 + $1.domains.others + $1.inviters.others }
        if others > 0 {
            report.notes.append("more than \(TopCounts.mostNames) domains or inviters changed: the rest is in the totals only")
        }
        return report
    }
}

extension ReplayTally.Changes {
    fileprivate mutating func add(
        _ hearing: RecordedHearing, _ before: String, _ after: ReplayedHearing, _ isUncounted: inout Bool
    ) {
        count += 1
        domains.add(hearing.request.invitedUserEmailAddress.domain.ascii)
        inviters.add(hearing.inviter.id.description)
        let deciding = after.decision?.deciding
        let key = ReplayTally.Key(before: before, after: after.verdict.word, rule: deciding.map { $0.id.withoutEntry })
        guard causes[key] != nil || causes.count < ReplayTally.mostCauses else {
            isUncounted = true
            return
        }
        var cause = causes[key] ?? (count: 0, place: deciding?.source.description, examples: [])
        cause.count += 1
        if let decision = hearing.decision, cause.examples.count < ReplayTally.mostExamples { cause.examples.append(decision) }
        causes[key] = cause
    }

    fileprivate var flips: ReplayReport.Flips {
        let sorted = causes.sorted { left, right in
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            return [left.key.before, left.key.after, left.key.rule ?? ""].lexicographicallyPrecedes(
                [right.key.before, right.key.after, right.key.rule ?? ""])
        }
        let causes = sorted.map { key, value in
            ReplayReport.Cause(
                before: key.before, after: key.after, rule: key.rule, place: value.place, count: value.count,
                examples: value.examples)
        }
        return ReplayReport.Flips(count: count, causes: causes, domains: domains, inviters: inviters)
    }
}

extension ReplayReport.Direction {
    /// Nil where both say the same.
    init?(_ before: ReplayedVerdict, _ after: ReplayedVerdict) {
        switch (before, after) {
        case (.approved, .denied): self = .approvedToDenied
        case (.denied, .approved): self = .deniedToApproved
        case (.denied(let old), .denied(let new)) where old != new: self = .otherReason
        default: return nil
        }
    }
}

extension ReplayedVerdict {
    /// A reason code, or `approved`.
    fileprivate var word: String {
        switch self {
        case .approved: "approved"
        case .denied(let reason): reason.rawValue
        case .cannotTell: "cannotTell"
        }
    }
}

extension String {
    /// The list instead of one of its entries (`domains.deny[3]`, `lists/x.txt:12`); a rule's id has neither sign.
    fileprivate var withoutEntry: String { String(prefix { $0 != "[" && $0 != ":" }) }
}
