/// A mail address that Graph may be asked to invite.
///
/// Built once from the caller's text; what was judged is what is forwarded: the local part as typed, `@`, and the
/// domain's A-labels. The local part keeps its case, since redemption has been seen to fail when it was changed.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    public let localPart: String
    public let domain: MailDomain

    /// - Throws: ``AddressFault``. The rules are Graph's for `invitedUserEmailAddress` (create invitation, property
    ///   table) within RFC 5321's lengths; quoted local parts, comments, address literals and non-ASCII local parts,
    ///   which Graph does not take, are refused.
    public init(_ text: some StringProtocol) throws(AddressFault) {
        // Bytes, not Characters: a combining mark after the `@` must not hide it.
        let parts = String(text).utf8.split(
            separator: UInt8(ascii: "@"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw parts.count < 2 ? .noAtSign : .severalAtSigns }
        let local = String(Substring(parts[0]))
        try Self.checkLocalPart(local)
        let domain: MailDomain
        do {
            domain = try MailDomain(Substring(parts[1]))
        } catch {
            throw .domain(error)
        }
        guard domain.labelCount >= 2 else { throw .singleLabelDomain }
        guard local.utf8.count + 1 + domain.ascii.utf8.count <= 254 else { throw .tooLong }
        self.localPart = local
        self.domain = domain
    }

    /// The address as it goes to Graph.
    public var description: String { "\(localPart)@\(domain.ascii)" }

    /// Lower-cased text: the key under which a policy names a whole address, since directories compare addresses
    /// without case.
    public var comparisonKey: String { "\(localPart.lowercased())@\(domain.ascii)" }

    private static func checkLocalPart(_ local: String) throws(AddressFault) {
        guard !local.isEmpty else { throw .emptyLocalPart }
        guard local.utf8.count <= 64 else { throw .localPartTooLong }
        var previous: UInt8 = 0
        for byte in local.utf8 {
            guard byte < 0x80 else { throw .nonASCIILocalPart }
            guard byte > 0x20, byte != 0x7F else { throw .whitespaceOrControl }
            guard !forbidden.contains(byte) else { throw .forbiddenCharacter(Character(Unicode.Scalar(byte))) }
            if byte == UInt8(ascii: "."), previous == byte { throw .misplacedDotOrHyphen }
            previous = byte
        }
        guard let first = local.utf8.first, !isDotOrHyphen(first), !isDotOrHyphen(previous) else {
            throw .misplacedDotOrHyphen
        }
    }

    private static func isDotOrHyphen(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") }

    /// Graph's list of characters that are not permitted. Its two published versions differ in one place, the kind
    /// of quotation mark: both marks are refused.
    private static let forbidden = Set("~!#$%^&*()+=[]{}\\/|;:\"'<>?,".utf8)
}

/// Why a text is not an address that Graph may be asked to invite.
public enum AddressFault: Error, Hashable, Sendable, CustomStringConvertible {
    case noAtSign
    case severalAtSigns
    case emptyLocalPart
    case localPartTooLong
    case nonASCIILocalPart
    case whitespaceOrControl
    case forbiddenCharacter(Character)
    case misplacedDotOrHyphen
    case singleLabelDomain
    case tooLong
    case domain(DomainFault)

    public var description: String {
        switch self {
        case .noAtSign: "the address has no @"
        case .severalAtSigns: "the address has more than one @"
        case .emptyLocalPart: "nothing stands before the @"
        case .localPartTooLong: "the part before the @ is longer than 64 bytes"
        case .nonASCIILocalPart: "the part before the @ holds characters outside ASCII"
        case .whitespaceOrControl: "the part before the @ holds a space or control character"
        case .forbiddenCharacter(let character): "the part before the @ holds \(character), which Graph does not permit"
        case .misplacedDotOrHyphen: "a dot or hyphen starts or ends the part before the @, or two dots stand together"
        case .singleLabelDomain: "the domain has no dot"
        case .tooLong: "the address is longer than 254 bytes"
        case .domain(let fault): fault.description
        }
    }
}
