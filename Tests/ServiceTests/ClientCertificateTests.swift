import Foundation
import GraphEmulator
import Invitations
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// The gate proves itself to Entra with a certificate, made as an operator makes one.
    @Suite struct ClientCertificates {
        private struct Files {
            let folder: URL

            /// `gate.key`, `gate.pem` and `gate.pfx`.
            init(in folder: URL) async throws {
                self.folder = folder
                try Data("a password\n".utf8).write(to: folder.appendingPathComponent("password"))
                try await openssl(
                    "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", path("gate.key"), "-out", path("gate.pem"),
                    "-days", "2", "-subj", "/CN=invitation gatekeeper")
                try await openssl(
                    "pkcs12", "-export", "-inkey", path("gate.key"), "-in", path("gate.pem"), "-out", path("gate.pfx"),
                    "-passout", "file:\(path("password"))")
            }

            func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

            var certificate: String { get throws { try String(contentsOfFile: path("gate.pem"), encoding: .utf8) } }

            private func openssl(_ arguments: String...) async throws {
                let run = try Run("/usr/bin/env", ["openssl"] + arguments)
                let status = await run.ending.value
                let errors = await run.errorText()
                try #require(status == 0, "openssl \(arguments[0]): \(errors)")
            }
        }

        /// Two certificates with the same name: only its key tells one from the other.
        private static func with(_ body: (_ ours: Files, _ another: Files) async throws -> Void) async throws {
            let (first, second) = (try Folder.make(), try Folder.make())
            defer {
                Folder.remove(first)
                Folder.remove(second)
            }
            try await body(try await Files(in: first), try await Files(in: second))
        }

        @Test func aRegisteredCertificateIsAcceptedFromPEMAndFromPFX() async throws {
            try await Self.with { ours, _ in
                let credentials: [Settings.Credential] = [
                    .pem(certificateFile: ours.path("gate.pem"), privateKeyFile: ours.path("gate.key")),
                    .pfx(file: ours.path("gate.pfx"), passwordFile: ours.path("password")),
                ]
                for credential in credentials {
                    var plan = HousePlan()
                    plan.seed = Tenant.seed(certificates: [try ours.certificate])
                    plan.credential = credential
                    try await House.with(plan) { house in
                        try await house.expectInvited(Ask("ada@fabrikam.example"))
                        #expect(try await house.admin("/readyz").status == 200)
                    }
                }
            }
        }

        @Test func withAnotherCertificateTheGateIsNotReadyAndDoesNotServe() async throws {
            try await Self.with { ours, another in
                var plan = HousePlan()
                plan.seed = Tenant.seed(certificates: [try ours.certificate])
                plan.credential = .pem(certificateFile: another.path("gate.pem"), privateKeyFile: another.path("gate.key"))
                try await House.withoutServing(plan) { assembly, emulator in
                    let reasons = await assembly.vitals.notReadyBecause()
                    #expect(reasons.contains { $0.contains("no Graph token") && $0.contains("AADSTS") }, "\(reasons)")
                    #expect(emulator.record.requestCount("POST /v1.0/invitations") == 0)
                }
            }
        }
    }
}
