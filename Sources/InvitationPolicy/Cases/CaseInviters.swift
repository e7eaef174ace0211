import Invitations

/// Reads the people who invite in cases: named ones under `inviters`, and maps in a case's `by`.
///
/// What is not said of them is known to be nothing: an enabled member without roles and groups. What is not known at all
/// stands under `unknown`.
struct CaseInviters {
    private enum Kind: String, CaseIterable {
        case member, guest
    }

    private(set) var named: [String: InviterFacts] = [:]
    let time: Timestamp?
    let log: FaultLog

    init(_ top: inout Section, at time: Timestamp?) {
        (self.time, log) = (time, top.log)
        guard let node = top.value("inviters") else { return }
        guard case .map(let pairs) = node.content else {
            log.fault(node, "`inviters` is \(node.kind), not a map", "write `name: {kind: member}` lines")
            return
        }
        for (index, pair) in pairs.enumerated() {
            let name = pair.key.shown
            guard let section = Section(pair.value, path: "inviters.\(name)", log) else { continue }
            named[name] = read(section, fallback: ObjectID(high: 0, low: UInt64(index + 1)))
        }
    }

    /// Who `by` names, or describes.
    func find(_ node: PolicyNode, path: String) -> InviterFacts? {
        if case .map = node.content {
            // Far from the named ones' ids, so that nobody shares a quota by accident.
            let place = UInt64(truncatingIfNeeded: node.location.line) << 16 | UInt64(truncatingIfNeeded: node.location.column)
            return Section(node, path: path, log).map { read($0, fallback: ObjectID(high: 1, low: place)) }
        }
        if let facts = named[node.shown] { return facts }
        let advice = Spelling.didYouMean(node.shown, among: named.keys.sorted()) ?? "name one under `inviters`, or write a map"
        log.fault(node, "no such inviter", advice)
        return nil
    }

    private func read(_ given: Section, fallback: ObjectID) -> InviterFacts {
        var section = given
        let user = section.value("user").flatMap {
            IdentifierReader.guid($0, section.named("user"), log, DirectoryObject.self)
        }
        var facts = InviterFacts(id: user ?? fallback, proof: .token)
        let asOf = time ?? Timestamp(milliseconds: 0)
        let kind = section.choice("kind", Kind.self) ?? .member
        let roles = (section.list("directoryRoles", mayBeEmpty: true) ?? []).compactMap { IdentifierReader.role($0, log) }
        let appRoles = (section.list("appRoles", mayBeEmpty: true) ?? [])
            .compactMap { section.text($0, section.named("appRoles")) }
        let groups = section.list("groups", mayBeEmpty: true) ?? []
        facts.userKind = .known(kind == .member ? .member : .guest, from: .graph, asOf: asOf)
        facts.enabled = .known(section.bool("enabled") ?? true, from: .graph, asOf: asOf)
        facts.directoryRoles = .known(Set(roles), from: .graph, asOf: asOf)
        facts.appRoles = .known(Set(appRoles), from: .graph, asOf: asOf)
        facts.groups = .known(
            IdentifierReader.objects(groups, section.named("groups"), log), from: .graph, asOf: asOf)
        let unknown: [FactKind] = (section.list("unknown") ?? []).compactMap { Section.word($0, section.named("unknown"), log) }
        for fact in unknown {
            if section.has(Self.key(fact)) {
                log.fault(section.node.location, fact.rawValue, "unknown and given at once", "keep one of the two")
            }
            facts.forget(fact)
        }
        section.finish()
        return facts
    }

    /// The key that gives a fact.
    private static func key(_ fact: FactKind) -> String { fact == .userKind ? "kind" : fact.rawValue }
}

extension InviterFacts {
    mutating func forget(_ kind: FactKind) {
        switch kind {
        case .enabled: enabled = .unknown
        case .userKind: userKind = .unknown
        case .directoryRoles: directoryRoles = .unknown
        case .appRoles: appRoles = .unknown
        case .groups: groups = .unknown
        }
    }
}
