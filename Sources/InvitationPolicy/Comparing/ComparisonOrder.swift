import Invitations

/// The lists and addresses of two policies, those first that are not the same in both; always in the same order.
struct ComparisonOrder {
    /// The lists of the same meaning on both sides.
    struct Lists {
        let old: DomainList
        let new: DomainList
        /// Whether the lists differ or the rule that they belong to does.
        let isChanged: Bool
    }

    /// A whole address, with the numbers of the rules that name it.
    struct Address {
        let text: String
        let old: [Int]
        let new: [Int]
        /// Whether other rules name it, or rules that changed, or another list holds its domain.
        let isChanged: Bool
    }

    let lists: [Lists]
    let addresses: [Address]

    init(_ old: Policy, _ new: Policy) {
        let changed = Self.changedRules(old, new)
        var lists = [
            (old.internalDomains, new.internalDomains), (old.denied, new.denied), (old.allowed, new.allowed),
        ].map { Lists(old: $0, new: $1, isChanged: $0.contentDigest != $1.contentDigest) }
        let (before, after) = (old.rules.byID, new.rules.byID)
        for id in Set(before.keys).union(after.keys).sorted() {
            let (mine, theirs) = (before[id]?.domains, after[id]?.domains)
            guard mine != nil || theirs != nil else { continue }
            lists.append(Lists(old: mine ?? .empty, new: theirs ?? .empty, isChanged: changed.contains(id)))
        }
        self.lists = lists.filter(\.isChanged) + lists.filter { !$0.isChanged }
        let (naming, namingNow) = (old.rules.byAddress, new.rules.byAddress)
        let addresses = Set(naming.keys).union(namingNow.keys).sorted().map { text in
            let (mine, theirs) = (naming[text] ?? [], namingNow[text] ?? [])
            let (ids, idsNow) = (Set(mine.map { old.rules[$0].id }), Set(theirs.map { new.rules[$0].id }))
            return Address(
                text: text, old: mine, new: theirs,
                isChanged: ids != idsNow || !ids.isDisjoint(with: changed) || Self.standsOtherwise(text, old, new))
        }
        self.addresses = addresses.filter(\.isChanged) + addresses.filter { !$0.isChanged }
    }

    /// Ids of the rules that are not the same on both sides, whichever addresses they name.
    private static func changedRules(_ old: Policy, _ new: Policy) -> Set<String> {
        let (before, after) = (old.rules.byID, new.rules.byID)
        let past = Timestamp(milliseconds: .min)
        return Set(before.keys).union(after.keys).filter { id in
            guard let mine = before[id], let theirs = after[id] else { return true }
            return RuleMeaning(mine, at: past) != RuleMeaning(theirs, at: past) || mine.expires != theirs.expires
                || mine.domains?.contentDigest != theirs.domains?.contentDigest
        }
    }

    private static func standsOtherwise(_ address: String, _ old: Policy, _ new: Policy) -> Bool {
        guard let domain = try? EmailAddress(address).domain else { return false }
        return old.internalDomains.contains(domain) != new.internalDomains.contains(domain)
            || old.denied.contains(domain) != new.denied.contains(domain)
            || old.allowed.contains(domain) != new.allowed.contains(domain)
    }
}

extension [Rule] {
    fileprivate var byID: [String: Rule] { Dictionary(map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }) }

    /// The numbers of the rules that name each address.
    fileprivate var byAddress: [String: [Int]] {
        var naming: [String: [Int]] = [:]
        for (number, rule) in enumerated() {
            for address in rule.addresses ?? [] { naming[address, default: []].append(number) }
        }
        return naming
    }
}
