import Invitations

/// One domain entry as people write it.
struct DomainEntryText {
    /// Why a text is no entry.
    struct Fault: Error {
        let what: String
        let advice: String?
    }

    let domain: MailDomain
    /// Whether `*.` stood before it: subdomains only.
    let isWildcard: Bool

    /// The entry in the one form that is compared.
    var written: String { isWildcard ? "*.\(domain.ascii)" : domain.ascii }

    init(_ text: String) throws(Fault) {
        isWildcard = text.hasPrefix("*.")
        let name = isWildcard ? String(text.dropFirst(2)) : text
        domain = try Self.domain(name, isParent: isWildcard)
    }

    static func domain(_ bytes: Span<UInt8>, isParent: Bool) throws(Fault) -> MailDomain {
        guard bytes.count <= MailDomain.longestWritten else { throw Fault(what: "the line is longer than 1,024 bytes", advice: nil) }
        guard let text = String(validating: bytes.indices.map { bytes[$0] }, as: UTF8.self) else {
            throw Fault(what: "not UTF-8", advice: "save the file as UTF-8")
        }
        return try domain(text, isParent: isParent)
    }

    /// - Parameter isParent: whether only the name's subdomains are meant: then one label is enough.
    static func domain(_ text: String, isParent: Bool) throws(Fault) -> MailDomain {
        let domain: MailDomain
        do {
            domain = try MailDomain(text)
        } catch {
            throw Fault(what: "not a domain: \(error)", advice: hint(text))
        }
        guard isParent || domain.labelCount > 1 else {
            throw Fault(
                what: "no mail domain has a single label, so this never matches",
                advice: "write \"*.\(domain.ascii)\" for every domain under it")
        }
        return domain
    }

    private static func hint(_ text: String) -> String? {
        if text == "*" || text == "" { return "for every domain, use `unlisted` or leave `domains` out of the rule" }
        if text.contains("*") { return "`*.` stands once, at the start, for subdomains at any depth" }
        if text.contains("@") { return "a whole address belongs under a rule's `addresses`" }
        if text.contains("/") || text.contains(":") { return "write the bare domain, without scheme, port or path" }
        if text.hasPrefix(".") { return "write \"*\(text)\" for subdomains" }
        if text.hasSuffix(".") { return "leave the last dot out" }
        if text.contains(" ") { return "one domain a line" }
        return nil
    }
}
