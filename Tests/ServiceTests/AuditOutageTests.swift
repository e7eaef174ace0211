import AuditTrail
import Curl
import Foundation
import GRDB
import GraphEmulator
import Invitations
import Testing

@testable import AuditStores
@testable import GatekeeperCommand

extension ServiceTests {
    /// No audit, no forward; and no restart once the disk is back.
    @Suite struct AuditOutage {
        private static let ask = Ask("ada@fabrikam.example")
        private static let unavailable = Refused.unavailable(.auditUnavailable, entries: [])

        @Test func whileTheStoreIsFullNothingIsSent() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                // As many pages as there are: SQLite's own limit, which it meets with SQLITE_FULL.
                try await Self.limitPages(of: house, to: 1)
                var reply = try await house.ask(Self.ask)
                for _ in 0..<200 where reply.status == 201 { reply = try await house.ask(Self.ask) }
                let sent = house.emulator.record.requestCount("POST /v1.0/invitations")
                #expect(reply.status == 503 && reply.reason == "auditUnavailable")
                // A denial, too, is told only once it is recorded.
                for ask in [Self.ask, Ask("max@competitor.example"), Ask(text: "{")] {
                    try await house.expect(ask, is: Self.unavailable)
                }
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == sent)
                try await Self.limitPages(of: house, to: 1_000_000)
                try await house.expectInvited(Self.ask)
                try await house.expect(Ask("max@competitor.example"), is: .denied(.domainDenied))
            }
        }

        /// SQLite does not go below the pages in use.
        private static func limitPages(of house: House, to pages: Int) async throws {
            _ = try await house.assembly.store.pool.writeWithoutTransaction { db in
                try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
            }
        }

        @Test func whileTheDiskTakesNothingTheGateIsNotReadyAndSendsNothing() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            let gate = try await GateProcess.serve(in: folder, before: emulator)
            #expect(try await Self.ask.send(to: gate.url, emulator).status == 201)
            #expect(try await gate.readiness() == 200)

            try await gate.limitFiles(toBytes: "1")
            for ask in [Self.ask, Ask("max@competitor.example"), Ask(text: "{")] {
                let reply = try await ask.send(to: gate.url, emulator)
                #expect(reply.status == 503 && reply.reason == "auditUnavailable")
                #expect(reply.headers["Retry-After"] != nil)
            }
            #expect(emulator.record.requestCount("POST /v1.0/invitations") == 1)
            // The probe writes at most every five seconds.
            try await gate.expectReadiness(503)

            try await gate.limitFiles(toBytes: "unlimited")
            #expect(try await Self.ask.send(to: gate.url, emulator).status == 201)
            try await gate.expectReadiness(200)
            #expect(await gate.end(by: SIGTERM) == 0)
            let reader = try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path)
            #expect(try await reader.verify().isWhole)
            #expect(try await TrailTally(reader).requests == 2)
            #expect(emulator.record.invitationCount == 2)
            await emulator.stop()
        }

        @Test func withoutADurableStoreTheGateDoesNotStart() async throws {
            var plan = HousePlan()
            plan.auditFile = "/proc/audit.sqlite"
            await #expect(throws: StartFault.self) {
                try await House.with(plan) { _ in }
            }
        }
    }
}

extension GateProcess {
    fileprivate func readiness() async throws -> Int {
        let http = try #require(House.http)
        return try await http.exchange(CurlRequest(url: "\(adminURL)/readyz", allowsPlainHTTP: true)).status
    }

    /// Waits for it: a probe's answer is kept for some seconds.
    fileprivate func expectReadiness(_ status: Int) async throws {
        while try await readiness() != status { try await Task.sleep(for: .milliseconds(200)) }
    }

    /// How large a file the process may write, from now on.
    fileprivate func limitFiles(toBytes bytes: String) async throws {
        let run = try Run("/usr/bin/env", ["prlimit", "--pid", String(pid), "--fsize=\(bytes):unlimited"])
        let (status, errors) = (await run.ending.value, await run.errorText())
        try #require(status == 0, "prlimit: \(errors)")
    }
}
