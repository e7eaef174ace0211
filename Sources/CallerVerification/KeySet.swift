public import StrictJSON

/// The signing keys of one JSON Web Key Set (RFC 7517) that can check a token: RSA of at least 2,048 bits and P-256.
public struct KeySet: Sendable {
    /// The largest set that is read, in bytes. Entra's is about 20 KiB, certificates included.
    public static let maximumSize = 262_144
    /// The most keys that are read. Entra publishes fewer than ten at a time.
    public static let maximumKeys = 100

    /// Changes when, and only when, the usable keys change; their order does not matter (it has no meaning).
    public let identity: Fingerprint
    /// What was left out and why, a line each, for the operator.
    public let notes: [String]
    private let keys: [String: VerificationKey]

    /// Reads a key set. Keys of another use, kind, size or algorithm are left out, with a note; so are keys that share
    /// an id but differ, since nobody could say which of them the id means.
    public init(jwks bytes: [UInt8]) throws(KeySetFault) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(bytes: bytes.count) }
        let document: JSON
        do { document = try JSON(parsing: bytes, limits: JSONLimits(depth: 8)) } catch { throw .notJSON(error) }
        guard let listed = document["keys"]?.array else { throw .noKeyList }
        guard listed.count <= Self.maximumKeys else { throw .tooManyKeys(listed.count) }

        var keys: [String: VerificationKey] = [:]
        var ambiguous: Set<String> = []
        var notes: [String] = []
        for (position, entry) in listed.enumerated() {
            do throws(VerificationKey.Unfit) {
                guard let members = entry.object else { throw VerificationKey.Unfit("it is not an object") }
                let key = try VerificationKey(members)
                if let other = keys.updateValue(key, forKey: key.id), other.encoding != key.encoding {
                    ambiguous.insert(key.id)
                }
            } catch {
                notes.append("key \(position + 1) is left out: \(error.why)")
            }
        }
        for id in ambiguous.sorted() {
            keys[id] = nil
            notes.append("the keys called \(id) are left out: they share the id but differ")
        }
        guard !keys.isEmpty else { throw .noUsableKey(notes) }
        self.keys = keys
        self.notes = notes
        identity = Fingerprint(of: keys.sorted { $0.key < $1.key }.flatMap(\.value.encoding))
    }

    /// How many keys are usable.
    public var count: Int { keys.count }

    /// Whether a usable key has this id.
    public func contains(keyID: String) -> Bool { keys[keyID] != nil }

    func key(_ id: String) -> VerificationKey? { keys[id] }
}

/// Why a text is no key set that can be used.
public enum KeySetFault: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(bytes: Int)
    case notJSON(JSONFault)
    case noKeyList
    case tooManyKeys(Int)
    /// Each key was left out, for the reasons given.
    case noUsableKey([String])

    public var description: String {
        switch self {
        case .tooLarge(let bytes): "the key set has \(bytes) bytes, more than \(KeySet.maximumSize)"
        case .notJSON(let fault): "the key set is not JSON: \(fault)"
        case .noKeyList: "the key set has no array \"keys\""
        case .tooManyKeys(let count): "the key set has \(count) keys, more than \(KeySet.maximumKeys)"
        case .noUsableKey(let notes): "the key set has no usable key: " + notes.prefix(3).joined(separator: "; ")
        }
    }
}
