import Invitations
import StrictJSON

/// The JOSE header of a token (RFC 7515, section 4), as far as it is used: how to check the signature, and which key
/// of ours to look up.
struct TokenHeader {
    let algorithm: SignatureAlgorithm
    let keyID: String

    /// Parameters that would let the token bring its own key, name where to fetch one, or change what is signed.
    /// Entra sends none of them; ignoring them would be allowed, refusing shows that somebody tries.
    private static let refused = ["crit", "jku", "x5u", "jwk", "x5c", "b64"]

    init(_ header: JSON.Members) throws(VerificationFault) {
        for name in Self.refused where header[name] != nil {
            throw .malformed("its header has the parameter \"\(name)\", which is never used here")
        }
        guard let name = header["alg"]?.string, let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .init(
                .tokenAlgorithmNotAccepted,
                "The token is not signed with an accepted algorithm. Accepted are RS256, PS256 and ES256.")
        }
        guard let type = header["typ"]?.string, Self.isAccessTokenType(type) else {
            throw .malformed("its header's \"typ\" is neither \"JWT\" nor \"at+jwt\"")
        }
        guard let keyID = header["kid"]?.string else { throw .malformed("its header names no key (\"kid\")") }
        guard isKeyID(keyID) else { throw .malformed("its header's \"kid\" is no key's id") }
        self.algorithm = algorithm
        self.keyID = keyID
    }

    /// `JWT`, or RFC 9068's `at+jwt`, as media types in either case and with or without `application/`.
    private static func isAccessTokenType(_ type: String) -> Bool {
        let type = type.lowercased()
        return ["jwt", "at+jwt", "application/at+jwt"].contains { sameBytes(type, $0) }
    }
}
