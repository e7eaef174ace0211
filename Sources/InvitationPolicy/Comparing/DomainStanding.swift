import Invitations

/// Where a domain stands in one policy: two domains that stand alike are judged alike.
struct DomainStanding: Hashable {
    var isInternal = false
    var isDenied = false
    /// The last day of the allow entry that lasts longest, in days since 1970; nil where none covers the domain.
    var allowedUntil: Int64?
    /// Numbers of the rules whose domains cover it.
    var rules: [Int] = []
    /// Numbers of the rules that name the whole address.
    var naming: [Int] = []
}

/// Where a domain stands in both.
struct PairStanding: Hashable {
    var old: DomainStanding
    var new: DomainStanding
}

/// Answers where domains stand in one policy.
struct StandingFinder {
    let policy: Policy
    /// Rules that name domains, by number.
    private let listing: [(number: Int, list: DomainList)]
    /// All their names in one list, where they are so many that most domains should be asked of once.
    private let combined: DomainList?

    init(_ policy: Policy) {
        self.policy = policy
        let listing = policy.rules.enumerated().compactMap { number, rule in rule.domains.map { (number: number, list: $0) } }
        self.listing = listing
        combined = listing.count > 4 ? DomainList(joining: listing.map(\.list)) : nil
    }

    func standing(of name: Span<UInt8>) -> DomainStanding {
        var standing = DomainStanding()
        standing.isInternal = policy.internalDomains.contains(name)
        standing.isDenied = policy.denied.contains(name)
        for entry in policy.allowed.entries(covering: name) {
            let last = policy.allowed.origin(of: entry).expires?.daysSinceEpoch ?? .max
            standing.allowedUntil = max(standing.allowedUntil ?? .min, last)
        }
        guard combined?.contains(name) ?? true else { return standing }
        for rule in listing where rule.list.contains(name) { standing.rules.append(rule.number) }
        return standing
    }
}

extension DomainList {
    /// The names of several lists; nothing is kept of where they came from.
    fileprivate init(joining lists: [DomainList]) {
        self.init(
            exactCapacity: lists.reduce(0) { $0 + $1.exact.count }, parentCapacity: lists.reduce(0) { $0 + $1.parents.count })
        let origin = Origin(
            id: "", source: SourceLocation(file: "", line: 1, column: 1), listFile: nil, expires: nil, note: EntryNote())
        for list in lists {
            var batch = DomainBatch()
            for entry in list.exact.entries { batch.append(list.names, entry, .itself) }
            for entry in list.parents.entries { batch.append(list.names, entry, .subdomains) }
            _ = add(batch, from: origin)
        }
    }
}

extension DomainBatch {
    fileprivate mutating func append(_ names: DomainNames, _ entry: Int, _ reach: DomainReach) {
        let range = names.range(entry)
        append(names.bytes.span.extracting(range), reach)
    }
}
