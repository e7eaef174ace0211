import Invitations
import StrictJSON

extension RecordedHearing {
    /// The inviter's facts with their sources and ages; those that were not recorded are unknown.
    static func facts(
        _ content: JSON, at time: Timestamp, _ notRecorded: inout Set<Unrecorded>
    ) throws(NotReplayable) -> InviterFacts {
        var facts = InviterFacts(
            id: try content.text("inviter", ObjectID.init), proof: try content.text("proof", InviterProof.init(rawValue:)))
        guard let records = try content.member("facts").array else { throw .damaged("facts") }
        for record in records {
            let fact = try RecordedFact(record, at: time)
            switch fact.kind {
            case .enabled: facts.enabled = try fact.single { $0 == "true" ? true : $0 == "false" ? false : nil }
            case .userKind: facts.userKind = try fact.single(UserKind.init(rawValue:))
            // Of a list of roles that was cut short nothing is concluded; of groups, see `groupVariants`.
            case .directoryRoles: facts.directoryRoles = fact.isCut ? .unknown : try fact.set(RoleTemplateID.init)
            case .appRoles: facts.appRoles = fact.isCut ? .unknown : try fact.set { $0 }
            case .groups: facts.groups = try fact.set(ObjectID.init)
            }
            if fact.isCut, fact.kind == .groups { notRecorded.insert(.groups) }
        }
        if facts.known.count < FactKind.allCases.count { notRecorded.insert(.fact) }
        return facts
    }
}

/// One element of `facts`.
private struct RecordedFact {
    let kind: FactKind
    let isCut: Bool
    private let values: [String]
    private let source: FactSource
    private let asOf: Timestamp

    init(_ record: JSON, at time: Timestamp) throws(NotReplayable) {
        kind = try record.text("fact", FactKind.init(rawValue:))
        source = try record.text("source", FactSource.init(rawValue:))
        guard let age = record["age"]?.integer, let values = record["values"]?.array else { throw .damaged(kind.rawValue) }
        let (asOf, overflows) = time.milliseconds.subtractingReportingOverflow(age)
        guard !overflows else { throw .damaged(kind.rawValue) }
        self.asOf = Timestamp(milliseconds: asOf)
        self.values = values.compactMap(\.string)
        guard self.values.count == values.count else { throw .damaged(kind.rawValue) }
        isCut = record["omitted"] != nil
    }

    func single<Value>(_ parse: (String) -> Value?) throws(NotReplayable) -> Fact<Value> {
        guard values.count == 1, let value = parse(values[0]) else { throw .damaged(kind.rawValue) }
        return .known(value, from: source, asOf: asOf)
    }

    func set<Value>(_ parse: (String) -> Value?) throws(NotReplayable) -> Fact<Set<Value>> {
        var set = Set<Value>(minimumCapacity: values.count)
        for text in values {
            guard let value = parse(text) else { throw .damaged(kind.rawValue) }
            set.insert(value)
        }
        return .known(set, from: source, asOf: asOf)
    }
}
