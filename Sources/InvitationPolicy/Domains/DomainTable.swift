/// Entry numbers by name: open addressing over 32-bit slots. What a lookup costs does not depend on how many entries
/// there are.
///
/// The names stay in the list's one array of bytes and are compared byte by byte, so that equal hashes never make
/// equal domains. The hash is the standard library's, seeded anew in each process: whoever writes a list cannot choose
/// names that fall together.
struct DomainTable: Sendable {
    /// 0 is free; otherwise an entry's number plus 1. The count is a power of 2, at most three quarters are taken.
    private var slots: [UInt32]
    private(set) var count = 0

    init(capacity: Int) {
        guard capacity > 0 else {
            slots = []
            return
        }
        var size = 4
        while size * 3 < capacity * 4 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    var isEmpty: Bool { count == 0 }

    static func hash(_ name: Span<UInt8>) -> Int {
        var hasher = Hasher()
        unsafe name.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// The number of the entry whose name is `name`.
    func find(_ name: Span<UInt8>, hash: Int, in names: borrowing DomainNames) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var position = hash & mask
        while slots[position] != 0 {
            let entry = Int(slots[position] - 1)
            if names.equals(entry, name) { return entry }
            position = (position + 1) & mask
        }
        return nil
    }

    /// Enters a number whose name is not in the table yet, within the capacity given at the start.
    mutating func insert(_ entry: Int, hash: Int) {
        let mask = slots.count - 1
        var position = hash & mask
        while slots[position] != 0 { position = (position + 1) & mask }
        slots[position] = UInt32(truncatingIfNeeded: entry + 1)
        count += 1
    }

    /// The numbers of all entries, in no order that means anything.
    var entries: [Int] { slots.lazy.filter { $0 != 0 }.map { Int($0 - 1) } }
}

/// The names of a list, end to end in one array.
struct DomainNames: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [UInt32] = []

    var count: Int { ends.count }

    mutating func reserve(names: Int, bytes: Int) {
        self.bytes.reserveCapacity(bytes)
        ends.reserveCapacity(names)
    }

    mutating func append(_ name: Span<UInt8>) {
        for index in name.indices { bytes.append(name[index]) }
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    func range(_ entry: Int) -> Range<Int> {
        (entry == 0 ? 0 : Int(ends[entry - 1]))..<Int(ends[entry])
    }

    func text(_ entry: Int) -> String { String(decoding: bytes[range(entry)], as: UTF8.self) }

    func equals(_ entry: Int, _ name: Span<UInt8>) -> Bool {
        let range = range(entry)
        guard range.count == name.count else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != name[offset] { return false }
        return true
    }
}
