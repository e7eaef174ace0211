import Crypto
import CryptoExtras
import Foundation
import GraphEmulator
import Testing

/// A token taken apart and checked against a published key set with Foundation and swift-crypto alone.
struct MintedToken {
    let header: JSONValue
    let claims: JSONValue
    private let signed: Data
    private let signature: Data

    init(_ compact: String) throws {
        let parts = compact.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        header = try JSONDecoder().decode(Decoded.self, from: Self.bytes(parts[0])).value
        claims = try JSONDecoder().decode(Decoded.self, from: Self.bytes(parts[1])).value
        signed = Data("\(parts[0]).\(parts[1])".utf8)
        signature = try Self.bytes(parts[2])
    }

    static func bytes(_ text: String) throws -> Data {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return try #require(Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)))
    }

    /// False when the set has no key of that id, or the signature is another's.
    func isSigned(byKeyOf set: JSONValue) throws -> Bool {
        guard let jwk = set["keys"]?.array?.first(where: { $0["kid"] == header["kid"] }) else { return false }
        func part(_ name: String) throws -> Data { try Self.bytes(try #require(jwk[name]?.string)) }
        let digest = SHA256.hash(data: signed)
        switch header["alg"]?.string {
        case "ES256":
            let key = try P256.Signing.PublicKey(rawRepresentation: try part("x") + part("y"))
            return try key.isValidSignature(P256.Signing.ECDSASignature(rawRepresentation: signature), for: digest)
        case let algorithm:
            let key = try _RSA.Signing.PublicKey(n: part("n"), e: part("e"))
            return key.isValidSignature(
                .init(rawRepresentation: signature), for: digest, padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5)
        }
    }
}
