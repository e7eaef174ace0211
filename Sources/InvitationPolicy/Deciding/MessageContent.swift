public import Invitations

/// What a custom message holds, as far as a policy judges it: looked at once for all grants, and kept in the record in
/// place of the words.
public struct MessageContent: Hashable, Sendable {
    /// Unicode scalars.
    static let longest = 2_000

    /// No more than ``longest`` scalars, no markup, nothing that hides or reorders text.
    public let isPlain: Bool
    /// The hosts of its links; none are looked for where it is not plain.
    public let linkHosts: Set<MailDomain>
    /// Whether it has a link whose host cannot be made out, or whose scheme is not `https`.
    public let hasUnreadableLinks: Bool

    public init(isPlain: Bool, linkHosts: Set<MailDomain>, hasUnreadableLinks: Bool) {
        self.isPlain = isPlain
        self.linkHosts = linkHosts
        self.hasUnreadableLinks = hasUnreadableLinks
    }

    public init(_ text: String) {
        let scalars = Array(text.unicodeScalars.prefix(Self.longest + 1))
        let isPlain = scalars.count <= Self.longest && !Self.hasMarkup(scalars) && scalars.allSatisfy(Self.isPlain)
        let links = isPlain ? Link.all(in: scalars) : []
        self.init(
            isPlain: isPlain, linkHosts: Set(links.compactMap(\.host)),
            hasUnreadableLinks: links.contains { $0.host == nil })
    }

    /// The content of an invitation's message; nil where it has none.
    public init?(of request: InvitationRequest) {
        guard let text = request.messageInfo?.customizedMessageBody, !text.isEmpty else { return nil }
        self.init(text)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\t" || !scalar.hidesOrBreaksText
    }

    /// A `<` before a letter, `/`, `!` or `?` starts a tag and `&#` a character reference to an HTML reader; `](` makes
    /// a link to a Markdown reader.
    private static func hasMarkup(_ scalars: [Unicode.Scalar]) -> Bool {
        zip(scalars, scalars.dropFirst()).contains { first, second in
            switch first {
            case "<": second.properties.isAlphabetic || second == "/" || second == "!" || second == "?"
            case "&": second == "#"
            case "]": second == "("
            default: false
            }
        }
    }
}

/// What a mail client makes a link of, or a person takes for one: a URL with scheme, `www.…`, or a bare domain name.
///
/// Wide on purpose: a text that only looks like a link ("end.Next") is refused too, and is mended by a space. A mail
/// address counts only where something follows that addresses have not.
struct Link: Hashable {
    /// Nil where no host can be made out, or its scheme is not `https`.
    let host: MailDomain?

    static func all(in scalars: [Unicode.Scalar]) -> [Link] {
        scalars.split { $0.properties.isWhitespace || "<>\"“”„«»()[]{}|`".unicodeScalars.contains($0) }.compactMap(link)
    }

    private static func link(_ word: ArraySlice<Unicode.Scalar>) -> Link? {
        var word = word
        while let last = word.last, ".,;:!?'’…".unicodeScalars.contains(last) { word.removeLast() }
        while let first = word.first, ",;:!?'‘".unicodeScalars.contains(first) { word.removeFirst() }
        let text = String(String.UnicodeScalarView(word))
        if let scheme = text.firstRange(of: "://") ?? text.firstRange(of: ":\\") {
            let isWhole = text[..<scheme.lowerBound].lowercased() == "https"
            let rest = word.drop { $0 != "/" }.dropFirst(2).drop { !"/?#".unicodeScalars.contains($0) }
            return Link(host: isWhole && !holdsLink(rest) ? (try? RedirectURL(text))?.host : nil)
        }
        return bare(word, text)
    }

    /// A dotted name anywhere in the word whose last label is of letters, as a top-level domain's is. Its host is known
    /// only where the name starts the word and a path, a port or nothing follows.
    private static func bare(_ word: ArraySlice<Unicode.Scalar>, _ text: String) -> Link? {
        let pieces = word.split(whereSeparator: { !isNamePart($0) })
        guard pieces.contains(where: looksLikeDomain) else { return nil }
        // An address, and nothing more, is not a link to a page.
        if word.contains("@"), (try? EmailAddress(text)) != nil { return nil }
        guard let name = pieces.first, name.startIndex == word.startIndex, looksLikeDomain(name), !word.contains("@"),
            isPathOrPort(word[name.endIndex...]), !holdsLink(word[name.endIndex...])
        else { return Link(host: nil) }
        return Link(host: try? MailDomain(String(String.UnicodeScalarView(name))))
    }

    /// Whether a reader could find a second link in what follows a link's host: a scheme or `www.` anywhere, or what
    /// looks like a link after a character that some readers end a URL at. A value within a query
    /// (`?next=name.example`) is none. Outside ASCII readers differ too much, and a URL has it percent-encoded.
    private static func holdsLink(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let text = String(String.UnicodeScalarView(rest)).lowercased()
        if ["://", ":\\", "www."].contains(where: text.contains) || !rest.allSatisfy(\.isASCII) { return true }
        // The first piece is the link's own path.
        return rest.split { !isNamePart($0) && !"/?#=&%:+~_@".unicodeScalars.contains($0) }
            .dropFirst().contains { link($0) != nil }
    }

    private static func isPathOrPort(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = rest.first else { return true }
        if first == ":" {
            let port = rest.dropFirst().prefix { ("0"..."9").contains($0) }
            let path = rest[port.endIndex...]
            return !port.isEmpty && path.first != ":" && isPathOrPort(path)
        }
        return first == "/" || first == "?" || first == "#"
    }

    private static func looksLikeDomain(_ name: ArraySlice<Unicode.Scalar>) -> Bool {
        // A Chinese or Japanese full stop parts sentences; it is a dot only between labels that need it to be one.
        let isSentence = name.contains(where: isOtherDot) && name.contains { !$0.isASCII && !isOtherDot($0) }
        let labels = name.split(omittingEmptySubsequences: false) { $0 == "." || !isSentence && isOtherDot($0) }
        // Any two neighbours: what stands before or after them ("wait...evil.example") does not unmake the link.
        return zip(labels, labels.dropFirst()).contains { label, next in
            !label.isEmpty && next.count > 1 && next.contains { !$0.isASCII || $0.properties.isAlphabetic }
        }
    }

    /// Letters, digits, hyphens and dots, and whatever else outside ASCII is no punctuation: there are domains of
    /// symbols, too.
    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isAlphabetic || scalar == "." || scalar == "-" || isOtherDot(scalar) { return true }
        if scalar.isASCII { return ("0"..."9").contains(scalar) }
        return switch scalar.properties.generalCategory {
        case .dashPunctuation, .openPunctuation, .closePunctuation, .connectorPunctuation, .otherPunctuation,
            .initialPunctuation, .finalPunctuation:
            false
        default: true
        }
    }

    /// Full stops that IDNA takes for the dot (UTS #46).
    private static func isOtherDot(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
    }
}

/// A guest's name as the directory and the mail will show it.
enum DisplayName {
    /// Graph's own limit for `displayName` is 256 characters.
    static func isAcceptable(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars.prefix(1_025))
        return scalars.count <= 1_024 && !scalars.contains(where: \.hidesOrBreaksText) && Link.all(in: scalars).isEmpty
    }
}
