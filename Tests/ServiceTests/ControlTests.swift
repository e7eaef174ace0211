import AuditStores
import AuditTrail
import Curl
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// Commands to the running service over its Unix socket.
    @Suite struct Control {
        @Test func aReloadTellsWhatCameOfItAndIsRecordedWithWhoAskedForItAndWhy() async throws {
            try await Self.withGate { gate, emulator, folder in
                let ask = Ask("ada@fabrikam.example")
                #expect(try await ask.send(to: gate.url, emulator).status == 201)
                try Self.write(Tenant.policy(deny: "fabrikam.example"), folder)
                let loaded = try await Self.command(["reload", "--why", "ticket SEC-1"], folder)
                #expect(loaded.status == 0 && loaded.output.contains("policy: loaded"), "\(loaded)")
                #expect(try await ask.send(to: gate.url, emulator).reason == "domainDenied")
                let unchanged = try await Self.command(["reload", "--format", "json"], folder)
                #expect(unchanged.status == 0 && unchanged.output.contains(#""result": "unchanged""#), "\(unchanged)")
                try Self.write("version: 1\nnonsense: true\n", folder)
                let rejected = try await Self.command(["reload"], folder)
                #expect(rejected.status == 3, "\(rejected)")
                #expect(try await ask.send(to: gate.url, emulator).reason == "domainDenied")
                #expect(await gate.end(by: SIGTERM) == 0)

                let who = "uid \(getuid())"
                let entries = try await Self.entries(folder)
                let reloads = entries.filter { $0.kind == .reloaded }
                #expect(reloads.count == 3 && reloads.allSatisfy { $0.content["by"]?.string?.hasPrefix(who) == true })
                #expect(reloads.map { $0.content["why"]?.string } == ["ticket SEC-1", nil, nil])
                let loads = entries.filter { $0.kind == .policyLoaded }.compactMap { $0.content["by"]?.string }
                #expect(loads.count == 2 && loads[1].hasPrefix(who))
                #expect(entries.first { $0.kind == .policyRejected }?.content["by"]?.string?.hasPrefix(who) == true)
            }
        }

        @Test func oneInvitersSuspensionIsLiftedAndAnothersHolds() async throws {
            try await Self.withGate { gate, emulator, folder in
                let (anas, idas) = (Ask("ada@fabrikam.example"), Ask("eve@fabrikam.example", by: .person(Tenant.ida)))
                for inviter in [Tenant.ana, Tenant.ida] {
                    #expect(try await Self.command(["pause", "--inviter", inviter, "--for", "2h", "--why", "INC-7 \u{202E}"], folder).status == 0)
                }
                for ask in [anas, idas] { #expect(try await ask.send(to: gate.url, emulator).reason == "inviterSuspended") }
                let shown = try JSON(parsing: Array(try await Self.command(["status", "--format", "json"], folder).output.utf8))["pacing"]
                let suspensions = try #require(shown?["suspensions"]?.array)
                #expect(shown?["suspended"] == 2 && Set(suspensions.compactMap { $0["inviter"]?.string }) == [Tenant.ana, Tenant.ida])
                for suspension in suspensions {
                    let times = ["since", "until"].compactMap { suspension[$0]?.string.flatMap { Timestamp($0) } }
                    #expect(times.count == 2 && times[1].milliseconds(since: times[0]) <= 7_200_000 && times[0] < times[1])
                    #expect(suspension["why"] == "INC-7 \u{202E}" && suspension["by"]?.string?.hasPrefix("uid \(getuid())") == true)
                }
                #expect(try await Self.command(["status"], folder).output.contains(#"INC-7 \u{202e}"#))

                #expect(try await Self.command(["resume", "--inviter", Tenant.ana, "--why", "it was she"], folder).status == 0)
                #expect(try await anas.send(to: gate.url, emulator).status == 201)
                #expect(try await idas.send(to: gate.url, emulator).reason == "inviterSuspended")
                // Neither she, who is free again, nor somebody whom nobody knows.
                for inviter in [Tenant.ana, Tenant.nobody] {
                    let socket = Self.socket(folder)
                    let refused = try Run(GateProcess.program.path, ["resume", "--inviter", inviter, "--socket", socket])
                    let said = await refused.errorText()
                    #expect(await refused.ending.value == 1)
                    #expect(said.contains("\(inviter) is not suspended"), "\(said)")
                }
                #expect(await gate.end(by: SIGTERM) == 0)
                let entries = try await Self.entries(folder).filter { $0.kind == .paused || $0.kind == .resumed }
                #expect(entries.map(\.kind) == [.paused, .paused, .resumed])
                #expect(entries.map { $0.content["inviter"]?.string } == [Tenant.ana, Tenant.ida, Tenant.ana])
                #expect(entries.allSatisfy { $0.content["by"]?.string?.hasPrefix("uid \(getuid())") == true })
                #expect(entries.last?.content["why"] == "it was she")
            }
        }

        @Test func whatCannotBeRecordedIsNotDone() async throws {
            try await Self.withGate { gate, emulator, folder in
                try Self.write(Tenant.policy(deny: "fabrikam.example"), folder)
                try await gate.limitFiles(toBytes: "1")
                let failed = try await Self.command(["reload"], folder)
                #expect(failed.status == 4, "\(failed)")
                try await gate.limitFiles(toBytes: "unlimited")
                #expect(try await Ask("ada@fabrikam.example").send(to: gate.url, emulator).status == 201)
                #expect(try await Self.command(["reload"], folder).status == 0)
                #expect(try await Ask("ada@fabrikam.example").send(to: gate.url, emulator).reason == "domainDenied")
                #expect(await gate.end(by: SIGTERM) == 0)
            }
        }

        @Test func theStatusIsShownForPeopleAndForPrograms() async throws {
            try await Self.withGate { gate, _, folder in
                let text = try await Self.command(["status"], folder)
                #expect(text.status == 0 && text.output.contains("policy.name") && text.output.contains("contoso-service-tests"))
                let json = try JSON(parsing: Array(try await Self.command(["status", "--format", "json"], folder).output.utf8))
                #expect(json["ready"] == true && json["policy"]?["name"] == "contoso-service-tests")
                let mode = try FileManager.default.attributesOfItem(atPath: Self.socket(folder))[.posixPermissions] as? Int
                #expect(mode == 0o600)
                #expect(await gate.end(by: SIGTERM) == 0)
                let gone = try await Self.command(["status"], folder)
                #expect(gone.status == 4)
            }
        }

        private static func socket(_ folder: URL) -> String { folder.appendingPathComponent("control.sock").path }

        private static func command(_ arguments: [String], _ folder: URL) async throws -> (status: Int32, output: String) {
            try await GateProcess.run(arguments + ["--settings", folder.appendingPathComponent("gatekeeper.yaml").path])
        }

        private static func write(_ policy: String, _ folder: URL) throws {
            try Data(policy.utf8).write(to: folder.appendingPathComponent("policy.yaml"))
        }

        private static func entries(_ folder: URL) async throws -> [(kind: EntryKind, content: JSON)] {
            var query = AuditQuery()
            query.order = .oldestFirst
            let reader = try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path)
            return try await reader.query(query).entries.map { ($0.entry.kind, try JSON(parsing: $0.entry.content)) }
        }

        private static func withGate(_ body: (GateProcess, GraphEmulator, URL) async throws -> Void) async throws {
            try await GateProcess.beforeEmulator { folder, emulator in
                try await body(try await GateProcess.serve(in: folder, before: emulator, keeping: ", watchSeconds: 0"), emulator, folder)
            }
        }
    }

    /// From the process's start to its first request, and from the signal to its end.
    @Suite struct StartAndStop {
        @Test func connectionsAreRefusedUntilThereAreKeysAndATokenAndThenTaken() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            for path in ["*/openid-configuration", "*/token"] {
                emulator.faults.add(Fault(path: path, effect: .answer(EmulatorAnswer(status: 500))))
            }
            let starting = try GateProcess.start(in: folder, before: emulator)
            let said = await starting.errors.first { $0.contains("not serving yet") }
            #expect(said?.contains("signing keys") == true && said?.contains("token") == true, "\(said ?? "")")
            emulator.faults.removeAll()
            let gate = try await GateProcess.listening(starting)
            #expect(try await Ask("ada@fabrikam.example").send(to: gate.url, emulator).status == 201)
            #expect(await gate.end(by: SIGTERM) == 0)
            await emulator.stop()
        }

        @Test func aServiceThatIsStillWaitingEndsInGoodOrder() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            emulator.faults.add(Fault(path: "*/openid-configuration", effect: .answer(EmulatorAnswer(status: 500))))
            let starting = try GateProcess.start(in: folder, before: emulator)
            _ = await starting.errors.first { $0.contains("not serving yet") }
            kill(starting.pid, SIGTERM)
            #expect(await starting.ending.value == 0)
            let verified = try await GateProcess.run(["audit", "verify", "--store", folder.appendingPathComponent("audit.sqlite").path])
            #expect(verified.status == 0)
            await emulator.stop()
        }

        @Test func whileItIsLeavingItIsNotReadyAndServesAllTheSame() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            let gate = try await GateProcess.serve(in: folder, before: emulator, drain: "announceSeconds: 4, idleSeconds: 1")
            #expect(try await gate.readiness() == 200)
            kill(gate.pid, SIGTERM)
            try await gate.expectReadiness(503)
            // Announced, and not yet closed to anybody.
            let reply = try await Ask("ada@fabrikam.example").send(to: gate.url, emulator)
            #expect(reply.status == 201 && reply.headers["Connection"] == "close")
            #expect(await gate.end(by: SIGTERM) == 0)
            await emulator.stop()
        }
    }
}
