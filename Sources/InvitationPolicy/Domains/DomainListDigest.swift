import Crypto
import Invitations

extension DomainList {
    /// SHA-256 over what the list covers and for how long, whichever way it was written down: inline or in files, in
    /// any order, with or without repetitions.
    func digest() -> String {
        guard contentDigest.isEmpty else { return contentDigest }
        var hash = SHA256()
        update(&hash, exact)
        update(&hash, parents)
        return hash.finalize().hexadecimal
    }

    private func update(_ hash: inout SHA256, _ table: DomainTable) {
        hash.update(length: table.count)
        let marks = origins.map { origin in
            // An entry without dates and notes is by far the most common: nothing is added for it.
            let facts = ["expires \(origin.expires.map(\.description) ?? "")"] + origin.note.facts
            let isPlain = origin.expires == nil && origin.note == EntryNote()
            return isPlain ? [UInt8(0)] : [1] + Array(CanonicalSet(facts).digest().utf8)
        }
        // Many short names: gathered, since each call of the hash has its price.
        var gathered: [UInt8] = []
        gathered.reserveCapacity(1 << 16)
        for entry in sorted(table.entries) {
            let range = names.range(entry)
            gathered.append(UInt8(truncatingIfNeeded: range.count))
            gathered.append(contentsOf: names.bytes[range])
            gathered.append(contentsOf: marks[originNumber(of: entry)])
            if gathered.count > 1 << 15 {
                hash.update(data: gathered)
                gathered.removeAll(keepingCapacity: true)
            }
        }
        hash.update(data: gathered)
    }

    /// By name. The first eight bytes decide nearly always, and are compared as one number.
    private func sorted(_ entries: [Int]) -> [Int] {
        let bytes = names.bytes
        let keyed = entries.map { entry in
            var key: UInt64 = 0
            let range = names.range(entry)
            for offset in 0..<8 {
                let byte = offset < range.count ? bytes[range.lowerBound + offset] : 0
                key = key << 8 | UInt64(byte)
            }
            return (key: key, entry: entry)
        }
        return keyed.sorted { left, right in
            if left.key != right.key { return left.key < right.key }
            return bytes[names.range(left.entry)].lexicographicallyPrecedes(bytes[names.range(right.entry)])
        }.map(\.entry)
    }
}
