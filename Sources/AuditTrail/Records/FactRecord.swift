public import Invitations

/// One fact about the inviter that the decision used, with where it was learned and how old it was.
public struct FactRecord: Hashable, Sendable {
    public var fact: FactKind
    /// One text for `enabled` (`true`, `false`) and `userKind`; sorted ids or names for the others. The first 256 are
    /// written, with the number of those left out.
    public var values: [String]
    public var source: FactSource
    /// Milliseconds between the time it was true and the decision.
    public var age: Int64

    public init(fact: FactKind, values: [String], source: FactSource, age: Int64) {
        self.fact = fact
        self.values = values
        self.source = source
        self.age = age
    }

    /// The known ones among `kinds`, in the order of their names.
    ///
    /// - Parameter first: the groups that the policy names. An inviter in more groups than are written is recorded with
    ///   those of `first` that they are in before the others, each part sorted, so that what decided is not what is left
    ///   out.
    public static func used(
        _ kinds: Set<FactKind>, of facts: InviterFacts, at now: Timestamp, naming first: Set<ObjectID> = []
    ) -> [FactRecord] {
        var records: [FactRecord] = []
        func add<Value>(_ kind: FactKind, _ fact: Fact<Value>, _ values: (Value) -> [String]) {
            guard kinds.contains(kind), case .known(let value, let source, let time) = fact else { return }
            records.append(
                FactRecord(fact: kind, values: values(value), source: source, age: now.milliseconds(since: time)))
        }
        add(.appRoles, facts.appRoles) { $0.sorted() }
        add(.directoryRoles, facts.directoryRoles) { $0.sorted().map(\.description) }
        add(.enabled, facts.enabled) { [$0 ? "true" : "false"] }
        add(.groups, facts.groups) { ordered($0, first).map(\.description) }
        add(.userKind, facts.userKind) { [$0.rawValue] }
        return records
    }

    private static func ordered(_ groups: Set<ObjectID>, _ first: Set<ObjectID>) -> [ObjectID] {
        guard groups.count > TextLimit.elements else { return groups.sorted() }
        return groups.intersection(first).sorted() + groups.subtracting(first).sorted()
    }
}

extension CanonicalObject {
    mutating func facts(_ facts: [FactRecord]) {
        member("facts", facts) { object, fact in
            let kept = fact.values.prefix(TextLimit.elements)
            object.member("age", fact.age)
            object.member("fact", fact.fact.rawValue)
            object.member("omitted", fact.values.count > kept.count ? Int64(fact.values.count - kept.count) : nil)
            object.member("source", fact.source.rawValue)
            object.member("values", Array(kept))
        }
    }
}
