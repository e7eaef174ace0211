public import Invitations

/// Compares two policies: draws up invitations class by class, has both judge them and keeps what differs.
struct PolicyComparison {
    /// Rules looked at by all judgements together: what bounds the time.
    static let mostWork = 20_000_000
    static let mostOfOneClass = 20_000
    static let mostPairsOfRules = 2_000

    let old: Policy
    let new: Policy
    let now: Timestamp
    let classes: DomainClasses
    private let framesAreEqual: Bool
    private(set) var findings = ChangeFindings()
    private(set) var judged = 0
    private(set) var limits: Set<String> = []
    private var work = 0

    init(_ old: Policy, _ new: Policy, at now: Timestamp) {
        (self.old, self.new, self.now) = (old, new, now)
        classes = DomainClasses(old, new)
        framesAreEqual = PolicyFrame(old) == PolicyFrame(new)
    }

    mutating func run() {
        compare(at: now, since: nil)
        let (days, isBounded) = boundaries()
        if isBounded { limits.insert("only the first \(days.count) days on which something expires were compared") }
        for day in days { compare(at: day.end, since: day.end) }
        limits.formUnion(classes.limits)
        // Where every class looked at is alike in both policies, so are the names that a sample stands for.
        if judged > 0, let sampling = classes.sampling { limits.insert(sampling) }
    }

    /// The last days to come of what expires on one side or the other.
    private func boundaries() -> ([CalendarDate], isBounded: Bool) {
        var days: Set<CalendarDate> = []
        for policy in [old, new] {
            days.formUnion(policy.rules.compactMap(\.expires))
            days.formUnion(policy.allowed.origins.compactMap(\.expires))
        }
        let coming = days.filter { $0.end > now }.sorted()
        return (Array(coming.prefix(12)), coming.count > 12)
    }

    private mutating func compare(at time: Timestamp, since: Timestamp?) {
        let trial = ClassTrial(old: old, new: new, time: time, since: since)
        let candidates = CopyCandidates(classes, old, new, at: time)
        let copies = candidates.addresses
        if candidates.isBounded {
            limits.insert("of \(candidates.count) internal domains that changed, \(copies.count) were tried as recipients of copies")
        }
        for (number, domain) in classes.classes.enumerated() {
            let sides = (ClassSide(old, domain.standing.old, at: time), ClassSide(new, domain.standing.new, at: time))
            let isLike = framesAreEqual && sides.0.isLike(sides.1)
            // Where everything about the class is alike, only a caller or a copy's recipient can make a difference.
            guard !isLike || trial.hasMore(copies) else { continue }
            guard !isLike || number < ClassTrial.classesForCallers else {
                limits.insert(
                    "changed callers and recipients of copies were tried for \(ClassTrial.classesForCallers) classes of domains that are alike")
                continue
            }
            let (drafts, choices) = trial.hearings(sides, isLike: isLike, copies: copies, limits: &limits)
            if drafts.count > Self.mostOfOneClass {
                limits.insert("more than \(Self.mostOfOneClass) combinations of inviter and request for one class of domains")
            }
            for draft in drafts.prefix(Self.mostOfOneClass) {
                work += old.rules.count + new.rules.count + 16
                guard work < Self.mostWork else {
                    limits.insert("the comparison stopped after \(judged) invitations: the two policies have very many rules")
                    return
                }
                judged += 1
                guard let witness = trial.witness(draft, to: domain.address) else { continue }
                let (before, after) = (witness.judged(by: old), witness.judged(by: new))
                guard let direction = PolicyDifference.Direction(before, after) else { continue }
                findings.add(
                    direction, since, before, after, draft, witness, number,
                    inviter: trial.text(draft.inviter, choices, through: witness.caller))
            }
        }
    }
}

extension PolicyDifference {
    public init(from old: Policy, to new: Policy, at now: Timestamp) {
        guard old.digest != new.digest else {
            self.init(changes: [], beside: [], notes: [], limits: [], judged: 0, answersCanDiffer: false)
            return
        }
        var comparison = PolicyComparison(old, new, at: now)
        comparison.run()
        let changes = comparison.findings.changes(in: comparison)
        let keys = ChangedKeys(from: old, to: new)
        self.init(
            changes: changes, beside: keys.lines, notes: Self.notes(old, new), limits: comparison.limits.sorted(),
            judged: comparison.judged, answersCanDiffer: !changes.isEmpty || !comparison.limits.isEmpty || keys.changeAnswers)
    }

    private static func notes(_ old: Policy, _ new: Policy) -> [String] {
        switch (old.callers.isEmpty, new.callers.isEmpty) {
        case (false, false): []
        case (true, false): ["the policy as it is lists no caller, so that it refuses every request"]
        case (false, true): ["the policy as it would be lists no caller, so that it refuses every request"]
        case (true, true):
            [
                "neither policy lists a caller, so that both refuse every request; they are compared as if one and the same "
                    + "caller, whose channel makes no difference, were listed in both"
            ]
        }
    }
}
