import Invitations

/// The header by which a caller marks tries of one request (draft-ietf-httpapi-idempotency-key-header).
let idempotencyKeyHeader = "Idempotency-Key"
/// The header by which a caller says that a request which looks like the last one is meant to be sent again.
let resendHeader = "X-Gatekeeper-Resend"

/// A caller's idempotency key: from 1 to 255 printable ASCII characters.
///
/// The header's value is a String of Structured Field Values (RFC 9651, section 3.3.3), in quotation marks. A bare token
/// (RFC 9110, section 5.6.2: a UUID, for one) is taken too, as the same key as its quoted twin, since many clients send keys
/// so. Parameters after the string mean nothing in the draft, and are refused rather than dropped.
struct IdempotencyKey: Hashable, Sendable {
    static let mostBytes = 255

    let bytes: [UInt8]

    /// Nil when the value is none.
    init?(_ value: String) {
        let text = Self.trimmed(Array(value.utf8)[...])
        let bytes = text.first == UInt8(ascii: "\"") ? Self.quoted(text) : Self.token(text)
        guard let bytes, 1...Self.mostBytes ~= bytes.count else { return nil }
        self.bytes = bytes
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = text.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return rest.isEmpty ? bytes : nil
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    return nil
                }
                bytes.append(escaped)
            case 0x20...0x7E: bytes.append(byte)
            default: return nil
            }
        }
        return nil
    }

    private static func token(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let isToken = text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        return isToken ? Array(text) : nil
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return text[first...last]
    }
}

extension Submission {
    /// - Throws: ``Objection`` when the header came twice or holds no key.
    func key() throws(Objection) -> IdempotencyKey? {
        guard let value = idempotencyKey.first else { return nil }
        guard idempotencyKey.count == 1 else {
            throw Objection(
                .parse, .headerInvalid, "The header \(idempotencyKeyHeader) came more than once.", target: idempotencyKeyHeader)
        }
        guard let key = IdempotencyKey(value) else {
            throw Objection(
                .parse, .headerInvalid,
                "The header \(idempotencyKeyHeader) does not hold one key: 1 to \(IdempotencyKey.mostBytes) printable ASCII characters in quotation marks, or a token such as a UUID.",
                target: idempotencyKeyHeader)
        }
        return key
    }

    /// - Throws: ``Objection`` when the header is anything but `true`, once.
    func isResend() throws(Objection) -> Bool {
        guard !resend.isEmpty else { return false }
        guard resend == ["true"] else {
            throw Objection(
                .parse, .headerInvalid,
                "The header \(resendHeader) can only be true, once; leave it out where the request is not meant to be sent again.",
                target: resendHeader)
        }
        return true
    }
}
