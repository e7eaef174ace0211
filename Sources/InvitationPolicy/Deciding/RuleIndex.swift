import Invitations

/// Which rules can be about a domain: found by one look at the name and one at each parent, so that a decision does not
/// read every rule of a long policy.
///
/// A rule is entered under the domains that it names, or else those of its addresses. One that names neither, or names
/// very many, is looked at for every domain.
struct RuleIndex: Sendable {
    /// A rule with more names than this has a list of its own to ask.
    static let mostNames = 256

    /// Numbers of the rules that are looked at for every domain, in order.
    private(set) var everywhere: [Int] = []
    private var names = DomainNames()
    private var exact: DomainTable
    private var parents: DomainTable
    /// The rules of each name, in order.
    private var rules: [[Int]] = []

    init(_ all: [Rule]) {
        let named = all.map(Self.names)
        let count = named.reduce(0) { $0 + ($1?.count ?? 0) }
        exact = DomainTable(capacity: count)
        parents = DomainTable(capacity: count)
        for (number, names) in named.enumerated() {
            guard let names else {
                everywhere.append(number)
                continue
            }
            for (name, isParent) in names {
                if isParent { Self.enter(number, name, &parents, &self.names, &rules) } else { Self.enter(number, name, &exact, &self.names, &rules) }
            }
        }
    }

    /// The numbers of the rules that can be about the domain, each once and in order. That they are is not said.
    func candidates(for domain: MailDomain) -> [Int] {
        let name = domain.ascii.utf8.span
        var found: [Int] = []
        if let entry = exact.find(name, hash: DomainTable.hash(name), in: names) { found += rules[entry] }
        if !parents.isEmpty {
            for index in name.indices where name[index] == UInt8(ascii: ".") {
                let parent = name.extracting((index + 1)...)
                if let entry = parents.find(parent, hash: DomainTable.hash(parent), in: names) { found += rules[entry] }
            }
        }
        return found.isEmpty ? everywhere : Set(found + everywhere).sorted()
    }

    /// What a rule names; nil where it has to be looked at for every domain.
    private static func names(of rule: Rule) -> [(name: [UInt8], isParent: Bool)]? {
        if let domains = rule.domains {
            guard domains.count <= mostNames else { return nil }
            func names(_ table: DomainTable, isParent: Bool) -> [(name: [UInt8], isParent: Bool)] {
                table.entries.map { (Array(domains.names.bytes[domains.names.range($0)]), isParent) }
            }
            return names(domains.exact, isParent: false) + names(domains.parents, isParent: true)
        }
        guard let addresses = rule.addresses, addresses.count <= mostNames else { return nil }
        return Set(addresses.compactMap { $0.split(separator: "@").last.map(String.init) }).map { (Array($0.utf8), false) }
    }

    private static func enter(
        _ rule: Int, _ name: [UInt8], _ table: inout DomainTable, _ names: inout DomainNames, _ rules: inout [[Int]]
    ) {
        let hash = DomainTable.hash(name.span)
        if let entry = table.find(name.span, hash: hash, in: names) {
            rules[entry].append(rule)
        } else {
            table.insert(names.count, hash: hash)
            names.append(name.span)
            rules.append([rule])
        }
    }
}

extension Policy {
    /// The rules about an invited or copied address, sorted by id.
    func rules(about address: EmailAddress) -> [Rule] {
        ruleIndex.candidates(for: address.domain).compactMap { rules[$0].concerns(address) ? rules[$0] : nil }
    }
}
