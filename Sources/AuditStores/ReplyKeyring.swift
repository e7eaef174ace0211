import AuditTrail
import Crypto
import FoundationEssentials
import Invitations

/// The keys that kept replies are encrypted with: one that writes, and older ones that still read.
///
/// A reply is sealed with AES-256-GCM (NIST SP 800-38D) under a random nonce. The claim that it belongs to is authenticated
/// with it, so that a row moved beside another claim does not open.
public struct ReplyKeyring: Sendable {
    /// The bytes of one key.
    public static let keyBytes = 32

    /// Tells keys apart: the first eight bytes of a digest of the key.
    struct KeyID: Hashable, Sendable {
        let bytes: [UInt8]
    }

    private let current: KeyID
    private let keys: [KeyID: SymmetricKey]

    /// - Parameters:
    ///   - current: 32 bytes.
    ///   - old: keys of 32 bytes that replies may still be encrypted with.
    /// - Returns: nil when a key has another length.
    public init?(current: [UInt8], old: [[UInt8]] = []) {
        guard ([current] + old).allSatisfy({ $0.count == Self.keyBytes }) else { return nil }
        self.init(SymmetricKey(data: current), old: old.map { SymmetricKey(data: $0) })
    }

    private init(_ current: SymmetricKey, old: [SymmetricKey]) {
        self.current = Self.id(of: current)
        keys = Dictionary(([current] + old).map { (Self.id(of: $0), $0) }) { first, _ in first }
    }

    /// A key that ends with the process: what it sealed cannot be opened by any other.
    public static func inMemory() -> ReplyKeyring {
        ReplyKeyring(SymmetricKey(size: .bits256), old: [])
    }

    private static func id(of key: SymmetricKey) -> KeyID {
        var hasher = SHA256()
        hasher.update(data: Array("gatekeeper reply key id v1\n".utf8))
        unsafe key.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        return KeyID(bytes: Array(hasher.finalize().prefix(8)))
    }

    func seal(_ reply: KeptReply, for decision: DecisionID, under claim: KeyClaim) throws -> SealedReply {
        guard let key = keys[current] else { throw CryptoKitError.incorrectKeySize }
        let box = try AES.GCM.seal(
            reply.plainBytes, using: key, authenticating: Self.context(decision, claim.key, claim.fingerprint))
        return SealedReply(key: current, bytes: Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
    }

    /// Nil when the key is not among these, or the row is not as it was written.
    func open(_ sealed: SealedReply, for decision: DecisionID, key claimed: Digest256, _ fingerprint: Digest256) -> KeptReply? {
        guard let key = keys[sealed.key], let box = try? AES.GCM.SealedBox(combined: sealed.bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Self.context(decision, claimed, fingerprint))
        else { return nil }
        return KeptReply(plainBytes: Array(plain))
    }

    private static func context(_ decision: DecisionID, _ key: Digest256, _ fingerprint: Digest256) -> [UInt8] {
        Array("gatekeeper kept reply v1\n".utf8) + decision.blob.bytes + key.bytes + fingerprint.bytes
    }
}

/// A reply as it lies in the file: nonce, ciphertext, tag.
struct SealedReply: Sendable {
    let key: ReplyKeyring.KeyID
    let bytes: [UInt8]
}

extension KeptReply {
    private static let form: UInt8 = 1

    /// A byte for the form, the status in two, the length of the request id in one, the request id, the body.
    fileprivate var plainBytes: [UInt8] {
        let id = Array((requestID ?? "").utf8.prefix(255))
        return [Self.form, UInt8(truncatingIfNeeded: status >> 8), UInt8(truncatingIfNeeded: status), UInt8(id.count)] + id + body
    }

    fileprivate init?(plainBytes bytes: [UInt8]) {
        guard bytes.count >= 4, bytes[0] == Self.form, bytes.count >= 4 + Int(bytes[3]) else { return nil }
        let id = bytes[4..<(4 + Int(bytes[3]))]
        self.init(
            status: Int(bytes[1]) << 8 | Int(bytes[2]), requestID: id.isEmpty ? nil : String(decoding: id, as: UTF8.self),
            body: Array(bytes[(4 + id.count)...]))
    }
}
