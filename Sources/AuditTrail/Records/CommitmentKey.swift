import Crypto

/// The random key of one entry, under which the chain commits to the invitee and to the message. It lies in the side
/// row: once that is erased, nobody can test a guessed address against the chain.
public struct CommitmentKey: Hashable, Sendable {
    /// The bytes as big-endian words.
    public let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter random: 256 bits from the system's generator; never used for a second entry.
    public init(random: (UInt64, UInt64, UInt64, UInt64)) {
        words = random
    }

    /// Takes the 32 bytes of a stored key; any other number is refused.
    public init?(bytes: some Collection<UInt8>) {
        guard let whole = Digest256(bytes: bytes) else { return nil }
        words = whole.words
    }

    /// The 32 bytes, as stored.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(32)
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                result.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return result
    }

    /// HMAC-SHA256 over the tag that says what is committed to, and the bytes themselves.
    func commitment(to what: String, _ bytes: [UInt8]) -> Digest256 {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: self.bytes))
        hmac.update(data: Array("gatekeeper audit \(what) v1\n".utf8))
        hmac.update(data: bytes)
        return Digest256(hmac.finalize())
    }

    public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
