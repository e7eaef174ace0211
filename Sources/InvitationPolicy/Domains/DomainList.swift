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
    func coversSubdomains(of name: Span<UInt8>) -> Bool {
        parents.find(name, hash: DomainTable.hash(name), in: names) != nil || coversParent(of: name)
    }

    private func coversParent(of name: Span<UInt8>) -> Bool {
        guard !parents.isEmpty else { return false }
        for index in name.indices where name[index] == UInt8(ascii: ".") {
            let parent = name.extracting((index + 1)...)
            if parents.find(parent, hash: DomainTable.hash(parent), in: names) != nil { return true }
        }
        return false
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

    /// Enters a batch; what the list covers already is left out and its lines are returned.
    mutating func add(_ batch: DomainBatch, from origin: Origin) -> [Int] {
        var origin = origin
        origin.first = names.count
        origins.append(origin)
        var repeated: [Int] = []
        var start = 0
        let bytes = batch.bytes.span
        for number in 0..<batch.count {
            let end = Int(batch.ends[number])
            if !add(bytes.extracting(start..<end), batch.reaches[number], line: batch.lines[number]) {
                repeated.append(Int(batch.lines[number]))
            }
            start = end
        }
        return repeated
    }

    mutating func reserve(names count: Int, bytes: Int) {
        names.reserve(names: count, bytes: bytes)
        lines.reserveCapacity(count)
    }

    private mutating func add(_ name: Span<UInt8>, _ reach: DomainReach, line: UInt32) -> Bool {
        let hash = DomainTable.hash(name)
        let isNew = reach.contains(.itself) && exact.find(name, hash: hash, in: names) == nil
        let isNewParent = reach.contains(.subdomains) && parents.find(name, hash: hash, in: names) == nil
        guard isNew || isNewParent else { return false }
        let entry = names.count
        names.append(name)
        lines.append(line)
        if isNew { exact.insert(entry, hash: hash) }
        if isNewParent { parents.insert(entry, hash: hash) }
        return true
    }
}
