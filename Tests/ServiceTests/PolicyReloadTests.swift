import AuditStores
import AuditTrail
import Curl
import Foundation
import Gatekeeper
import GraphEmulator
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// The policy changes while the service runs.
    @Suite struct PolicyReload {
        private static let ask = Ask("ada@fabrikam.example")
        private static let denying = Tenant.policy(deny: "fabrikam.example")
        private static let broken = Tenant.policy().replacing("owner:", with: "ovner:")

        // MARK: The real process

        @Test func hangUpPutsAChangedPolicyInForceAndABrokenOneOnlyInTheReport() async throws {
            try await Self.withProcess(keeping: ", watchSeconds: 0") { gate, emulator, folder in
                #expect(try await Self.ask.send(to: gate.url, emulator).status == 201)
                let first = try await gate.policy()
                let digest = try #require(first["digest"]?.string)
                #expect(gate.said.contains { $0.contains("policy in force") && $0.contains("digest=\(digest)") && $0.contains("name=") })
                // Whole, broken, whole, as first.
                try Self.write(Self.denying, folder)
                kill(gate.pid, SIGHUP)
                let second = try await gate.policy { $0["digest"] != first["digest"] }
                #expect(try await Self.ask.send(to: gate.url, emulator).reason == "domainDenied")
                try Self.write(Self.broken, folder)
                kill(gate.pid, SIGHUP)
                let third = try await gate.policy { $0["lastRejection"] != .null }
                #expect(third["digest"] == second["digest"] && third["lastRejection"]?["faultCount"] == 1)
                #expect(try await Self.ask.send(to: gate.url, emulator).reason == "domainDenied")
                try Self.write(Tenant.policy(), folder)
                kill(gate.pid, SIGHUP)
                let fourth = try await gate.policy { $0["digest"] != second["digest"] }
                #expect(fourth["digest"] == first["digest"] && fourth["lastRejection"] == .null)
                #expect(try await Self.ask.send(to: gate.url, emulator).status == 201)
                #expect(await gate.end(by: SIGTERM) == 0)

                let digests = [first, second, second, fourth].map { $0["digest"]?.string }
                let entries = try await Self.entries(folder)
                // A decision's entry names the policy that the entry before it put in force.
                let told = entries.filter { [.policyLoaded, .decision].contains($0.kind) }.map { $0.content["policy"]?["digest"]?.string }
                #expect(told == [digests[0], digests[0], digests[1], digests[1], digests[1], digests[3], digests[3]])
                #expect(entries.filter { $0.kind == .policyLoaded }.map { $0.content["by"]?.string } == ["start", "SIGHUP", "SIGHUP"])
                let loaded = try #require(entries.last { $0.kind == .policyLoaded }?.content)
                #expect(loaded["previous"] == second["digest"] && loaded["role"] == "active")
                #expect(loaded["fileOwner"]?.string?.isEmpty == false && loaded["changes"]?.array?.isEmpty == false)
                let rejected = entries.filter { $0.kind == .policyRejected }
                #expect(rejected.count == 1 && rejected.first?.content["digestInForce"] == second["digest"])
            }
        }

        @Test func aListFileThatChangesAloneIsSeenByWatching() async throws {
            let list = Tenant.policy(deny: "{file: lists/denied.txt}")
            try await Self.withProcess(keeping: ", watchSeconds: 1") { gate, emulator, folder in
                let first = try await gate.policy()
                try FileManager.default.createDirectory(
                    at: folder.appendingPathComponent("lists"), withIntermediateDirectories: true)
                try Self.write("rival.example\n", folder, "lists/denied.txt")
                try Self.write(list, folder)
                let second = try await gate.policy { $0["digest"] != first["digest"] }
                #expect(try await Self.ask.send(to: gate.url, emulator).status == 201)
                try Self.write("rival.example\nfabrikam.example\n", folder, "lists/denied.txt")
                _ = try await gate.policy { $0["digest"] != second["digest"] }
                #expect(try await Self.ask.send(to: gate.url, emulator).reason == "domainDenied")
                #expect(await gate.end(by: SIGTERM) == 0)
                let entries = try await Self.entries(folder).filter { $0.kind == .policyLoaded }
                #expect(entries.map { $0.content["by"]?.string } == ["start", "file change", "file change"])
            }
        }

        private static func withProcess(
            keeping: String, _ body: (GateProcess, GraphEmulator, URL) async throws -> Void
        ) async throws {
            try await GateProcess.beforeEmulator { folder, emulator in
                try await body(try await GateProcess.serve(in: folder, before: emulator, keeping: keeping), emulator, folder)
            }
        }

        private static func write(_ text: String, _ folder: URL, _ name: String = "policy.yaml") throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
        }

        private static func entries(_ folder: URL) async throws -> [(kind: EntryKind, content: JSON)] {
            let reader = try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path)
            #expect(try await reader.verify().isWhole)
            var query = AuditQuery()
            query.order = .oldestFirst
            return try await reader.query(query).entries.map { ($0.entry.kind, try JSON(parsing: $0.entry.content)) }
        }

        // MARK: In this process

        @Test func aRequestThatWaitsForFactsKeepsThePolicyThatItCameUnder() async throws {
            try await House.with { house in
                let old = house.assembly.policies.current.policy.digest
                house.emulator.faults.add(Fault(path: "*/users/*", effect: .delayBefore(seconds: 2), reach: .next(1)))
                async let waiting = house.ask(Self.ask)
                while house.emulator.record.requestCount("GET /v1.0/users/{id}") == 0 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                try Self.write(Self.denying, house.folder)
                await house.assembly.keeper.reload(by: "SIGHUP")
                let new = house.assembly.policies.current.policy.digest
                #expect(new != old)
                let reply = try await waiting
                #expect(reply.status == 201)
                #expect(try await Self.policyDigest(of: reply, house) == old)
                let next = try await house.expect(Self.ask, is: .denied(.domainDenied))
                #expect(try await Self.policyDigest(of: next, house) == new)
                #expect(try await house.status()["policy"]?["digest"]?.string == new)
                #expect(try await house.metric("gatekeeper_policy_info", new) == 1)
                #expect(try await house.metric("gatekeeper_policy_info") == 1)
            }
        }

        private static func policyDigest(of reply: Reply, _ house: House) async throws -> String? {
            let decision = try #require(reply.decision)
            let entry = try #require(try await house.entries(of: decision).first)
            return try JSON(parsing: entry.entry.content)["policy"]?["digest"]?.string
        }

        @Test(arguments: PolicyAgeLimit.Consequence.allCases)
        func aPolicyThatCannotBeConfirmedForLongWarnsIsNotReadyOrDenies(_ consequence: PolicyAgeLimit.Consequence) async throws {
            var plan = HousePlan()
            plan.keeping.ageLimit = PolicyAgeLimit(seconds: 3_600, consequence: consequence)
            try await House.with(plan) { house in
                // Looked at and whole, a policy is not old.
                house.clock.skip(seconds: 3_500)
                await house.assembly.keeper.look()
                house.clock.skip(seconds: 3_500)
                try await house.expectInvited(Self.ask)
                try await house.expectReady(true)

                try Self.write(Self.broken, house.folder)
                for _ in 0..<2 { await house.assembly.keeper.look() }
                house.clock.skip(seconds: 101)
                try await house.expectReady(consequence == .warn)
                #expect(try await house.status()["policy"]?["tooOld"] == true)
                if consequence == .deny {
                    try await house.expect(Self.ask, is: .unavailable(.policyTooOld))
                    try await house.expect(Ask("max@competitor.example"), is: .unavailable(.policyTooOld))
                    try await house.expect(Ask(body: Self.ask.body, by: .fields([])), is: .unverified(.tokenMissing))
                } else {
                    try await house.expectInvited(Self.ask)
                }

                try Self.write(Tenant.policy(), house.folder)
                for _ in 0..<2 { await house.assembly.keeper.look() }
                try await house.expectInvited(Self.ask)
                try await house.expectReady(true)
            }
        }

        @Test func aCandidateIsReloadedBesideThePolicyInForce() async throws {
            var plan = HousePlan()
            plan.candidate = Self.denying
            try await House.with(plan) { house in
                let before = try await house.status()["policy"]
                #expect(before?["candidate"]?["digest"] != before?["digest"])
                try await house.expectInvited(Self.ask)
                try Self.write(Tenant.policy(deny: "rival.example"), house.folder, "candidate.yaml")
                await house.assembly.keeper.reload(by: "SIGHUP")
                let after = try await house.status()["policy"]
                #expect(after?["candidate"]?["digest"] != before?["candidate"]?["digest"] && after?["digest"] == before?["digest"])
                try Self.write(Self.broken, house.folder, "candidate.yaml")
                await house.assembly.keeper.reload(by: "SIGHUP")
                let last = try await house.status()["policy"]
                #expect(last?["candidate"]?["digest"] == after?["candidate"]?["digest"])
                #expect(last?["candidate"]?["lastRejection"] != .null && last?["lastRejection"] == .null)
                try await house.expectInvited(Self.ask)
                var query = AuditQuery()
                query.order = .oldestFirst
                let entries = try await house.trail.query(query).entries.map(\.entry).filter { [.policyLoaded, .policyRejected].contains($0.kind) }
                let roles = try entries.map { try JSON(parsing: $0.content)["role"]?.string }
                #expect(roles == ["active", "candidate", "candidate", "candidate"])
                #expect(entries.map(\.kind) == [.policyLoaded, .policyLoaded, .policyLoaded, .policyRejected])
            }
        }

        @Test func withoutItsCandidateTheGateDoesNotStart() async throws {
            var plan = HousePlan()
            plan.candidate = Self.broken
            await #expect(throws: StartFault.self) { try await House.with(plan) { _ in } }
            plan.candidate = nil
            plan.keeping.candidateFile = "/nowhere/candidate.yaml"
            await #expect(throws: StartFault.self) { try await House.with(plan) { _ in } }
        }
    }
}

extension GateProcess {
    /// The policy as `/status` tells it, once it is so.
    fileprivate func policy(until isSo: (JSON) -> Bool = { _ in true }) async throws -> JSON {
        let http = try #require(House.http)
        while true {
            let body = try await http.exchange(CurlRequest(url: "\(adminURL)/status", allowsPlainHTTP: true)).body
            let policy = try #require(try JSON(parsing: body)["policy"])
            if isSo(policy) { return policy }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension House {
    fileprivate func status() async throws -> JSON { try #require(try await admin("/status").json) }

    fileprivate func expectReady(_ isReady: Bool, at place: Testing.SourceLocation = #_sourceLocation) async throws {
        #expect(try await admin("/readyz").status == (isReady ? 200 : 503), sourceLocation: place)
    }
}
