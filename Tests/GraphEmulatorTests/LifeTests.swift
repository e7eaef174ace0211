import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import GraphEmulator

@Suite struct `The emulator's life` {
    @Test func `Thousands of concurrent invitations are each answered and recorded once`() async throws {
        try await EmulatorRig.run(SeedChange { $0.quirks.throttleLimit = nil }) { rig in
            let token = try await rig.graphToken()
            let created = try await withThrowingTaskGroup(of: [String].self) { group in
                for client in 0..<50 {
                    group.addTask {
                        var ids: [String] = []
                        for number in 0..<40 {
                            // Half of the addresses are every client's, half its own.
                            let address = number % 2 == 0 ? "shared\(number)@fabrikam.com" : "own\(client)-\(number)@fabrikam.com"
                            let reply = try await rig.invite(address, token: token)
                            ids.append(try #require(reply.json["id"]?.string))
                        }
                        return ids
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let recorded = rig.emulator.record.invitations
            #expect(created.count == 2_000 && Set(created).count == 2_000)
            #expect(Set(recorded.map(\.id)) == Set(created))
            #expect(recorded.filter(\.createdUser).count == 1_020)
            #expect(Set(recorded.map(\.invitedUserID)).count == 1_020)
            #expect(rig.emulator.record.requestCount("POST /v1.0/invitations") == 2_000)
        }
    }

    @Test func `It starts once, and a taken port is an error`() async throws {
        try await EmulatorRig.run { rig in
            await #expect(throws: EmulatorError.alreadyStarted) { try await rig.emulator.start() }
            let port = try #require(URL(string: rig.emulator.baseURL)?.port)
            let second = try GraphEmulator(seed: try EmulatorRig.seed(), configuration: .init(port: port))
            await #expect(throws: EmulatorError.self) { try await second.start() }
            await second.stop()
        }
    }

    @Test func `An unreadable certificate is an error before it starts`() throws {
        var seed = try EmulatorRig.seed()
        seed.apps[0].certificates = ["no certificate"]
        #expect(throws: EmulatorError.certificateUnreadable(app: "gatekeeper")) { try GraphEmulator(seed: seed) }
        #expect(throws: EmulatorError.tlsUnreadable) {
            try GraphEmulator(
                seed: try EmulatorRig.seed(), configuration: .init(tls: .init(certificateChainPEM: "x", privateKeyPEM: "y")))
        }
    }

    @Test func `A path of nobody's is 404, one of Graph's that it does not play says so`() async throws {
        try await EmulatorRig.run { rig in
            #expect(try await rig.send("GET", "/favicon.ico").status == 404)
            let reply = try await rig.send("GET", "/v1.0/groups", ["Authorization": "Bearer \(try await rig.graphToken())"])
            #expect(reply.status == 501 && reply.errorCode == "EmulatorUndocumented")
            #expect(rig.emulator.record.requestCount("other") == 2)
        }
    }

    @Test func `It speaks TLS with the certificate it was given`() async throws {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("emulator") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date(timeIntervalSince1970: 0),
            notValidAfter: Date(timeIntervalSince1970: 4_000_000_000), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                SubjectAlternativeNames([.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))])
            },
            issuerPrivateKey: .init(key))
        let pem = try certificate.serializeAsPEM().pemString
        let emulator = try GraphEmulator(
            seed: try EmulatorRig.seed(),
            configuration: .init(tls: .init(certificateChainPEM: pem, privateKeyPEM: key.pemRepresentation)))
        try await emulator.start()
        let file = FileManager.default.temporaryDirectory.appending(path: "emulator-\(UUID().uuidString).pem")
        try pem.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let url = "\(emulator.baseURL)/\(EmulatorRig.tenant)/v2.0/.well-known/openid-configuration"
        let trusted = try await Curl.run(["--cacert", file.path(), url])
        let distrusted = try await Curl.run([url])
        await emulator.stop()
        #expect(emulator.baseURL.hasPrefix("https://127.0.0.1:"))
        #expect(trusted.exitCode == 0 && trusted.output.contains(#""jwks_uri":"\#(emulator.baseURL)/"#))
        #expect(distrusted.exitCode == 60)
    }

    @Test(.timeLimit(.minutes(1))) func `It stops although a request is being delayed`() async throws {
        let emulator = try GraphEmulator(seed: try EmulatorRig.seed())
        try await emulator.start()
        emulator.faults.add(Fault(path: "*", effect: .delayBefore(seconds: 3_600)))
        let url = "\(emulator.baseURL)/\(EmulatorRig.tenant)/v2.0/.well-known/openid-configuration"
        async let reply = Curl.run(["--fail", url])
        while emulator.record.requestCounts.isEmpty { await Task.yield() }
        await emulator.stop()
        #expect(try await reply.exitCode != 0)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false), ("1.127.0.0", false),
        ("::2", false), (nil, false),
    ])
    func `Only callers on this machine count as such for the control endpoint`(address: String?, isLocal: Bool) {
        #expect(ExchangeReader.isLoopback(address) == isLocal)
    }
}
