import Crypto

/// A text that keys have signed (c2sp.org/signed-note): the text, an empty line, and a line for each signature,
/// `— name base64(key id || signature)`.
///
/// Made or parsed, it says nothing about who signed: ``attested(by:)`` does.
public struct SignedNote: Hashable, Sendable, CustomStringConvertible {
    /// One signature line.
    struct Signature: Hashable, Sendable {
        var name: String
        var id: UInt32
        var bytes: [UInt8]
    }

    /// More are refused. The specification asks for at least 16.
    static let mostSignatures = 32
    /// A longer note is refused: some 36,000 chains.
    public static let mostBytes = 4 << 20

    /// With the line feed at its end: the bytes that are signed.
    let text: [UInt8]
    let signatures: [Signature]

    init(_ text: [UInt8], signedBy signer: NoteSigner) throws(NoteFault) {
        self.text = text
        signatures = [Signature(name: signer.name, id: signer.verifier.id, bytes: try signer.signature(of: text))]
    }

    /// Takes exactly one note.
    public init(parsing bytes: [UInt8]) throws(NoteFault) {
        guard bytes.count <= Self.mostBytes else { throw .malformed("it is longer than \(Self.mostBytes) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("it is not UTF-8") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw .malformed("it has control characters") }
        guard bytes.last == 0x0A, let gap = Self.lastEmptyLine(bytes) else {
            throw .malformed("there is no empty line with signatures after it")
        }
        text = Array(bytes[..<gap])
        var signatures: [Signature] = []
        for line in bytes[(gap + 1)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard signatures.count < Self.mostSignatures else { throw .malformed("it has more than \(Self.mostSignatures) signatures") }
            guard let signature = Self.signature(line) else {
                throw .malformed("line \(signatures.count + 1) after the empty line is no signature")
            }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// The note as it is kept.
    public var description: String {
        var result = String(decoding: text, as: UTF8.self) + "\n"
        for signature in signatures {
            let id = (0..<4).map { UInt8(truncatingIfNeeded: signature.id >> UInt32(24 - 8 * $0)) }
            result += "\u{2014} \(signature.name) \(Base64.encode(id + signature.bytes))\n"
        }
        return result
    }

    /// SHA-256 of the text alone: signatures can be added later, by witnesses.
    public var digest: Digest256 { Digest256(SHA256.hash(data: text)) }

    /// The keys among these that have signed; at least one has.
    ///
    /// - Throws: also when one of them signed something else, whatever the others did.
    func signers(among keys: [NoteVerifier]) throws(NoteFault) -> [NoteVerifier] {
        var found: [NoteVerifier] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.id == signature.id && $0.name.utf8.elementsEqual(signature.name.utf8) })
            else { continue }
            guard key.accepts(signature.bytes, of: text) else { throw .wrongSignature(key: key.name) }
            found.append(key)
        }
        guard !found.isEmpty else {
            throw .unknownKeys(signatures.map { VisibleText.cell($0.name, width: 128) })
        }
        return found
    }

    /// The place of the second of two line feeds, the last such.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        var at = bytes.count - 1
        while at > 0 {
            if bytes[at] == 0x0A, bytes[at - 1] == 0x0A { return at }
            at -= 1
        }
        return nil
    }

    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        let mark = Array("\u{2014} ".utf8)
        guard line.starts(with: mark) else { return nil }
        let parts = String(decoding: line.dropFirst(mark.count), as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains("+"),
            !parts[0].unicodeScalars.contains(where: \.properties.isWhitespace),
            let bytes = Base64.decode(String(parts[1])), bytes.count > 4
        else { return nil }
        let id = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(name: String(parts[0]), id: id, bytes: Array(bytes.dropFirst(4)))
    }
}
