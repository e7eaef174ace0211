import Invitations

/// A list of domain entries that answers, for one domain, which of them cover it: by one look at the name itself and
/// one at each parent, whatever the length of the list.
struct DomainList: Sendable {
    /// Where entries come from: one entry of the policy's text, or one list file with all its lines.
    struct Origin: Sendable {
        /// Such as `domains.deny[3]`.
        let id: String
        /// The entry's place in the policy's text.
        let source: SourceLocation
        /// The list file whose lines these are.
        let listFile: String?
        let expires: CalendarDate?
        let note: EntryNote
        /// Number of the first entry; the next origin's is the end.
        var first = 0
    }

    static let empty = DomainList(exactCapacity: 0, parentCapacity: 0)

    private(set) var names = DomainNames()
    /// Entries that cover the name itself.
    private(set) var exact: DomainTable
    /// Entries that cover the name's subdomains.
    private(set) var parents: DomainTable
    private(set) var origins: [Origin] = []
    private var lines: [UInt32] = []
    /// Equal for two lists that cover the same for as long; empty until the list is whole.
    private(set) var contentDigest = ""

    init(exactCapacity: Int, parentCapacity: Int) {
        exact = DomainTable(capacity: exactCapacity)
        parents = DomainTable(capacity: parentCapacity)
    }

    var count: Int { names.count }
    var isEmpty: Bool { names.count == 0 }

    func contains(_ domain: MailDomain) -> Bool { contains(domain.ascii.utf8.span) }

    func contains(_ name: Span<UInt8>) -> Bool {
        exact.find(name, hash: DomainTable.hash(name), in: names) != nil || coversParent(of: name)
    }

    /// The numbers of the entries that cover `domain`: itself first, then its parents from near to far.
    func entries(covering domain: MailDomain) -> [Int] {
        entries(covering: domain.ascii.utf8.span)
    }

    func entries(covering name: Span<UInt8>) -> [Int] {
        guard !isEmpty else { return [] }
        var found: [Int] = []
        if let entry = exact.find(name, hash: DomainTable.hash(name), in: names) { found.append(entry) }
        guard !parents.isEmpty else { return found }
        for index in name.indices where name[index] == UInt8(ascii: ".") {
            let parent = name.extracting((index + 1)...)
            if let entry = parents.find(parent, hash: DomainTable.hash(parent), in: names) {
                found.append(entry)
            }
        }
        return found
    }

    /// Whether an entry covers every subdomain of `name`.
    func coversSubdomains(of name: Span<UInt8>) -> Bool { entry(coveringSubdomainsOf: name) != nil }

    /// The nearest entry that covers every subdomain of `name`.
    func entry(coveringSubdomainsOf name: Span<UInt8>) -> Int? {
        parents.find(name, hash: DomainTable.hash(name), in: names) ?? entry(coveringParentOf: name)
    }

    private func coversParent(of name: Span<UInt8>) -> Bool { entry(coveringParentOf: name) != nil }

    private func entry(coveringParentOf name: Span<UInt8>) -> Int? {
        guard !parents.isEmpty else { return nil }
        for index in name.indices where name[index] == UInt8(ascii: ".") {
            let parent = name.extracting((index + 1)...)
            if let entry = parents.find(parent, hash: DomainTable.hash(parent), in: names) { return entry }
        }
        return nil
    }

    /// Where an entry came from.
    func origin(of entry: Int) -> Origin { origins[originNumber(of: entry)] }

    func originNumber(of entry: Int) -> Int {
        // The last origin that starts at or before the entry: there is one, since the first starts at 0.
        var (low, high) = (0, origins.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if origins[middle].first <= entry { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// The name of an entry for people: its place in the policy, or its line in a list file.
    func id(of entry: Int) -> String {
        let origin = origin(of: entry)
        return origin.listFile.map { "\($0):\(lines[entry])" } ?? origin.id
    }

    func source(of entry: Int) -> SourceLocation {
        let origin = origin(of: entry)
        return origin.listFile.map { SourceLocation(file: $0, line: Int(lines[entry]), column: 1) } ?? origin.source
    }

    /// What an entry is called where another one is told of: its id, and its place in the policy unless the id says it.
    func described(_ entry: Int) -> String {
        origin(of: entry).listFile == nil ? "`\(id(of: entry))` at \(source(of: entry))" : "`\(id(of: entry))`"
    }

    /// An entry of a batch that the list had already.
    struct Repetition {
        let number: Int
        /// The entry that stands in the list.
        let first: Int
    }

    /// Enters a batch; what the list covers already is left out and returned, in the order of the batch.
    mutating func add(_ batch: DomainBatch, from origin: Origin) -> [Repetition] {
        var origin = origin
        origin.first = names.count
        origins.append(origin)
        // Entries that cover a name with its subdomains come first, so that no order of the lines makes two of one.
        let whole: DomainReach = [.itself, .subdomains]
        return (add(batch) { $0 == whole } + add(batch) { $0 != whole }).sorted { $0.number < $1.number }
    }

    private mutating func add(_ batch: DomainBatch, where isMeant: (DomainReach) -> Bool) -> [Repetition] {
        var repeated: [Repetition] = []
        var start = 0
        let bytes = batch.bytes.span
        for number in 0..<batch.count {
            let (end, reach) = (Int(batch.ends[number]), batch.reaches[number])
            if isMeant(reach), let first = add(bytes.extracting(start..<end), reach, line: batch.lines[number]) {
                repeated.append(Repetition(number: number, first: first))
            }
            start = end
        }
        return repeated
    }

    /// Nothing is added from here on.
    mutating func seal() { contentDigest = digest() }

    mutating func reserve(names count: Int, bytes: Int) {
        names.reserve(names: count, bytes: bytes)
        lines.reserveCapacity(count)
    }

    /// The entry that covers as much already, if one does; otherwise the name is entered.
    private mutating func add(_ name: Span<UInt8>, _ reach: DomainReach, line: UInt32) -> Int? {
        let hash = DomainTable.hash(name)
        let same = reach.contains(.itself) ? exact.find(name, hash: hash, in: names) : nil
        let sameParent = reach.contains(.subdomains) ? parents.find(name, hash: hash, in: names) : nil
        let isNew = reach.contains(.itself) && same == nil
        let isNewParent = reach.contains(.subdomains) && sameParent == nil
        guard isNew || isNewParent else { return same ?? sameParent }
        let entry = names.count
        names.append(name)
        lines.append(line)
        if isNew { exact.insert(entry, hash: hash) }
        if isNewParent { parents.insert(entry, hash: hash) }
        return nil
    }
}
