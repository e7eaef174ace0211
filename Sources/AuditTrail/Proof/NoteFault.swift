/// Why a signed note is not believed.
public enum NoteFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not of the form of a signed note (c2sp.org/signed-note).
    case malformed(String)
    /// A key that is known has signed something else than this text.
    case wrongSignature(key: String)
    /// None of the keys that are known has signed it; the names of those that say they have.
    case unknownKeys([String])
    /// The text is signed, but is no checkpoint or anchor of an audit trail.
    case notACheckpoint(String)
    /// The text names another origin than the key that signed it.
    case otherOrigin(String)
    /// Not a key of the form that keys have here.
    case badKey(String)

    public var description: String {
        switch self {
        case .malformed(let why): "it is no signed note: \(why)"
        case .wrongSignature(let key): "the signature of \(key) does not fit the text"
        case .unknownKeys(let names):
            "it is signed by \(names.isEmpty ? "nobody" : names.joined(separator: ", ")), and by none of the keys that were given"
        case .notACheckpoint(let why): "it is no checkpoint of an audit trail: \(why)"
        case .otherOrigin(let origin): "its origin \(origin) is not the name of the key that signed it"
        case .badKey(let why): why
        }
    }
}
