import Invitations

/// The text of one bearer token, as it came: bounded and of RFC 6750's alphabet, but not decoded and not believed.
///
/// It never shows its text: not in a description, not in a dump, not in an error.
public struct BearerToken: Sendable {
    /// The size above which no token is looked at, unless a smaller one is asked for, in bytes. Entra puts up to 200
    /// group ids in a token, which take about 10 KiB.
    public static let maximumSize = 16_384

    let bytes: [UInt8]

    /// Takes the token out of a request's `Authorization` fields (RFC 6750, section 2.1):
    /// `credentials = "Bearer" 1*SP b64token`, the scheme in either case, in exactly one field.
    ///
    /// - Throws: `tokenMissing` when no field offers a bearer token, `tokenMalformed`, `tokenTooLarge`.
    public init(authorization fields: [String], atMost maximum: Int = maximumSize) throws(VerificationFault) {
        guard let field = fields.first else {
            throw .init(.tokenMissing, "The request has no Authorization header. Send \"Authorization: Bearer <token>\".")
        }
        // Two fields are two answers to "who is it?": a proxy before the gate may have believed the other one.
        guard fields.count == 1 else {
            throw .init(.tokenMalformed, "The request has more than one Authorization header. Send exactly one.")
        }
        let text = field.utf8
        let scheme = text.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.count == 6, scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else {
            throw .init(.tokenMissing, "The Authorization header is not of the Bearer scheme, the only one accepted.")
        }
        try self.init(text.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }, atMost: maximum)
    }

    /// Takes a token's own text, without a scheme before it.
    ///
    /// - Throws: `tokenMalformed`, `tokenTooLarge`.
    public init(_ text: String, atMost maximum: Int = maximumSize) throws(VerificationFault) {
        try self.init(text.utf8[...], atMost: maximum)
    }

    private init(_ text: Substring.UTF8View, atMost maximum: Int) throws(VerificationFault) {
        guard !text.isEmpty else {
            throw .init(.tokenMalformed, "The Authorization header names the Bearer scheme but holds no token.")
        }
        guard text.count <= maximum else { throw .tooLarge(maximum) }
        let bytes = Array(text)
        let body = bytes.prefix(through: bytes.lastIndex { $0 != UInt8(ascii: "=") } ?? 0)
        guard body.allSatisfy(Self.isTokenByte) else {
            throw .init(.tokenMalformed, "The Authorization header holds something besides one bearer token.")
        }
        self.bytes = bytes
    }

    /// `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<bearer token, \(bytes.count) bytes>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
