/// The domain of a mail address or of a policy entry, in the one form that is compared: lower-case A-labels.
///
/// Two spellings of a name that DNS holds to be one (`BÜCHER.example`, `xn--bcher-kva.example`) give equal values.
public struct MailDomain: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The normalised name, ASCII, without a trailing dot.
    public let ascii: String

    /// The longest text that is looked at, in bytes before IDNA.
    public static let longestWritten = 1_024

    /// Normalises per UTS #46 (non-transitional processing, STD3 rules, hyphen, bidi, joiner and length checks) to
    /// A-labels.
    ///
    /// - Throws: ``DomainFault``, when the text is no domain name that mail can be sent to: empty or empty label, too
    ///   long (RFC 1035: 63 bytes a label, 253 in all), an IP literal, or refused by IDNA.
    public init(_ text: some StringProtocol) throws(DomainFault) {
        guard !text.isEmpty else { throw .empty }
        // Before IDNA: a bound on the work that a hostile name can ask for. No name of 253 A-label bytes needs more.
        guard text.utf8.count <= Self.longestWritten else { throw .tooLong }
        let ascii: String
        if let plain = Self.lowercasedPlainASCII(text) {
            ascii = plain
        } else {
            ascii = try domainToASCII(String(text))
        }
        try Self.checkLabels(ascii)
        self.ascii = ascii
    }

    public var description: String { ascii }

    /// Whether this is `parent`'s subdomain at any depth. A domain is not its own subdomain.
    public func isSubdomain(of parent: MailDomain) -> Bool {
        let mine = ascii.utf8
        let theirs = parent.ascii.utf8
        guard mine.count > theirs.count + 1 else { return false }
        let cut = mine.index(mine.endIndex, offsetBy: -theirs.count)
        return mine[cut...].elementsEqual(theirs) && mine[mine.index(before: cut)] == UInt8(ascii: ".")
    }

    /// Number of labels; a name that the public DNS resolves has two at least.
    public var labelCount: Int { ascii.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: ".") ? 1 : 0) } }

    public static func < (left: Self, right: Self) -> Bool { left.ascii < right.ascii }

    /// The lower-cased text if it consists of letters, digits, hyphens and dots only and has no label that IDNA must
    /// look at (`xn--`, or hyphens in third and fourth place). By far the most names; no table is needed for them.
    private static func lowercasedPlainASCII(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var inLabel = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                bytes.append(byte | 0x20)
            case UInt8(ascii: "-"):
                if inLabel == 3, bytes.last == UInt8(ascii: "-") { return nil }
                bytes.append(byte)
            case UInt8(ascii: "."):
                bytes.append(byte)
                inLabel = -1
            default:
                return nil
            }
            inLabel += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func checkLabels(_ ascii: String) throws(DomainFault) {
        guard ascii.utf8.count <= 253 else { throw .tooLong }
        var last: Substring.UTF8View?
        for label in ascii.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard !label.isEmpty else { throw .emptyLabel }
            guard label.count <= 63 else { throw .labelTooLong }
            guard label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-") else { throw .hyphenAtEdge }
            // Whatever tables IDNA used: nothing but letters, digits and hyphens leaves here.
            guard label.allSatisfy(isLetterDigitHyphen) else { throw .notIDNA("a character outside the host name set") }
            last = Substring(label).utf8
        }
        // A last label of digits only (or 0x…) is read as an IPv4 address by URL parsers and resolvers (WHATWG URL,
        // "ends in a number"): no name in the DNS ends so.
        guard let last, !Self.looksNumeric(last) else { throw .ipLiteral }
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }

    private static func looksNumeric(_ label: Substring.UTF8View) -> Bool {
        if label.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) { return true }
        guard label.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")]) else { return false }
        return label.dropFirst(2).allSatisfy { byte in
            (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
        }
    }
}

/// Why a text is not the domain of a mail address.
public enum DomainFault: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case emptyLabel
    case tooLong
    case labelTooLong
    case hyphenAtEdge
    case ipLiteral
    /// UTS #46 processing refuses it; the text says what for.
    case notIDNA(String)

    public var description: String {
        switch self {
        case .empty: "the domain is empty"
        case .emptyLabel: "the domain has an empty label (two dots together, or a dot at its start or end)"
        case .tooLong: "the domain is longer than 253 bytes"
        case .labelTooLong: "a label of the domain is longer than 63 bytes"
        case .hyphenAtEdge: "a label of the domain starts or ends with a hyphen"
        case .ipLiteral: "an IP address is not a domain name"
        case .notIDNA(let why): "the domain is not a valid internationalised name (\(why))"
        }
    }
}
