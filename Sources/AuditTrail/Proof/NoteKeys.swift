import Crypto
import FoundationEssentials

/// The public half of a key that signs notes.
///
/// Written as a *vkey*: `name+keyid+base64(0x01 || public key)`, with the key id in eight hexadecimal digits, as Go's
/// `sumdb/note` and the transparency logs write it. It is no secret; whoever checks the trail has to have it from somewhere
/// else than the trail.
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    /// Ed25519 (c2sp.org/signed-note, "Signature types").
    static let algorithm: UInt8 = 0x01

    public let name: String
    /// `SHA-256(name || 0x0A || 0x01 || public key)[:4]`, big-endian.
    public let id: UInt32
    /// 32 bytes (RFC 8032).
    let publicKey: [UInt8]

    init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
        var hasher = SHA256()
        hasher.update(data: Array(name.utf8))
        hasher.update(data: [0x0A, Self.algorithm])
        hasher.update(data: publicKey)
        id = hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads a vkey. Its key id must be that of its name and key.
    public init(vkey text: some StringProtocol) throws(NoteFault) {
        let (name, id, key) = try keyParts(text, "a verifier key is NAME+KEYID+KEY, as audit keygen prints it")
        let whole = NoteVerifier(name: name, publicKey: key)
        guard whole.id == id, (try? Curve25519.Signing.PublicKey(rawRepresentation: key)) != nil else {
            throw .badKey("the verifier key \(name) is damaged: its id is not that of its key")
        }
        self = whole
    }

    /// The vkey.
    public var description: String { keyText(name, id, publicKey) }

    func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: text)
    }
}

/// A key that signs notes.
///
/// Kept as `PRIVATE+KEY+name+keyid+base64(0x01 || seed)`, the form of Go's `sumdb/note`.
public struct NoteSigner: Sendable {
    public let verifier: NoteVerifier
    private let key: Curve25519.Signing.PrivateKey

    private static let prefix = "PRIVATE+KEY+"

    public var name: String { verifier.name }

    /// - Parameters:
    ///   - name: whose trail it is, best a URL without scheme (`gate.contoso.com/audit`): visible ASCII without `+`.
    ///   - seed: 32 bytes from the system's generator (RFC 8032, section 5.1.5).
    public init(name: String, seed: [UInt8]) throws(NoteFault) {
        guard isKeyName(name) else {
            throw .badKey("\"\(VisibleText.cell(name, width: 64))\" is no name for a key: 1 to 128 visible ASCII characters without + are")
        }
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .badKey("a signing key's seed has 32 bytes")
        }
        self.key = key
        verifier = NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads a key as ``text`` writes it. The fault's text holds no part of the key.
    public init(text: some StringProtocol) throws(NoteFault) {
        let expected = "a signing key is \(Self.prefix)NAME+KEYID+KEY, as audit keygen writes it"
        guard text.hasPrefix(Self.prefix) else { throw .badKey(expected) }
        let (name, id, seed) = try keyParts(text.dropFirst(Self.prefix.count), expected)
        try self.init(name: name, seed: seed)
        guard verifier.id == id else { throw .badKey("the signing key \(name) is damaged: its id is not that of its key") }
    }

    /// The secret, as it is kept in a file.
    public var text: String { Self.prefix + keyText(name, verifier.id, Array(key.rawRepresentation)) }

    func signature(of text: [UInt8]) throws(NoteFault) -> [UInt8] {
        do { return Array(try key.signature(for: text)) } catch { throw .badKey("the key \(name) cannot sign: \(error)") }
    }
}

/// Narrower than the specification, which allows whatever is no space and no plus: names are shown to people.
private func isKeyName(_ name: some StringProtocol) -> Bool {
    (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
}

private func keyText(_ name: String, _ id: UInt32, _ key: [UInt8]) -> String {
    let digits = String(id, radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return "\(name)+\(padded)+\(Base64.encode([NoteVerifier.algorithm] + key))"
}

private func keyParts(
    _ text: some StringProtocol, _ expected: String
) throws(NoteFault) -> (name: String, id: UInt32, key: [UInt8]) {
    // Base64 has plus signs of its own, so the text is cut at the first two.
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, isKeyName(parts[0]), parts[1].utf8.count == 8,
        parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
        let id = UInt32(parts[1], radix: 16), let bytes = Base64.decode(String(parts[2])),
        bytes.count == 33, bytes[0] == NoteVerifier.algorithm
    else { throw .badKey(expected) }
    return (String(parts[0]), id, Array(bytes.dropFirst()))
}

/// Base 64 (RFC 4648, section 4) in its one canonical spelling.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    static func decode(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.base64EncodedString().utf8.elementsEqual(text.utf8) else { return nil }
        return Array(data)
    }
}
