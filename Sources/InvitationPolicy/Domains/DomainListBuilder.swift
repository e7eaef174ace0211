import Invitations

/// Makes a list of the sources that a policy names, in an order of its own: the list that comes out does not depend on
/// the order of the file.
struct DomainListBuilder {
    static let largestSize = 1 << 30

    private var sources: [(origin: DomainList.Origin, batch: DomainBatch)] = []

    mutating func add(_ batch: DomainBatch, from origin: DomainList.Origin) {
        sources.append((origin, batch))
    }

    mutating func add(_ domain: MailDomain, _ reach: DomainReach, from origin: DomainList.Origin) {
        var batch = DomainBatch()
        batch.append(domain, reach, line: origin.source.line)
        sources.append((origin, batch))
    }

    /// Entries that last longest come first, so that of two entries for one name the longer-lived is kept and the
    /// other, which changes nothing, is told to `log`.
    func build(_ log: FaultLog) -> DomainList {
        var (exact, parents, bytes, count) = (0, 0, 0, 0)
        for source in sources {
            count += source.batch.count
            bytes += source.batch.bytes.count
            for reach in source.batch.reaches {
                if reach.contains(.itself) { exact += 1 }
                if reach.contains(.subdomains) { parents += 1 }
            }
        }
        // Places in the list are 32-bit numbers.
        guard bytes < Self.largestSize else {
            log.fault(
                SourceLocation(file: log.file, line: 1, column: 1), "", "a domain list larger than 1 GiB",
                kind: .tooLarge)
            return .empty
        }
        var list = DomainList(exactCapacity: exact, parentCapacity: parents)
        list.reserve(names: count, bytes: bytes)
        for source in sources.sorted(by: Self.precedes) {
            let repeated = list.add(source.batch, from: source.origin)
            if let first = repeated.first { warn(source, repeated.count, first, list, log) }
        }
        list.seal()
        return list
    }

    private func warn(
        _ source: (origin: DomainList.Origin, batch: DomainBatch), _ count: Int, _ repetition: DomainList.Repetition,
        _ list: DomainList, _ log: FaultLog
    ) {
        let (origin, batch) = source
        let text = batch.text(repetition.number)
        let advice = "\(list.described(repetition.first)) covers it for as long"
        if let file = origin.listFile {
            let what = count == 1 ? "repeated entry" : "\(count) repeated entries, the first of them here"
            let place = SourceLocation(file: file, line: Int(batch.lines[repetition.number]), column: 1)
            log.warn(place, text, what, advice, kind: .repeatedEntry)
        } else {
            log.warn(origin.source, text, "repeated entry", advice, kind: .repeatedEntry)
        }
    }

    private static func precedes(
        _ left: (origin: DomainList.Origin, batch: DomainBatch),
        _ right: (origin: DomainList.Origin, batch: DomainBatch)
    ) -> Bool {
        let lives = [left, right].map { $0.origin.expires?.daysSinceEpoch ?? .max }
        if lives[0] != lives[1] { return lives[0] > lives[1] }
        switch (left.origin.listFile, right.origin.listFile) {
        case (nil, nil):
            if left.batch.bytes != right.batch.bytes { return left.batch.bytes.lexicographicallyPrecedes(right.batch.bytes) }
            // Of entries for one name, what covers more; then by who keeps it and why, which are part of the digest.
            let reaches = [left, right].map { $0.batch.reaches.first?.rawValue ?? 0 }
            if reaches[0] != reaches[1] { return reaches[0] > reaches[1] }
            return left.origin.note.facts.lexicographicallyPrecedes(right.origin.note.facts)
        case (nil, _): return true
        case (_, nil): return false
        case (let mine?, let theirs?): return mine < theirs
        }
    }
}
