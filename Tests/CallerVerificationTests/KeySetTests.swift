import Crypto
import CryptoExtras
import StrictJSON
import Testing

@testable import CallerVerification

@Suite("A key set")
struct KeySetTests {
    private func changed(_ key: JSON.Members, _ name: String, _ value: JSON?) -> JSON.Members {
        var key = key
        key[name] = value
        return key
    }

    /// The note for `key`, beside a good one; nil when it is taken.
    private func note(_ key: JSON.Members) throws -> String? {
        let set = try Contoso.keySet([Contoso.p256JWK(kid: "good"), key])
        #expect(set.contains(keyID: "good"))
        #expect(set.count + set.notes.count == 2)
        return set.notes.first
    }

    @Test("RSA of 2048 bits and P-256 are taken, with use sig, without use, and with alg")
    func taken() throws {
        let rsa = try Contoso.rsaJWK()
        for key in [
            rsa, changed(rsa, "use", nil), changed(rsa, "alg", "PS256"), changed(rsa, "key_ops", ["verify"]),
            Contoso.p256JWK(), changed(Contoso.p256JWK(), "alg", "ES256"),
        ] { #expect(try note(key) == nil) }
    }

    @Test("Keys that cannot check a token are left out, each with a note, and spoil nothing")
    func leftOut() throws {
        let rsa = try Contoso.rsaJWK()
        let p256 = Contoso.p256JWK()
        let point = P384.Signing.PrivateKey().publicKey.rawRepresentation
        let p384: JSON.Members = [
            "kty": "EC", "crv": "P-384", "kid": "p384", "x": .string(base64URL(point.prefix(48))),
            "y": .string(base64URL(point.suffix(48))),
        ]
        let keys: [JSON.Members] = [
            changed(rsa, "use", "enc"), changed(rsa, "use", 1), changed(rsa, "key_ops", ["encrypt"]),
            changed(rsa, "kty", "oct"), changed(rsa, "kty", nil), changed(rsa, "kty", "EC"), changed(rsa, "kid", nil),
            changed(rsa, "kid", ""), changed(rsa, "kid", "a b"), changed(rsa, "alg", "HS256"), changed(rsa, "alg", "RS512"),
            changed(rsa, "alg", "ES256"), changed(rsa, "n", nil), changed(rsa, "n", "AQ=="), changed(rsa, "e", "AQ"),
            changed(rsa, "e", "Aw"), changed(rsa, "e", "AQAC"), changed(rsa, "e", "AAEAAQ"), changed(rsa, "d", "AQAB"),
            changed(rsa, "issuer", 1), try Contoso.rsaJWK(TestKey.smallRSA, kid: "small"),
            ["kty": "oct", "kid": "secret", "k": "c2VjcmV0"], p384,
            changed(p256, "x", p256["y"]), changed(p256, "x", "AQ"), changed(p256, "crv", "secp256k1"), changed(p256, "alg", "RS256"),
        ]
        for key in keys { #expect(try note(key) != nil, "\(key)") }
    }

    @Test("Two different keys under one id are both left out, twice the same key counts once")
    func duplicateIDs() throws {
        let good = Contoso.p256JWK(kid: "good")
        let first = Contoso.p256JWK(kid: "twice")
        let second = Contoso.p256JWK(P256.Signing.PrivateKey(), kid: "twice")
        let set = try Contoso.keySet([good, first, second, first])
        #expect(!set.contains(keyID: "twice"))
        #expect(set.contains(keyID: "good"))
        #expect(set.notes.count == 1)
        #expect(try Contoso.keySet([first, first]).contains(keyID: "twice"))
    }

    @Test("The identity changes with the keys and with nothing else")
    func identity() throws {
        let rsa = try Contoso.rsaJWK()
        let p256 = Contoso.p256JWK()
        let set = try Contoso.keySet([rsa, p256])
        #expect(try Contoso.keySet([p256, rsa]).identity == set.identity)
        #expect(try Contoso.keySet([p256, changed(rsa, "x5c", nil)]).identity == set.identity)
        let others = [
            [rsa], [rsa, changed(p256, "kid", "new")], [rsa, Contoso.p256JWK(P256.Signing.PrivateKey())],
            [changed(rsa, "alg", "RS256"), p256], [changed(rsa, "issuer", "https://x"), p256],
        ]
        for other in others { #expect(try Contoso.keySet(other).identity != set.identity) }
        #expect(set.identity.description.count == 64)
    }

    @Test("A text that is no key set is refused whole")
    func faults() throws {
        func fault(_ text: String) -> KeySetFault? {
            do throws(KeySetFault) {
                _ = try KeySet(jwks: Array(text.utf8))
                return nil
            } catch { return error }
        }
        #expect(fault("{}") == .noKeyList)
        #expect(fault("[]") == .noKeyList)
        #expect(fault("{\"keys\":{}}") == .noKeyList)
        #expect(fault("{\"keys\":[]}") == .noUsableKey([]))
        #expect(fault("{\"keys\":[1]}") == .noUsableKey(["key 1 is left out: it is not an object"]))
        guard case .notJSON = fault("{\"keys\":[],\"keys\":[]}") else { throw CancellationError() }
        guard case .notJSON = fault("") else { throw CancellationError() }
        #expect(fault(String(repeating: " ", count: KeySet.maximumSize + 1)) == .tooLarge(bytes: KeySet.maximumSize + 1))
        let many = (0...KeySet.maximumKeys).map { Contoso.p256JWK(kid: "k\($0)") }
        #expect(throws: KeySetFault.tooManyKeys(101)) { try Contoso.keySet(many) }
        #expect(try Contoso.keySet(Array(many.dropLast())).count == 100)
    }
}
