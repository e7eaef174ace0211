/// How many bytes of UTF-8 each kind of text may take in an entry. A longer one is cut and says so; whoever can make
/// the gate write must not be able to make it write without end.
enum TextLimit {
    /// Names, ids, header values: what fits in a table cell.
    static let short = 256
    /// What a person typed as a reason.
    static let long = 1_024
    /// RFC 5321's longest path is 256 bytes, and a malformed address may be longer.
    static let address = 320
    /// Elements of one list: matching rules, groups, faults.
    static let elements = 256
}

/// `text`, or its first `limit` bytes (whole scalars) and a mark that tells how many bytes are missing.
func bounded(_ text: String, to limit: Int = TextLimit.short) -> String {
    let count = text.utf8.count
    guard count > limit else { return text }
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
        let size = UTF8.width(scalar)
        if used + size > limit { break }
        kept.append(scalar)
        used += size
    }
    return "\(String(kept))…[+\(count - used) bytes]"
}

/// A code of somebody else's making (Graph's error code, a request id, an AADSTS number): letters, digits, space, dot,
/// hyphen and underscore, at most 128; anything else becomes `?`. No URL survives this, so no redeem URL does.
func code(_ text: String?) -> String? {
    guard let text else { return nil }
    let plain = text.utf8.map { byte -> UInt8 in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            byte
        default: UInt8(ascii: "?")
        }
    }
    return bounded(String(decoding: plain, as: UTF8.self), to: 128)
}
