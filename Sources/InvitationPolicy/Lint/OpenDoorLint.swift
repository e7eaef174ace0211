/// Looks for domains that do not belong to an organisation: to list one is to list strangers.
struct OpenDoorLint {
    let log: FaultLog

    /// Public mail providers and public suffixes that a list allows whole. The known names are looked up in the list
    /// and not the other way round: what it costs hardly depends on the list's length.
    func checkAllowed(_ list: DomainList) {
        guard !list.isEmpty else { return }
        tell(
            PublicMailProviders.names.compactMap { list.entry(itself: $0) }, of: list, prefix: "",
            one: "a public mail provider is allowed whole", many: "public mail providers are allowed whole",
            advice: "anyone can open a mailbox there: name the partner's own domain, or whole addresses in a rule",
            kind: .publicProviderAllowed)
        tell(
            suffixes(in: list), of: list, prefix: "*.", one: "a public suffix is allowed whole",
            many: "public suffixes are allowed whole",
            advice: "anyone can register a name under it: name the partner's own domain", kind: .publicSuffixAllowed)
    }

    /// Only subdomains count: nobody has mail at `co.uk` itself.
    private func suffixes(in list: DomainList) -> [Int] {
        guard !list.parents.isEmpty else { return [] }
        let listed = PublicSuffixes.names.compactMap { list.entry(parent: $0) }
        return listed + list.parents.entries.filter { isSuffixByNature($0, list.names) }
    }

    private func isSuffixByNature(_ entry: Int, _ names: borrowing DomainNames) -> Bool {
        let range = names.range(entry)
        let name = names.bytes.span.extracting(range)
        var dot = 0
        while dot < name.count, name[dot] != UInt8(ascii: ".") { dot += 1 }
        guard dot < name.count else { return true }
        let length = name.count - dot - 1
        guard length < Self.wildcardParents.count else { return false }
        for parent in Self.wildcardParents[length] {
            var index = 0
            while index < length, parent[index] == name[dot + 1 + index] { index += 1 }
            if index == length { return !PublicSuffixes.exceptions.contains(names.text(entry)) }
        }
        return false
    }

    /// By their length: of most lengths there are few or none.
    private static let wildcardParents: [[[UInt8]]] = {
        let parents = PublicSuffixes.wildcardParents.map { Array($0.utf8) }
        return (0...(parents.map(\.count).max() ?? 0)).map { length in parents.filter { $0.count == length } }
    }()

    /// One warning for an entry of the policy's text, one for all lines of a list file.
    private func tell(
        _ entries: [Int], of list: DomainList, prefix: String, one: String, many: String, advice: String,
        kind: PolicyFaultKind
    ) {
        let byOrigin = Dictionary(grouping: Set(entries).sorted(), by: list.originNumber)
        for (_, entries) in byOrigin.sorted(by: { $0.key < $1.key }).prefix(Lint.warningsOfOneKind) {
            let what = entries.count == 1 ? one : "\(entries.count) \(many), the first of them here"
            log.warn(list.source(of: entries[0]), prefix + list.names.text(entries[0]), what, advice, kind: kind)
        }
    }

    /// `onmicrosoft.com` names are given by Microsoft to whoever opens a tenant.
    func checkShared(_ list: DomainList) {
        let shared = Array(".onmicrosoft.com".utf8)
        var told = 0
        for entry in 0..<list.count where told < Lint.warningsOfOneKind {
            let range = list.names.range(entry)
            let name = list.names.bytes[range]
            guard name.count >= shared.count - 1, name.last == UInt8(ascii: "m") else { continue }
            if name.elementsEqual(shared.dropFirst()) || name.suffix(shared.count).elementsEqual(shared) {
                log.warn(
                    list.source(of: entry), list.names.text(entry), "a domain that any tenant has one under",
                    "an address there does not show the organisation; a guest's own domain usually differs",
                    kind: .sharedDomain)
                told += 1
            }
        }
    }
}

extension DomainList {
    fileprivate func entry(itself name: some StringProtocol) -> Int? { find(name, in: exact) }
    fileprivate func entry(parent name: some StringProtocol) -> Int? { find(name, in: parents) }

    private func find(_ name: some StringProtocol, in table: DomainTable) -> Int? {
        let bytes = Array(name.utf8)
        return table.find(bytes.span, hash: DomainTable.hash(bytes.span), in: names)
    }
}
