import Invitations

/// Looks for two listed domains that a reader takes for one another, such as `rnicrosoft.com` beside `microsoft.com`, or
/// a name with a Cyrillic letter in it.
///
/// Two names that are both denied harm nobody. Nor does a denied one with foreign letters that resembles an allowed one
/// in plain ASCII: that is what a careful author denies.
struct LookalikeLint {
    /// Names with xn-- labels that are looked at; each takes some ten microseconds.
    static let mostForeign = 10_000
    /// Names that share a mark with a confusable one and are compared exactly.
    static let mostSuspects = 250_000

    let parts: PolicyParts
    let log: FaultLog

    func check() {
        let lists = listed()
        guard lists.contains(where: \.allows) else { return }
        var marks = AppearanceMarks()
        var left = Self.mostForeign
        let hashes = lists.map { listed in
            Self.hashes(of: listed.list.names, foreignLeft: &left) { marks.insert($0) }
        }
        guard !marks.isEmpty else { return }
        var suspects: [Suspect] = []
        for (number, hashes) in hashes.enumerated() {
            for (entry, hash) in hashes.enumerated() where suspects.count < Self.mostSuspects {
                if marks.mayBeShared(hash) { suspects.append(Suspect(hash: hash, list: number, entry: entry)) }
            }
        }
        tell(suspects, lists)
    }

    /// One pass over all names, each of which `mark` is told of.
    private static func hashes(
        of names: DomainNames, foreignLeft: inout Int, _ mark: (Appearance) -> Void
    ) -> [UInt64] {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(names.count)
        let bytes = names.bytes.span
        var start = 0
        for entry in 0..<names.count {
            let end = Int(names.ends[entry])
            var appearance = Appearance(bytes, from: start, to: end)
            if appearance.reading == .foreign, foreignLeft > 0 {
                foreignLeft -= 1
                appearance = Appearance(foreign: Self.appearance(names.text(entry)))
            }
            mark(appearance)
            hashes.append(appearance.hash)
            start = end
        }
        return hashes
    }

    private struct Listed {
        let list: DomainList
        /// Whether it lets its names in, or holds them to be the tenant's own.
        let allows: Bool
    }

    private struct Suspect {
        let hash: UInt64
        let list: Int
        let entry: Int
    }

    private func listed() -> [Listed] {
        let rules = parts.rules.compactMap { rule in
            rule.domains.map { Listed(list: $0, allows: rule.effect == .allow) }
        }
        // What allows first: should a bound be met, it is met by denied names.
        return [Listed(list: parts.internalDomains, allows: true), Listed(list: parts.allowed, allows: true)]
            + rules.filter(\.allows) + [Listed(list: parts.denied, allows: false)] + rules.filter { !$0.allows }
    }

    private func tell(_ suspects: [Suspect], _ lists: [Listed]) {
        let sorted = suspects.sorted { left, right in
            left.hash != right.hash ? left.hash < right.hash : (left.list, left.entry) < (right.list, right.entry)
        }
        var told = 0
        var start = 0
        while start < sorted.count, told < Lint.warningsOfOneKind {
            var end = start + 1
            while end < sorted.count, sorted[end].hash == sorted[start].hash { end += 1 }
            if end - start > 1 { tellGroup(sorted[start..<end], lists, &told) }
            start = end
        }
    }

    /// Names with one hash: the plainest is the one that the others resemble, wherever either stands.
    private func tellGroup(_ group: ArraySlice<Suspect>, _ lists: [Listed], _ told: inout Int) {
        func name(_ suspect: Suspect) -> String { lists[suspect.list].list.names.text(suspect.entry) }
        let members = group.map { (suspect: $0, name: name($0)) }
        guard let model = members.min(by: { Self.oddity($0.name) < Self.oddity($1.name) }) else { return }
        let appearance = Self.appearance(model.name)
        var seen: Set<String> = [model.name]
        for (suspect, name) in members where told < Lint.warningsOfOneKind && seen.insert(name).inserted {
            guard matters(suspect, name, besides: model.suspect, model.name, lists),
                Self.appearance(name) == appearance
            else { continue }
            let (mine, theirs) = (lists[suspect.list].list, lists[model.suspect.list].list)
            let shown = (try? MailDomain(name))?.unicode ?? name
            log.warn(
                mine.source(of: suspect.entry), name, "a domain that looks like another listed one",
                "it reads as \(shown), and \(model.name) stands in \(theirs.id(of: model.suspect.entry)): is it the one you mean?",
                kind: .lookalike)
            told += 1
        }
    }

    private func matters(
        _ suspect: Suspect, _ name: String, besides model: Suspect, _ modelName: String, _ lists: [Listed]
    ) -> Bool {
        let (mine, theirs) = (lists[suspect.list].allows, lists[model.list].allows)
        if mine { return true }
        return theirs && !(name.contains("xn--") && !modelName.contains("xn--"))
    }

    /// How much of a name can pass for something else: other scripts' letters, then `0`, `1` and `rn`.
    private static func oddity(_ name: String) -> Int {
        if name.contains("xn--") { return .max }
        return name.utf8.count { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") } + name.ranges(of: "rn").count
    }

    private static func appearance(_ name: String) -> String { (try? MailDomain(name))?.appearance ?? name }
}
