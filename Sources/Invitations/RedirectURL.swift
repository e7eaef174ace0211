/// Where a guest lands after redeeming: an `https` URL, parsed once and re-serialised from its parts.
///
/// The grammar is narrower than RFC 3986 on purpose: whatever two URL parsers are known to read differently
/// (user-info, backslashes, white space, percent-encoded hosts, IP literals) is refused, so that the host which was
/// judged is the host the guest's browser goes to.
public struct RedirectURL: Hashable, Sendable, CustomStringConvertible {
    public let host: MailDomain
    /// The port, when it is not 443.
    public let port: UInt16?
    /// Path, query and fragment as given; empty or starting with `/`, which is put before a bare query or fragment:
    /// some parsers read the authority up to the next slash, and `https://one.example?@two.example` as two.example's.
    public let rest: String

    /// - Throws: ``RedirectFault``.
    public init(_ text: String) throws(RedirectFault) {
        guard text.utf8.count <= 2_048 else { throw .tooLong }
        let scheme = "https://"
        // Bytes throughout: a combining mark after a delimiter must not hide it.
        let given = text.utf8.prefix(scheme.utf8.count)
        guard text.utf8.count > given.count, Substring(given).lowercased() == scheme else { throw .notHTTPS }
        let afterScheme = text.utf8.dropFirst(given.count)
        let end = afterScheme.firstIndex(where: Self.endsAuthority) ?? afterScheme.endIndex
        let authority = afterScheme[..<end]
        let rest = String(Substring(afterScheme[end...]))
        guard !authority.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "\\") }) else { throw .userInfo }
        try Self.checkRest(rest)
        let (host, port) = try Self.hostAndPort(authority)
        self.host = host
        self.port = port == 443 ? nil : port
        self.rest = rest.isEmpty || rest.utf8.first == UInt8(ascii: "/") ? rest : "/\(rest)"
    }

    public var description: String {
        "https://\(host.ascii)\(port.map { ":\($0)" } ?? "")\(rest)"
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func hostAndPort(_ authority: Substring.UTF8View) throws(RedirectFault) -> (MailDomain, UInt16?) {
        let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw .invalidPort }
        var port: UInt16?
        if parts.count == 2 {
            let digits = Substring(parts[1])
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = UInt16(digits), number > 0
            else { throw .invalidPort }
            port = number
        }
        do {
            return (try MailDomain(Substring(parts[0])), port)
        } catch {
            throw .host(error)
        }
    }

    /// RFC 3986's characters for path, query and fragment, with whole percent-escapes and one fragment.
    private static func checkRest(_ rest: String) throws(RedirectFault) {
        var pendingHexDigits = 0
        var fragments = 0
        for byte in rest.utf8 {
            let isHex = (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
            if pendingHexDigits > 0 {
                guard isHex else { throw .forbiddenCharacter }
                pendingHexDigits -= 1
            } else if byte == UInt8(ascii: "%") {
                pendingHexDigits = 2
            } else if byte == UInt8(ascii: "#") {
                fragments += 1
            } else {
                let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                guard isHex || isLetter || marks.contains(byte) else {
                    throw .forbiddenCharacter
                }
            }
        }
        guard pendingHexDigits == 0, fragments <= 1 else { throw .forbiddenCharacter }
    }

    private static let marks = Set("-._~!$&'()*+,;=:@/?".utf8)
}

/// Why a text is not a redirect URL that the gate forwards.
public enum RedirectFault: Error, Hashable, Sendable, CustomStringConvertible {
    case notHTTPS
    case userInfo
    case invalidPort
    case forbiddenCharacter
    case tooLong
    case host(DomainFault)

    public var description: String {
        switch self {
        case .notHTTPS: "the URL does not start with https://"
        case .userInfo: "the URL holds a user name or backslash before its path"
        case .invalidPort: "the URL's port is not a number from 1 to 65535"
        case .forbiddenCharacter: "the URL holds a character that RFC 3986 does not allow there"
        case .tooLong: "the URL is longer than 2,048 bytes"
        case .host(let fault): "the URL's host is not usable: \(fault)"
        }
    }
}
