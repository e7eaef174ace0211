import AuditTrail

/// By which index a query's entries are found. Every other condition is tried on the rows found so: SQLite is left no
/// choice, since without statistics of the data its guess is luck.
enum AccessPath: CaseIterable {
    case decision
    /// The decisions in doubt: few, unless Graph was out of reach.
    case openIntents
    case address
    case domain
    case inviter
    case rule
    /// The kinds that are neither decisions nor outcomes.
    case kind
    case reason
    case caller
    case result
    case channel
    /// The rows as they lie.
    case rows

    /// The one that leaves the fewest rows: a decision has two entries, a channel half of all.
    ///
    /// - Parameter format: of the store; one that was not migrated yet has few indexes.
    init(_ query: AuditQuery, format: Int) {
        self =
            Self.allCases.first { path in
                (format >= SearchIndexes.format || path.isOld) && path.serves(query)
            } ?? .rows
    }

    private var isOld: Bool { self == .decision || self == .openIntents || self == .reason || self == .rows }

    private func serves(_ query: AuditQuery) -> Bool {
        switch self {
        case .decision: query.decision != nil
        case .openIntents: query.inDoubt
        case .address: query.address != nil
        case .domain: query.domain != nil
        case .inviter: query.inviter != nil
        case .rule: query.rule != nil
        case .kind: !query.kinds.isEmpty && query.kinds.isDisjoint(with: [.decision, .outcome])
        case .reason: query.reason != nil && query.reasonIsItsOwn
        case .caller: query.caller != nil
        // With what only judgements say, a decision counts by its outcome's result.
        case .result: query.verdict != nil || query.outcome != nil && !query.asksForJudgements
        case .channel: query.channel != nil
        case .rows: true
        }
    }

    /// Whether it finds few rows in all, so that they need not be looked for segment by segment.
    var isWhole: Bool { self == .decision || self == .openIntents }

    /// The column with the row's number, in the table that the search begins with.
    var row: String {
        switch self {
        case .address, .domain: "invitees.entry"
        case .rule: "entry_rules.entry"
        case .openIntents: "open_intents.entry"
        default: "entries.id"
        }
    }

    /// Whether the index begins with the segment; the others end with the row's number by themselves.
    var bySegment: Bool {
        switch self {
        case .address, .domain, .inviter, .rule: true
        default: false
        }
    }

    /// The tables, the one searched first; `CROSS JOIN` keeps them in this order.
    func tables(bodies: Bool) -> String {
        let rest = bodies ? "CROSS JOIN bodies ON bodies.entry = entries.id CROSS JOIN chains ON chains.id = entries.chain" : ""
        let invitees = "LEFT JOIN invitees ON invitees.entry = entries.id"
        return switch self {
        case .address, .domain: "invitees CROSS JOIN entries ON entries.id = invitees.entry \(rest)"
        case .rule: "entry_rules CROSS JOIN entries ON entries.id = entry_rules.entry \(rest) \(invitees)"
        case .openIntents: "open_intents CROSS JOIN entries ON entries.id = open_intents.entry \(rest) \(invitees)"
        default: "entries \(rest) \(invitees)"
        }
    }
}
