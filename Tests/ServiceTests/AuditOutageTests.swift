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

        @Test func whileAnotherProcessHoldsTheStoreLockedNothingIsSent() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                // A backup tool that copies the file the wrong way, or a shell with a transaction left open.
                var configuration = Configuration()
                configuration.allowsUnsafeTransactions = true
                let other = try DatabaseQueue(
                    path: house.folder.appendingPathComponent("audit.sqlite").path, configuration: configuration)
                try await Self.hold(other, "BEGIN IMMEDIATE")
                let sent = house.emulator.record.requestCount("POST /v1.0/invitations")
                try await house.expect(Self.ask, is: Self.unavailable)
                #expect(try await house.admin("/readyz").status == 503)
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == sent)
                try await Self.hold(other, "ROLLBACK")
                try other.close()
                try await house.expectInvited(Self.ask)
                try await house.expectReadiness(200)
            }
        }

        private static func hold(_ database: DatabaseQueue, _ sql: String) async throws {
            try await database.writeWithoutTransaction { try $0.execute(sql: sql) }
        }

        @Test func whileTheStoreIsReadOnlyNothingIsSent() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                try await Self.setReadOnly(true, of: house)
                let sent = house.emulator.record.requestCount("POST /v1.0/invitations")
                for ask in [Self.ask, Ask("max@competitor.example"), Ask(text: "{")] {
                    try await house.expect(ask, is: Self.unavailable)
                }
                try await house.expectReadiness(503)
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == sent)
                try await Self.setReadOnly(false, of: house)
                try await house.expectInvited(Self.ask)
                try await house.expectReadiness(200)
            }
        }

        /// SQLite refuses writes then with SQLITE_READONLY, as it does where the file system was remounted.
        private static func setReadOnly(_ isReadOnly: Bool, of house: House) async throws {
            try await house.assembly.store.pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA query_only = \(isReadOnly ? 1 : 0)")
            }
        }

        @Test(.enabled(if: SmallDisk.isPossible, "mounting a small file system needs root"))
        func whileTheFileSystemIsFullNothingIsSentAndWhatIsAnsweredIsInTheTrail() async throws {
            let disk = try await SmallDisk.mount(kilobytes: 2_048)
            do {
                var plan = HousePlan()
                plan.auditFile = disk.folder.appendingPathComponent("audit.sqlite").path
                try await House.with(plan) { house in
                    try await house.expectInvited(Self.ask)
                    let filler = disk.folder.appendingPathComponent("filler")
                    try Self.fill(filler)
                    var reply = try await house.ask(Self.ask)
                    for _ in 0..<200 where reply.status == 201 { reply = try await house.ask(Self.ask) }
                    #expect(reply.status == 503 && reply.reason == "auditUnavailable")
                    let sent = house.emulator.record.requestCount("POST /v1.0/invitations")
                    for ask in [Self.ask, Ask("max@competitor.example"), Ask(text: "{")] {
                        try await house.expect(ask, is: Self.unavailable)
                    }
                    try await house.expectReadiness(503)
                    #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == sent)
                    try FileManager.default.removeItem(at: filler)
                    try await house.expectInvited(Self.ask)
                    try await house.expectReadiness(200)
                    #expect(try await house.trail.verify().isWhole)
                }
            } catch {
                await disk.unmount()
                throw error
            }
            await disk.unmount()
        }

        /// Writes until no byte is left.
        private static func fill(_ file: URL) throws {
            #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
            let handle = try FileHandle(forWritingTo: file)
            for size in [65_536, 4_096, 1] {
                while (try? handle.write(contentsOf: Data(count: size))) != nil {}
            }
            try? handle.close()
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

extension House {
    /// Waits for it: a probe's answer is kept for some seconds.
    fileprivate func expectReadiness(_ status: Int) async throws {
        while try await admin("/readyz").status != status {
            // The probe's seconds are the house's clock's.
            clock.skip(seconds: 6)
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// A file system of a few pages, for one test.
struct SmallDisk {
    let folder: URL

    static var isPossible: Bool {
        getuid() == 0 && (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8))?.contains("\ttmpfs") == true
            && FileManager.default.isExecutableFile(atPath: "/bin/mount")
    }

    static func mount(kilobytes: Int) async throws -> SmallDisk {
        let folder = try Folder.make()
        let run = try Run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=0700", "tmpfs", folder.path])
        let (status, errors) = (await run.ending.value, await run.errorText())
        try #require(status == 0, "mount: \(errors)")
        return SmallDisk(folder: folder)
    }

    func unmount() async {
        if let run = try? Run("/bin/umount", [folder.path]) { _ = await run.ending.value }
        Folder.remove(folder)
    }
}

extension GateProcess {
    func readiness() async throws -> Int {
        let http = try #require(House.http)
        return try await http.exchange(CurlRequest(url: "\(adminURL)/readyz", allowsPlainHTTP: true)).status
    }

    /// Waits for it: a probe's answer is kept for some seconds.
    func expectReadiness(_ status: Int) async throws {
        while try await readiness() != status { try await Task.sleep(for: .milliseconds(200)) }
    }

    /// How large a file the process may write, from now on.
    func limitFiles(toBytes bytes: String) async throws {
        let run = try Run("/usr/bin/env", ["prlimit", "--pid", String(pid), "--fsize=\(bytes):unlimited"])
        let (status, errors) = (await run.ending.value, await run.errorText())
        try #require(status == 0, "prlimit: \(errors)")
    }
}
