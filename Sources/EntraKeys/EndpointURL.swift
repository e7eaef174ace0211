/// An absolute `https` or `http` URL, split strictly: no user information, no fragment, nothing but visible ASCII, so
/// that no other parser can see another host in it.
struct EndpointURL: Hashable {
    let isSecure: Bool
    /// Lower-case, as written otherwise; an IPv6 address keeps its brackets.
    let host: String
    let port: Int
    let text: String

    init?(_ text: String) {
        let isSecure: Bool
        let rest: Substring
        if text.utf8.starts(with: "https://".utf8) {
            (isSecure, rest) = (true, text.dropFirst(8))
        } else if text.utf8.starts(with: "http://".utf8) {
            (isSecure, rest) = (false, text.dropFirst(7))
        } else {
            return nil
        }
        guard text.utf8.count <= 2_048,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") })
        else { return nil }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.split(authority) else { return nil }
        self.isSecure = isSecure
        self.host = host.lowercased()
        self.port = port ?? (isSecure ? 443 : 80)
        self.text = text
    }

    /// The addresses of this very machine, on which plain http stays.
    var isLoopback: Bool { host == "127.0.0.1" || host == "[::1]" || host == "localhost" }

    private static func split(_ authority: Substring) -> (host: Substring, port: Int?)? {
        let host: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
            guard host.utf8.count > 2, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
        } else {
            host = authority.prefix { $0 != ":" }
            guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        let after = authority[host.endIndex...]
        if after.isEmpty { return (host, nil) }
        let digits = after.dropFirst()
        guard after.first == ":", (1...5).contains(digits.count), digits.allSatisfy({ $0 >= "0" && $0 <= "9" }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
