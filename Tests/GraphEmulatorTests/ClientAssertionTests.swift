import Crypto
import CryptoExtras
import Foundation
import GraphEmulator
import SwiftASN1
import Testing
import X509

/// A client's certificate and what it signs, made with other code than the emulator's.
private struct Client {
    let key: _RSA.Signing.PrivateKey
    let pem: String
    let der: [UInt8]

    init() throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try DistinguishedName { CommonName("gate") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date(timeIntervalSince1970: 0),
            notValidAfter: Date(timeIntervalSince1970: 4_000_000_000), issuer: name, subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption, extensions: .init(), issuerPrivateKey: .init(key))
        let document = try certificate.serializeAsPEM()
        pem = document.pemString
        der = document.derBytes
    }

    static func base64url(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    func assertion(
        audience: String, now: Double, algorithm: String = "PS256", header: [String: JSONValue] = [:], claims: [String: JSONValue] = [:],
        signedBy other: _RSA.Signing.PrivateKey? = nil
    ) throws -> String {
        var head: [String: JSONValue] = [
            "alg": .string(algorithm), "typ": "JWT", "x5t#S256": .string(Self.base64url(Data(SHA256.hash(data: der)))),
        ]
        head.merge(header) { $1 }
        var body: [String: JSONValue] = [
            "aud": .string(audience), "iss": .string(EmulatorRig.gate), "sub": .string(EmulatorRig.gate),
            "jti": .string(UUID().uuidString), "nbf": .integer(Int(now)), "exp": .integer(Int(now) + 300),
        ]
        body.merge(claims) { $1 }
        let input = [head, body].map { part in
            Self.base64url(Data(JSONValue.object(part.filter { $0.value != .null }.map { .init(name: $0.key, value: $0.value) }).bytes))
        }.joined(separator: ".")
        let signature = try (other ?? key).signature(
            for: SHA256.hash(data: Data(input.utf8)), padding: algorithm == "RS256" ? .insecurePKCS1v1_5 : .PSS)
        return "\(input).\(Self.base64url(signature.rawRepresentation))"
    }

    func form(_ assertion: String) -> [String: String] {
        [
            "grant_type": "client_credentials", "client_id": EmulatorRig.gate, "scope": "https://graph.microsoft.com/.default",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": assertion,
        ]
    }

    /// Made once: a client may talk to many emulators.
    private static let shared = Result { try Client() }

    static func run(_ test: (EmulatorRig, Client, _ audience: String) async throws -> Void) async throws {
        let client = try shared.get()
        try await EmulatorRig.run(SeedChange { seed in seed.apps[0].certificates = [client.pem] }) { rig in
            try await test(rig, client, "\(rig.emulator.baseURL)/\(EmulatorRig.tenant)/oauth2/v2.0/token")
        }
    }
}

@Suite struct `A client assertion` {
    @Test(arguments: ["PS256", "RS256"])
    func `With a good signature gets a token`(algorithm: String) async throws {
        try await Client.run { rig, client, audience in
            let good = try client.assertion(audience: audience, now: rig.now, algorithm: algorithm)
            #expect(try await rig.requestToken(client.form(good)).status == 200)
        }
    }

    @Test func `May name its certificate by the older thumbprint`() async throws {
        try await Client.run { rig, client, audience in
            let thumbprint = Client.base64url(Data(Insecure.SHA1.hash(data: client.der)))
            let old = try client.assertion(audience: audience, now: rig.now, header: ["x5t#S256": .null, "x5t": .string(thumbprint)])
            #expect(try await rig.requestToken(client.form(old)).status == 200)
        }
    }

    @Test func `Works once`() async throws {
        try await Client.run { rig, client, audience in
            let assertion = try client.assertion(audience: audience, now: rig.now)
            #expect(try await rig.requestToken(client.form(assertion)).status == 200)
            let again = try await rig.requestToken(client.form(assertion))
            #expect(again.status == 401)
            #expect(again.json["error_codes"] == [700_027])
        }
    }

    @Test(arguments: ["wrongKey", "tampered", "unknownThumbprint", "noThumbprint", "algorithmNone", "wrongAudience", "wrongSubject", "noIdentifier"])
    func `Is refused when it is not sound`(fault: String) async throws {
        try await Client.run { rig, client, audience in
            let bad: String
            switch fault {
            case "wrongKey":
                bad = try client.assertion(audience: audience, now: rig.now, signedBy: _RSA.Signing.PrivateKey(keySize: .bits2048))
            case "tampered":
                let good = try client.assertion(audience: audience, now: rig.now).split(separator: ".")
                let other = try client.assertion(audience: audience, now: rig.now).split(separator: ".")
                bad = "\(good[0]).\(other[1]).\(good[2])"
            case "unknownThumbprint": bad = try client.assertion(audience: audience, now: rig.now, header: ["x5t#S256": "AAAA"])
            case "noThumbprint": bad = try client.assertion(audience: audience, now: rig.now, header: ["x5t#S256": .null])
            case "algorithmNone": bad = try client.assertion(audience: audience, now: rig.now, header: ["alg": "none"])
            case "wrongAudience": bad = try client.assertion(audience: "https://elsewhere.example", now: rig.now)
            case "wrongSubject": bad = try client.assertion(audience: audience, now: rig.now, claims: ["sub": .string(EmulatorRig.writer)])
            default: bad = try client.assertion(audience: audience, now: rig.now, claims: ["jti": .null])
            }
            let reply = try await rig.requestToken(client.form(bad))
            #expect(reply.status == 401)
            #expect(reply.json["error"] == "invalid_client")
            #expect(reply.json["error_codes"] == [700_027])
        }
    }

    @Test func `Is refused outside its time`() async throws {
        try await Client.run { rig, client, audience in
            let early = try client.assertion(audience: audience, now: rig.now + 3600)
            let late = try client.assertion(audience: audience, now: rig.now - 3600)
            for assertion in [early, late] {
                #expect(try await rig.requestToken(client.form(assertion)).json["error_codes"] == [700_024])
            }
        }
    }
}
