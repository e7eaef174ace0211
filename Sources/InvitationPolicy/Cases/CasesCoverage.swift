import Invitations

/// Which rules and list entries of a policy its cases tried.
///
/// A rule or entry is covered when some case made it match with an effect: it granted, denied, failed by a requirement,
/// or was reported. A list file counts as one, whatever line matched.
public struct CasesCoverage: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case rule
            case entry
            case listFile
        }

        public let kind: Kind
        public let id: String
        public let effect: RuleEffect
        public let source: SourceLocation
        /// Cases that it had an effect in.
        public fileprivate(set) var cases = 0
        /// Cases in which it granted, denied or was reported.
        public fileprivate(set) var acting = 0
        /// For a rule: cases that met one side of its conditions, the address or the inviter, and in which it did not
        /// act: the twins that show where it ends.
        public fileprivate(set) var heldBack = 0

        public var isCovered: Bool { cases > 0 }
        /// For a rule, whether cases show both that it acts and where it ends; for others, whether it acts.
        public var hasBothDirections: Bool { acting > 0 && (kind != .rule || heldBack > 0) }
    }

    /// Rules by id, then entries as they stand in the file.
    public private(set) var items: [Item] = []
    private var places: [Key: Int] = [:]

    private struct Key: Hashable {
        let effect: RuleEffect
        let id: String
    }

    public var covered: Int { items.filter(\.isCovered).count }
    public var uncovered: [Item] { items.filter { !$0.isCovered } }
    /// Covered, but by cases that show one direction only.
    public var oneSided: [Item] { items.filter { $0.isCovered && !$0.hasBothDirections } }

    /// In hundredths, rounded down; 100 where there is nothing to cover.
    public var percent: Int { items.isEmpty ? 100 : covered * 100 / items.count }

    init(_ policy: Policy) {
        for rule in policy.rules { add(.rule, rule.id, rule.effect, rule.source) }
        add(policy.denied, .deny)
        add(policy.allowed, .allow)
        if policy.unlisted == .allow { add(.entry, "domains.unlisted", .allow, policy.unlistedSource) }
    }

    private mutating func add(_ list: DomainList, _ effect: RuleEffect) {
        for (index, origin) in list.origins.enumerated() {
            let end = index + 1 < list.origins.count ? list.origins[index + 1].first : list.count
            // Whatever it says stands elsewhere in the list: nothing can match it.
            guard end > origin.first else { continue }
            add(origin.listFile == nil ? .entry : .listFile, origin.listFile ?? origin.id, effect, origin.source)
        }
    }

    private mutating func add(_ kind: Item.Kind, _ id: String, _ effect: RuleEffect, _ source: SourceLocation) {
        places[Key(effect: effect, id: id)] = items.count
        items.append(Item(kind: kind, id: id, effect: effect, source: source))
    }

    /// Counts what one case did.
    mutating func count(_ one: PolicyCase, _ decision: Decision, _ policy: Policy) {
        var acted: Set<Int> = []
        var touched: Set<Int> = []
        for match in decision.matches {
            guard let place = place(of: match) else { continue }
            switch match.role {
            case .grants, .denies, .reported:
                acted.insert(place)
                touched.insert(place)
            case .requirementFailed: touched.insert(place)
            case .excluded, .expired, .undetermined: break
            }
        }
        for place in touched { items[place].cases += 1 }
        for place in acted { items[place].acting += 1 }
        for rule in policy.rules {
            guard let place = places[Key(effect: rule.effect, id: rule.id)], !acted.contains(place) else { continue }
            if rule.isNear(one) { items[place].heldBack += 1 }
        }
    }

    /// The item of a match: its id, or the list file that its line stands in.
    private func place(of match: RuleMatch) -> Int? {
        if let place = places[Key(effect: match.effect, id: match.id)] { return place }
        guard let colon = match.id.lastIndex(of: ":") else { return nil }
        return places[Key(effect: match.effect, id: String(match.id[..<colon]))]
    }
}

extension Rule {
    /// Whether the case meets one side of the conditions at least.
    fileprivate func isNear(_ one: PolicyCase) -> Bool {
        concerns(one.request.invitedUserEmailAddress) || inviters.holds(for: one.inviter, through: one.caller) == .yes
    }
}
