import Crypto

/// A SHA-256 digest that stands for a set of keys or of requirements: another digest, another set.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    private let digest: SHA256Digest

    /// The digest of `parts`, each with its length before it, so that no two lists of parts read alike.
    init(of parts: [[UInt8]]) {
        var hasher = SHA256()
        for part in parts {
            hasher.update(data: (0..<8).map { UInt8(truncatingIfNeeded: part.count >> ($0 * 8)) })
            hasher.update(data: part)
        }
        digest = hasher.finalize()
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String {
        digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Whether two texts are the same bytes. Swift's `==` takes canonically equivalent texts for one (the Kelvin sign is
/// a K to it), which is not what an exact issuer or role means.
func sameBytes(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}
