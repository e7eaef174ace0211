import Crypto
import CryptoExtras
import StrictJSON

/// One signing key of a JSON Web Key Set (RFC 7517) that is fit for checking tokens.
struct VerificationKey: Sendable {
    let id: String
    let material: PublicKey
    let algorithms: Set<SignatureAlgorithm>
    /// Entra's own property: the issuer whose tokens the key signs, with `{tenantid}` in the tenant's place.
    let issuer: String?
    /// Everything above as bytes, for the set's fingerprint.
    let encoding: [[UInt8]]

    /// Why a key is left out of the set; the text says it for the operator.
    struct Unfit: Error {
        let why: String
        init(_ why: String) { self.why = why }
    }

    init(_ key: JSON.Members) throws(Unfit) {
        guard let id = try Self.text(key, "kid") else { throw Unfit("it has no kid") }
        guard isKeyID(id) else { throw Unfit("its kid is not 1 to \(maximumKeyIDSize) visible ASCII characters") }
        if let use = try Self.text(key, "use"), use != "sig" { throw Unfit("its use is not \"sig\"") }
        if let operations = key["key_ops"], operations.array?.contains("verify") != true {
            throw Unfit("its key_ops do not include \"verify\"")
        }
        let (material, numbers) = try Self.material(key)
        var algorithms = material.algorithms
        if let name = try Self.text(key, "alg") {
            algorithms.formIntersection([SignatureAlgorithm(rawValue: name)].compactMap(\.self))
            guard !algorithms.isEmpty else { throw Unfit("its alg is not one that is accepted for its kind of key") }
        }
        self.id = id
        self.material = material
        self.algorithms = algorithms
        issuer = try Self.text(key, "issuer")
        encoding =
            [Array(id.utf8), Array(algorithms.map(\.rawValue).sorted().joined(separator: " ").utf8)] + numbers
            + [issuer.map { Array($0.utf8) } ?? []]
    }

    private static func material(_ key: JSON.Members) throws(Unfit) -> (PublicKey, numbers: [[UInt8]]) {
        if key["d"] != nil { throw Unfit("it is a private key, published") }
        switch try text(key, "kty") {
        case "RSA":
            let modulus = try number(key, "n")
            let exponent = try number(key, "e")
            return (.rsa(try rsa(modulus, exponent)), [modulus, exponent])
        case "EC":
            guard try text(key, "crv") == "P-256" else { throw Unfit("its curve is not P-256") }
            let x = try number(key, "x")
            let y = try number(key, "y")
            guard x.count == 32, y.count == 32, let point = try? P256.Signing.PublicKey(rawRepresentation: x + y) else {
                throw Unfit("it is no point on P-256")
            }
            return (.p256(point), [x, y])
        default: throw Unfit("its kty is neither RSA nor EC")
        }
    }

    /// 2,048 to 8,192 bits: fewer are forgeable, more make each verification a way to burn our time. The exponent is
    /// odd and at least 65,537 (FIPS 186-5, section 5.4).
    private static func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) throws(Unfit) -> _RSA.Signing.PublicKey {
        guard modulus.first != 0, exponent.first != 0 else { throw Unfit("its numbers begin with a zero byte") }
        guard modulus.count <= 1_024 else { throw Unfit("its modulus has more than 8192 bits") }
        guard exponent.count <= 4, exponent.reduce(0, { $0 << 8 | UInt64($1) }) >= 65_537, exponent.last.map({ $0 & 1 }) == 1
        else { throw Unfit("its exponent is not odd and from 65537 to 2^32") }
        // swift-crypto refuses a modulus of fewer than 2,048 bits.
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
            throw Unfit("it is no RSA key of at least 2048 bits")
        }
        return key
    }

    private static func text(_ key: JSON.Members, _ name: String) throws(Unfit) -> String? {
        guard let value = key[name] else { return nil }
        guard let text = value.string else { throw Unfit("its \(name) is not a string") }
        return text
    }

    private static func number(_ key: JSON.Members, _ name: String) throws(Unfit) -> [UInt8] {
        guard let text = try text(key, name), let bytes = Base64URL.decode(text.utf8), !bytes.isEmpty else {
            throw Unfit("its \(name) is not base64url")
        }
        return bytes
    }
}

/// The longest key id that is looked up, in bytes; Entra's are 27 to 43.
let maximumKeyIDSize = 128

/// Whether a text can be a key id here. It is only ever looked up in a dictionary: never a path, never a query.
func isKeyID(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= maximumKeyIDSize && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
}
