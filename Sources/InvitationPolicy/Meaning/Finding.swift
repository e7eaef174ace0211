import Invitations

/// The answer to a question about an inviter: yes, no, or not to be told without these facts.
///
/// Three values, because a fact that could not be fetched must neither let a deny rule slip nor grant anything.
enum Finding: Hashable, Sendable {
    case yes
    case no
    case unknown(Set<FactKind>)

    /// A known no settles a conjunction, whatever else is unknown.
    func and(_ other: Finding) -> Finding {
        switch (self, other) {
        case (.no, _), (_, .no): .no
        case (.yes, let answer), (let answer, .yes): answer
        case (.unknown(let mine), .unknown(let theirs)): .unknown(mine.union(theirs))
        }
    }

    /// A known yes settles a disjunction, whatever else is unknown.
    func or(_ other: Finding) -> Finding {
        switch (self, other) {
        case (.yes, _), (_, .yes): .yes
        case (.no, let answer), (let answer, .no): answer
        case (.unknown(let mine), .unknown(let theirs)): .unknown(mine.union(theirs))
        }
    }

    /// Whether one of `wanted` is among the known values; yes when nothing is wanted.
    static func any<Value>(of wanted: Set<Value>?, in fact: Fact<Set<Value>>, _ kind: FactKind) -> Finding {
        guard let wanted else { return .yes }
        guard let held = fact.value else { return .unknown([kind]) }
        return wanted.isDisjoint(with: held) ? .no : .yes
    }

    static func equal<Value>(_ wanted: Value, _ fact: Fact<Value>, _ kind: FactKind) -> Finding {
        guard let value = fact.value else { return .unknown([kind]) }
        return value == wanted ? .yes : .no
    }
}
