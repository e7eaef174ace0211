import Invitations

/// Domains that neither of two policies tells apart from each other, with one that stands for all.
struct DomainClass {
    let standing: PairStanding
    /// An address in the representative domain.
    let address: EmailAddress
    /// Of listed names and of their subdomains; 0 for the domains that nobody lists.
    var count: Int
    var examples: [String]
    var isUnlisted = false
}

/// Sorts the domains that two policies name into classes.
struct DomainClasses {
    /// A list that both policies have alike can make no difference by its own names: a share of them is looked at, for
    /// the differences that come from elsewhere.
    static let sampleOfEqualList = 20_000
    static let mostClasses = 2_000
    static let mostAddresses = 2_000
    /// A label that nobody lists.
    static let subdomain = Array("any-subdomain.".utf8)

    private let old: StandingFinder
    private let new: StandingFinder
    private var indexes: [PairStanding: Int] = [:]
    private(set) var classes: [DomainClass] = []
    /// What was not looked at, and may hold differences that nothing else shows.
    private(set) var limits: [String] = []
    /// Says that domains which both policies list alike were sampled. They differ only where something else does.
    private(set) var sampling: String?
    private var visited: Set<Int> = []
    private var overflow = 0
    private var skipped = 0

    init(_ old: Policy, _ new: Policy) {
        (self.old, self.new) = (StandingFinder(old), StandingFinder(new))
        addUnlisted()
        // What changed comes before what did not, so that a bound cuts off what is least likely to matter.
        let order = ComparisonOrder(old, new)
        let addresses = Array(order.addresses.prefix(Self.mostAddresses))
        for address in addresses where address.isChanged { enter(address) }
        for pair in order.lists { visitDifferences(pair.old, pair.new) }
        for pair in order.lists where pair.isChanged { visitSample(pair.old, pair.new) }
        for address in addresses where !address.isChanged { enter(address) }
        for pair in order.lists where !pair.isChanged { visitSample(pair.old, pair.new) }
        if order.addresses.count > addresses.count {
            limits.append("of \(order.addresses.count) whole addresses that rules name, \(addresses.count) were compared")
        }
        if overflow > 0 {
            limits.append("more than \(Self.mostClasses) classes of domains: \(overflow) domains of further classes were not compared")
        }
        if skipped > 0 {
            sampling = "\(skipped) domains that both policies list alike stand for themselves through a sample of their lists"
        }
    }

    private mutating func visitDifferences(_ mine: DomainList, _ theirs: DomainList) {
        guard mine.contentDigest != theirs.contentDigest else { return }
        visit(mine) { !theirs.holdsSame($1, as: mine, $0) }
        visit(theirs) { !mine.holdsSame($1, as: theirs, $0) }
    }

    /// A share of what both have: most of two versions of a long list is the same.
    private mutating func visitSample(_ mine: DomainList, _ theirs: DomainList) {
        let lists = mine.contentDigest == theirs.contentDigest ? [mine] : [mine, theirs]
        for (number, list) in lists.enumerated() {
            let stride = max(1, list.count / Self.sampleOfEqualList)
            let (entered, left) = visit(list) { entry, _ in entry % stride == 0 }
            // What the second has and was not visited before stands in the first, and was counted there.
            skipped += number == 0 ? left : -entered
        }
    }

    /// Visits every name for which `isWanted` says so; returns how many it visited for the first time, and how many have
    /// not been visited by then.
    @discardableResult
    private mutating func visit(_ list: DomainList, _ isWanted: (Int, Span<UInt8>) -> Bool) -> (entered: Int, left: Int) {
        let bytes = list.names.bytes
        var (entered, left) = (0, 0)
        for entry in 0..<list.count {
            let name = bytes.span.extracting(list.names.range(entry))
            guard isWanted(entry, name) else {
                if !visited.contains(DomainTable.hash(name)) { left += 1 }
                continue
            }
            guard visited.insert(DomainTable.hash(name)).inserted else { continue }
            entered += 1
            enter(name, isSubdomain: false)
            guard name.count + Self.subdomain.count <= 253 else { continue }
            var other = Self.subdomain
            for index in name.indices { other.append(name[index]) }
            enter(other.span, isSubdomain: true)
        }
        return (entered, left)
    }

    private mutating func enter(_ name: Span<UInt8>, isSubdomain: Bool) {
        let standing = PairStanding(old: old.standing(of: name), new: new.standing(of: name))
        func text() -> String { String(decoding: name.indices.map { name[$0] }, as: UTF8.self) }
        func shown() -> String { isSubdomain ? "*." + text().dropFirst(Self.subdomain.count) : text() }
        if let index = indexes[standing] {
            classes[index].count += 1
            if classes[index].examples.count < PolicyDifference.mostExamples { classes[index].examples.append(shown()) }
        } else if classes.count < Self.mostClasses {
            // A name of one label stands for its subdomains only.
            guard let address = try? EmailAddress("\(Self.localPart)@\(text())") else { return }
            indexes[standing] = classes.count
            classes.append(DomainClass(standing: standing, address: address, count: 1, examples: [shown()]))
        } else {
            overflow += 1
        }
    }

    static let localPart = "some.guest"

    private mutating func addUnlisted() {
        // A policy may list whole top-level domains; names of the DNS that nobody can have come first (RFC 2606).
        for end in ["example", "test", "invalid", "nowhere"] {
            let name = Array("not-listed.\(end)".utf8)
            let standing = PairStanding(old: old.standing(of: name.span), new: new.standing(of: name.span))
            let nowhere = PairStanding(old: DomainStanding(), new: DomainStanding())
            guard standing == nowhere, let address = try? EmailAddress("\(Self.localPart)@not-listed.\(end)") else { continue }
            indexes[standing] = classes.count
            classes.append(DomainClass(standing: standing, address: address, count: 0, examples: [], isUnlisted: true))
            return
        }
    }

    private mutating func enter(_ named: ComparisonOrder.Address) {
        guard let address = try? EmailAddress(named.text) else { return }
        let name = Array(address.domain.ascii.utf8)
        var standing = PairStanding(old: old.standing(of: name.span), new: new.standing(of: name.span))
        standing.old.naming = named.old
        standing.new.naming = named.new
        if let index = indexes[standing] {
            classes[index].count += 1
            if classes[index].examples.count < PolicyDifference.mostExamples { classes[index].examples.append(named.text) }
        } else if classes.count < Self.mostClasses {
            indexes[standing] = classes.count
            classes.append(DomainClass(standing: standing, address: address, count: 1, examples: [named.text]))
        } else {
            overflow += 1
        }
    }
}

extension DomainList {
    /// Whether this list covers the name as that entry of another list does, and for as long.
    func holdsSame(_ name: Span<UInt8>, as other: DomainList, _ entry: Int) -> Bool {
        let hash = DomainTable.hash(name)
        return last(exact.find(name, hash: hash, in: names))
            == other.last(other.exact.find(name, hash: hash, in: other.names))
            && last(parents.find(name, hash: hash, in: names))
                == other.last(other.parents.find(name, hash: hash, in: other.names))
    }

    /// Nil where there is no entry; else its last day.
    private func last(_ entry: Int?) -> Int64? {
        entry.map { origin(of: $0).expires?.daysSinceEpoch ?? .max }
    }
}
