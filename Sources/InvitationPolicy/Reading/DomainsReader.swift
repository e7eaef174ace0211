import Invitations

/// Reads a list of domain entries, wherever in a policy one stands.
struct DomainsReader {
    enum Place {
        case internalDomains
        case deny
        case allow
        /// Under a rule, whose own dates and notes count.
        case rule
    }

    static let mostListFiles = 32

    let place: Place
    let path: String
    let log: FaultLog

    init(_ place: Place, path: String, _ log: FaultLog) {
        (self.place, self.path, self.log) = (place, path, log)
    }

    /// What an entry that keeps out leaves free without saying so.
    private struct Gap {
        let source: SourceLocation
        let domain: MailDomain?
        let shown: String
    }

    func read(_ items: [PolicyNode], _ readList: (String) throws -> [UInt8]) -> DomainList {
        var builder = DomainListBuilder()
        var gaps: [Gap] = []
        var files: Set<String> = []
        for (index, item) in items.enumerated() {
            let id = "\(path)[\(index)]"
            if case .map = item.content {
                guard let entry = Section(item, path: id, log) else { continue }
                detailed(entry, id, &builder, &gaps, &files, readList)
            } else {
                plain(item, id, &builder, &gaps)
            }
        }
        let list = builder.build(log)
        if place == .deny || place == .internalDomains { warn(of: gaps, list) }
        return list
    }

    private func plain(_ item: PolicyNode, _ id: String, _ builder: inout DomainListBuilder, _ gaps: inout [Gap]) {
        guard let entry = domain(item) else { return }
        if !entry.isWildcard {
            gaps.append(Gap(source: item.location, domain: entry.domain, shown: entry.domain.ascii))
        }
        let origin = DomainList.Origin(
            id: id, source: item.location, listFile: nil, expires: nil, note: EntryNote())
        builder.add(entry.domain, entry.isWildcard ? .subdomains : .itself, from: origin)
    }

    private func domain(_ node: PolicyNode) -> DomainEntryText? {
        guard let text = node.text else {
            log.fault(node, "a domain entry is \(node.kind), not text", kind: .wrongType)
            return nil
        }
        do {
            return try DomainEntryText(text)
        } catch {
            log.fault(node, error.what, error.advice, kind: .invalidDomain)
            return nil
        }
    }

    private func detailed(
        _ given: Section, _ id: String, _ builder: inout DomainListBuilder, _ gaps: inout [Gap],
        _ files: inout Set<String>, _ readList: (String) throws -> [UInt8]
    ) {
        var entry = given
        let subdomains = entry.bool("subdomains")
        let node = entry.value("domain")
        let file = entry.value("file")
        let origin = origin(&entry, id, listFile: file?.text)
        entry.finish()
        let reach: DomainReach = subdomains == true ? [.itself, .subdomains] : .itself
        switch (node, file) {
        case (let node?, nil):
            guard let name = domain(node) else { return }
            if name.isWildcard, subdomains != nil {
                log.fault(
                    node, "`*.` together with `subdomains`",
                    "write `domain: \(name.domain.ascii)` with `subdomains: true` for both",
                    kind: .contradiction)
                return
            }
            if !name.isWildcard, subdomains == nil {
                gaps.append(Gap(source: node.location, domain: name.domain, shown: name.domain.ascii))
            }
            builder.add(name.domain, name.isWildcard ? .subdomains : reach, from: origin)
        case (nil, let file?):
            guard let batch = listFile(file, reach, &files, readList) else { return }
            if subdomains == nil, batch.reaches.contains(.itself) {
                gaps.append(Gap(source: file.location, domain: nil, shown: file.shown))
            }
            builder.add(batch, from: origin)
        case (nil, nil) where given.has("domain") || given.has("file"): return
        default:
            log.fault(given.node.location, "", "`\(id)` needs either `domain` or `file`", kind: .missingKey)
        }
    }

    private func origin(_ entry: inout Section, _ id: String, listFile: String?) -> DomainList.Origin {
        var expires: CalendarDate?
        var note = EntryNote()
        let source = entry.node.location
        if place == .allow || place == .deny {
            note = EntryNote(owner: entry.text("owner"), ticket: entry.text("ticket"), reviewBy: entry.date("reviewBy"))
            if let review = note.reviewBy {
                log.warn(after: review, source, id, "due for review since \(review)", "it stays in force", kind: .dueForReview)
            }
            if place == .allow {
                expires = entry.date("expires")
                if let expires {
                    log.warn(
                        after: expires, source, id, "expired after \(expires)",
                        "it grants nothing any more: remove or renew it", kind: .expired)
                }
            } else {
                entry.misplaced("expires", "a deny never lapses by itself: use `reviewBy`")
            }
        }
        return DomainList.Origin(id: id, source: source, listFile: listFile, expires: expires, note: note)
    }

    private func listFile(
        _ node: PolicyNode, _ reach: DomainReach, _ files: inout Set<String>, _ readList: (String) throws -> [UInt8]
    ) -> DomainBatch? {
        guard let name = node.text, Self.staysBeside(name) else {
            log.fault(
                node, "not a list file's name", "a relative path below the policy's folder, with / and without ..")
            return nil
        }
        guard files.insert(name).inserted else {
            log.fault(node, "the list file stands twice in this list", "keep one", kind: .duplicateListFile)
            return nil
        }
        guard files.count <= Self.mostListFiles else {
            log.fault(node, "more than \(Self.mostListFiles) list files in one list", "join some", kind: .tooLarge)
            return nil
        }
        let bytes: [UInt8]
        do {
            bytes = try readList(name)
        } catch {
            let why = (error as? UnreadableFile)?.why ?? "its path is relative to the policy's folder"
            log.fault(node, "the list file cannot be read", why, kind: .unreadableFile)
            return nil
        }
        var file = ListFile(name: name, reach: reach)
        file.read(bytes, log)
        if file.batch.count == 0, file.badLines == 0 {
            let what = "the list file has no entry"
            let advice = "an empty file is rarely meant: it looks like one that was cut off"
            if place == .allow {
                log.warn(node.location, name, what, advice, kind: .emptyListFile)
            } else {
                log.fault(node, what, advice, kind: .emptyListFile)
            }
        }
        return file.batch
    }

    private static func staysBeside(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= LongestText.listFile && !name.hasPrefix("/") && !name.contains("\\")
            && name.unicodeScalars.allSatisfy { !$0.hidesOrBreaksText }
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                $0 != ".." && $0 != "." && !$0.isEmpty
            }
    }

    private func warn(of gaps: [Gap], _ list: DomainList) {
        for gap in gaps {
            if let domain = gap.domain, list.coversSubdomains(of: domain.ascii.utf8.span) { continue }
            let advice = "add `subdomains: true`, or `subdomains: false` if that is meant"
            if place == .deny {
                log.warn(gap.source, gap.shown, "denied without its subdomains", advice, kind: .subdomainsNotDenied)
            } else {
                log.warn(gap.source, gap.shown, "internal without its subdomains", advice, kind: .subdomainsNotInternal)
            }
        }
    }
}
