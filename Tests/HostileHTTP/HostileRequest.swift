/// The request that hostile ones are made of.
public struct GoodRequest: Sendable {
    public let target: String
    public let fields: [(name: String, value: String)]
    public let body: [UInt8]

    public init(target: String, fields: [(name: String, value: String)], body: [UInt8]) {
        (self.target, self.fields, self.body) = (target, fields, body)
    }

    public var bytes: [UInt8] {
        let lines = ["POST \(target) HTTP/1.1"] + fields.map { "\($0.name): \($0.value)" } + ["Content-Length: \(body.count)"]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}

/// Requests that would be invitations if a reader let one thing pass: malformed, smuggled, misframed, oversize.
public struct HostileRequest: Sendable {
    public let name: String
    public let bytes: [UInt8]

    /// - Parameter head: lines of the head that a test changes; the first is the request line.
    private init(_ name: String, _ good: GoodRequest, body: [UInt8]? = nil, _ change: (inout [String]) -> Void) {
        var lines = ["POST \(good.target) HTTP/1.1"] + good.fields.map { "\($0.name): \($0.value)" }
        lines.append("Content-Length: \(good.body.count)")
        change(&lines)
        self.name = name
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? good.body)
    }

    private init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    public static func all(_ good: GoodRequest) -> [HostileRequest] {
        framing(good) + fields(good) + requestLines(good) + sizes(good) + bodies(good) + otherProtocols(good)
    }

    private static func chunked(_ body: [UInt8], size: String? = nil, extension: String = "") -> [UInt8] {
        Array("\(size ?? String(body.count, radix: 16))\(`extension`)\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    }

    /// How long the body is, said in ways that two readers take for two lengths.
    private static func framing(_ good: GoodRequest) -> [HostileRequest] {
        let chunks = chunked(good.body)
        func coded(_ name: String, _ fields: String..., body: [UInt8]? = nil) -> HostileRequest {
            HostileRequest(name, good, body: body ?? chunks) { lines in
                lines.removeLast()
                lines += fields
            }
        }
        let length = "Content-Length: \(good.body.count)"
        return [
            coded("length and coding", length, "Transfer-Encoding: chunked"),
            coded("coding and length", "Transfer-Encoding: chunked", length),
            coded("two lengths that agree", length, length, body: good.body),
            coded("two lengths that differ", length, "Content-Length: 3", body: good.body),
            coded("a list of lengths", "Content-Length: \(good.body.count), \(good.body.count)", body: good.body),
            coded("a negative length", "Content-Length: -1", body: good.body),
            coded("a length with a sign", "Content-Length: +\(good.body.count)", body: good.body),
            coded("a hexadecimal length", "Content-Length: 0x\(String(good.body.count, radix: 16))", body: good.body),
            coded("a length beyond 64 bits", "Content-Length: 99999999999999999999", body: good.body),
            coded("no number for a length", "Content-Length: many", body: good.body),
            coded("an empty length", "Content-Length:", body: good.body),
            coded("two codings", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
            coded("a coding of the identity", "Transfer-Encoding: identity", body: good.body),
            coded("a coding before chunked", "Transfer-Encoding: gzip, chunked"),
            coded("a coding after chunked", "Transfer-Encoding: chunked, gzip"),
            coded("a misspelt coding", "Transfer-Encoding: xchunked"),
            coded("a coding with a tab before it", "Transfer-Encoding:\u{0B}chunked"),
            coded("a coding in quotes", "Transfer-Encoding: \"chunked\""),
            coded("a coding with a space before its colon", "Transfer-Encoding : chunked"),
            coded("a coding in an obsolete fold", "Transfer-Encoding:\r\n chunked"),
            coded("a huge chunk", "Transfer-Encoding: chunked", body: chunked(good.body, size: "FFFFFFFFFFFFFFFFF")),
            coded("a chunk of no size", "Transfer-Encoding: chunked", body: chunked(good.body, size: "")),
            coded("a negative chunk", "Transfer-Encoding: chunked", body: chunked(good.body, size: "-1")),
            coded("a chunk's size in other digits", "Transfer-Encoding: chunked", body: chunked(good.body, size: "0x5")),
            coded("a chunk longer than said", "Transfer-Encoding: chunked", body: chunked(good.body, size: "5")),
            coded(
                "a chunk that ends in a bare line feed", "Transfer-Encoding: chunked",
                body: Array("\(String(good.body.count, radix: 16))\n".utf8) + good.body + Array("\n0\n\n".utf8)),
            coded("chunks without their end", "Transfer-Encoding: chunked", body: Array(chunks.dropLast(5))),
            coded("a body shorter than said", "Content-Length: \(good.body.count + 10)", body: good.body),
        ]
    }

    private static func fields(_ good: GoodRequest) -> [HostileRequest] {
        func with(_ name: String, _ more: String...) -> HostileRequest { HostileRequest(name, good) { $0 += more } }
        func host(_ name: String, _ hosts: String...) -> HostileRequest {
            HostileRequest(name, good) { lines in
                lines.removeAll { $0.hasPrefix("Host:") }
                lines += hosts.map { "Host:\($0)" }
            }
        }
        return [
            with("an obsolete fold", "X-Note: a\r\n b"),
            with("a field without a colon", "X-Note"),
            with("a field without a name", ": value"),
            with("a space before a colon", "X-Note : a"),
            with("a space before a name", " X-Note: a"),
            with("a NUL in a value", "X-Note: a\0b"),
            with("a carriage return in a value", "X-Note: a\rb"),
            with("a line feed by itself", "X-Note: a\nX-Other: b"),
            with("a name that is no token", "X(Note): a"),
            with("a name beyond ASCII", "X-N\u{F6}te: a"),
            with("control characters in a value", "X-Note: a\u{08}\u{1B}[2Jb"),
            host("no host"), host("two hosts", " gate.contoso.com", " gate.contoso.com"),
            host("two hosts that differ", " gate.contoso.com", " evil.example"), host("a host with a path", " gate.contoso.com/x"),
            host("a host with a user", " a@gate.contoso.com"), host("a host with a space", " gate contoso"),
            host("two hosts in one", " gate.contoso.com, evil.example"),
        ]
    }

    private static func requestLines(_ good: GoodRequest) -> [HostileRequest] {
        let lines = [
            "POST http://gate.contoso.com HTTP/1.1", "POST http:///v1.0/invitations HTTP/1.1", "POST ftp://gate.contoso.com/v1.0/invitation HTTP/1.1",
            "POST gate.contoso.com:443 HTTP/1.1", "CONNECT graph.microsoft.com:443 HTTP/1.1", "OPTIONS * HTTP/1.1", "POST * HTTP/1.1",
            "POST //v1.0/invitations HTTP/1.1", "POST /v1.0/invitations/ HTTP/1.1", "POST /v1.0/./invitations HTTP/1.1",
            "POST /x/../v1.0/invitations HTTP/1.1", "POST /v1.0/invitation%73 HTTP/1.1", "POST /v1.0%2Finvitations HTTP/1.1",
            "POST /V1.0/Invitations HTTP/1.1", "POST /v1.0/invitations;a=b HTTP/1.1", "POST /v1.0/invitations#a HTTP/1.1",
            "POST /v1.0/invitations%00 HTTP/1.1", "POST /v1.0/invitations\0 HTTP/1.1", "POST /v1.0/\u{FF}\u{FE} HTTP/1.1",
            "POST /v1.0/invitations?a=b HTTP/1.1", "POST\t/v1.0/invitations\tHTTP/1.1", "POST /v1.0/invitations HTTP/1.1 ",
            " POST /v1.0/invitations HTTP/1.1",
            "POST /v1.0/invitations", "POST /v1.0/invitations HTTP/0.9", "POST /v1.0/invitations HTTP/2.0",
            "POST /v1.0/invitations HTTP/1.2", "POST /v1.0/invitations HTTP/11", "POST /v1.0/invitations HTTP/1.",
            "POST /v1.0/invitations http/1.1", "POST /v1.0/invitations FTP/1.1", "POST /v1.0/invitations HTTP/1.1.1",
            "post /v1.0/invitations HTTP/1.1",
            "GET /v1.0/invitations HTTP/1.1", "TRACE /v1.0/invitations HTTP/1.1", "BREW /v1.0/invitations HTTP/1.1",
            "P\u{F6}ST /v1.0/invitations HTTP/1.1", "",
        ]
        return lines.map { line in HostileRequest("request line \(line.debugDescription)", good) { $0[0] = line } }
    }

    private static func sizes(_ good: GoodRequest) -> [HostileRequest] {
        let long = String(repeating: "a", count: 200_000)
        return [
            HostileRequest("a long request line", good) { $0[0] = "POST /\(long) HTTP/1.1" },
            HostileRequest("a long method", good) { $0[0] = "\(long.uppercased()) / HTTP/1.1" },
            HostileRequest("a long name", good) { $0.append("X-\(long): a") },
            HostileRequest("a long value", good) { $0.append("X-Note: \(long)") },
            HostileRequest("many fields", good) { lines in lines += (0..<2_000).map { "X-\($0): a" } },
            HostileRequest("many short fields", good) { lines in lines += Array(repeating: "A: ", count: 20_000) },
            HostileRequest(
                "a chunk extension of 4 MB", good,
                body: chunked(good.body, extension: String(repeating: ";\(long)", count: 22))
            ) { $0[$0.count - 1] = "Transfer-Encoding: chunked" },
            HostileRequest(
                "long trailers", good,
                body: Array(chunked(good.body).dropLast(2)) + Array((0..<3_000).map { "X-\($0): \(long.prefix(60))\r\n" }.joined().utf8)
                    + Array("\r\n".utf8)
            ) { $0[$0.count - 1] = "Transfer-Encoding: chunked" },
        ]
    }

    private static func bodies(_ good: GoodRequest) -> [HostileRequest] {
        let text = String(decoding: good.body, as: UTF8.self)
        let bodies: [(String, [UInt8])] = [
            ("an empty body", []), ("a body of zeros", [0, 0, 0, 0]), ("bad UTF-8", Array(text.dropLast().utf8) + [0xFF, 0xFE, 0x7D]),
            ("an overlong slash", Array(text.dropLast().utf8) + Array(",\"a\":\"".utf8) + [0xC0, 0xAF] + Array("\"}".utf8)),
            ("a surrogate", Array("{\"invitedUserEmailAddress\":\"\\ud800@fabrikam.com\"}".utf8)),
            ("a byte order mark", [0xEF, 0xBB, 0xBF] + good.body),
            ("UTF-16", text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("deep arrays", Array(String(repeating: "[", count: 30_000).utf8)),
            ("deep objects", Array(String(repeating: "{\"a\":", count: 10_000).utf8)),
            ("a key twice", Array(text.dropLast().utf8) + Array(",\"invitedUserEmailAddress\":\"x@fabrikam.com\"}".utf8)),
            ("a key twice, once escaped", Array(text.dropLast().utf8) + Array(",\"\\u0069nvitedUserEmailAddress\":\"x@fabrikam.com\"}".utf8)),
            ("a huge number", Array(text.dropLast().utf8) + Array(",\"a\":\(String(repeating: "9", count: 20_000))}".utf8)),
            ("two values", good.body + good.body), ("a comment", good.body + Array(" // x".utf8)),
            ("a list", [0x5B] + good.body + [0x5D]), ("a text", Array("\"\(String(repeating: "a", count: 100))\"".utf8)), ("NaN", Array("NaN".utf8)),
            ("form data", Array("invitedUserEmailAddress=d%40fabrikam.com".utf8)),
        ]
        return bodies.map { name, body in
            HostileRequest(name, good, body: body) { $0[$0.count - 1] = "Content-Length: \(body.count)" }
        }
    }

    private static func otherProtocols(_ good: GoodRequest) -> [HostileRequest] {
        [
            HostileRequest("an HTTP/2 preface", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]),
            HostileRequest("a TLS hello", [0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03]),
            HostileRequest("a proxy's header", Array("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".utf8) + good.bytes),
            HostileRequest("an upgrade to HTTP/2", good) {
                $0 += ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk", "Content-Length: 1"]
            },
            HostileRequest("noise", (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 256) }),
            HostileRequest("nothing but line ends", Array(repeating: [0x0D, 0x0A], count: 20_000).flatMap(\.self)),
            HostileRequest("an answer", Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)),
        ]
    }
}
