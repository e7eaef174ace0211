import AuditStores
import AuditTrail
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import SyslogReceiver
import Testing

extension ServiceTests {
    /// Entries reach the sinks, whatever happens to the gate and to them.
    @Suite struct Sinks {
        private static func emulator() async throws -> GraphEmulator {
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            return emulator
        }

        private static func settings(_ folder: URL, _ receiver: SyslogReceiver) -> [String: String] {
            [
                "GATEKEEPER_AUDIT_SINKS_FILE_PATH": folder.appendingPathComponent("entries.ndjson").path,
                "GATEKEEPER_AUDIT_SINKS_SYSLOG_HOST": "127.0.0.1",
                "GATEKEEPER_AUDIT_SINKS_SYSLOG_PORT": String(receiver.port),
                "GATEKEEPER_AUDIT_SINKS_SYSLOG_TRANSPORT": "tcp",
            ]
        }

        private static func lines(in folder: URL) -> [Int64] {
            guard let data = try? Data(contentsOf: folder.appendingPathComponent("entries.ndjson")) else { return [] }
            return data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON(parsing: Array($0))["id"]?.integer }
        }

        private static func frames(_ receiver: SyslogReceiver) -> [Int64] {
            receiver.messages.compactMap { message in
                guard let start = message.firstIndex(of: UInt8(ascii: "{")) else { return nil }
                return try? JSON(parsing: Array(message[start...]))["id"]?.integer
            }
        }

        /// Every id up to the last, in order but for what was sent again, and not much of that.
        private static func expectWhole(_ ids: [Int64], upTo last: Int64, again: Int) {
            #expect(Set(ids) == Set(1...last))
            #expect(ids.count - Int(last) <= again, "\(ids.count) of \(last)")
            // After a step back everything follows anew, without a gap.
            #expect(zip(ids, ids.dropFirst()).allSatisfy { $1 <= $0 + 1 })
        }

        /// A folder, Graph and a syslog receiver, all of which go with the test.
        private static func with(_ body: (URL, GraphEmulator, SyslogReceiver) async throws -> Void) async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try await emulator()
            let receiver = try SyslogReceiver()
            try await receiver.start()
            do {
                try await body(folder, emulator, receiver)
            } catch {
                Issue.record(error)
            }
            await receiver.stop()
            await emulator.stop()
        }

        @Test func killedInMidStreamTheGateLeavesNoEntryOut() async throws {
            try await Self.with { folder, emulator, receiver in
                let environment = Self.settings(folder, receiver)
                for _ in 0..<2 {
                    let gate = try await GateProcess.serve(in: folder, before: emulator, environment: environment)
                    let (url, script) = (gate.url, try LoadScript(gate: gate.url, emulator))
                    let load = Task { try await LoadResult.run(clients: 50, each: 40, script, emulator) }
                    // Somewhere in the stream: the sinks have begun, and the load has not ended.
                    let before = Self.lines(in: folder).count
                    while Self.lines(in: folder).count < before + 300 { try await Task.sleep(for: .milliseconds(20)) }
                    #expect(await gate.end(by: SIGKILL) == -SIGKILL)
                    #expect(try await load.value.answered.count > 0, "\(url)")
                }
                let gate = try await GateProcess.serve(in: folder, before: emulator, environment: environment)
                #expect(try await Ask("ada@fabrikam.example").send(to: gate.url, emulator).status == 201)
                let reader = try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path)
                let last = try #require(try await reader.query(AuditQuery()).entries.first?.id.number)
                while !Self.lines(in: folder).contains(last) || !Self.frames(receiver).contains(last) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                // The entry that says that it stopped, too.
                #expect(await gate.end(by: SIGTERM) == 0)
                while !Self.frames(receiver).contains(last + 1) { try await Task.sleep(for: .milliseconds(20)) }
                // A page for each kill, and for syslog a connection's last messages for each.
                Self.expectWhole(Self.lines(in: folder), upTo: last + 1, again: 2 * 256)
                Self.expectWhole(Self.frames(receiver), upTo: last + 1, again: 2 * 256)
                #expect(receiver.faults == [])
                let text = try String(contentsOf: folder.appendingPathComponent("entries.ndjson"), encoding: .utf8)
                #expect(text.split(separator: "\n").count == Self.lines(in: folder).count && text.hasSuffix("\n"))
                #expect(!text.contains("ada@fabrikam.example"))
            }
        }

        @Test func whileAReceiverIsAwayTheGateServesAndTheReceiverGetsItAllLater() async throws {
            try await Self.with { folder, emulator, receiver in
                let port = receiver.port
                await receiver.stop()
                var environment = Self.settings(folder, receiver)
                environment["GATEKEEPER_AUDIT_SINKS_SYSLOG_PORT"] = String(port)
                let gate = try await GateProcess.serve(in: folder, before: emulator, environment: environment)
                for number in 0..<20 {
                    #expect(try await Ask("guest-\(number)@fabrikam.example").send(to: gate.url, emulator).status == 201)
                }
                while Self.lines(in: folder).count < 42 { try await Task.sleep(for: .milliseconds(20)) }
                let status = try #require(try await gate.status()["audit"]?["sinks"]?.array?.first { $0["name"] == "syslog" })
                #expect(status["lagEntries"]?.integer == 42 && status["lastFailure"]?["what"]?.string?.contains("cannot connect") == true)
                try await receiver.start(port: port)
                while Self.frames(receiver).count < 42 { try await Task.sleep(for: .milliseconds(20)) }
                Self.expectWhole(Self.frames(receiver), upTo: 42, again: 0)
                #expect(await gate.end(by: SIGTERM) == 0)
            }
        }

        @Test func twoGatesInTurnFeedTheSinksOnce() async throws {
            try await Self.with { folder, emulator, receiver in
                let environment = Self.settings(folder, receiver)
                let old = try await GateProcess.serve(in: folder, before: emulator, environment: environment)
                #expect(try await Ask("ada@fabrikam.example").send(to: old.url, emulator).status == 201)
                while Self.lines(in: folder).count < 4 { try await Task.sleep(for: .milliseconds(20)) }
                var another = environment
                another["GATEKEEPER_CONTROL_SOCKET"] = folder.appendingPathComponent("another.sock").path
                let new = try await GateProcess.serve(in: folder, before: emulator, environment: another)
                #expect(try await Ask("bob@fabrikam.example").send(to: new.url, emulator).status == 201)
                #expect(await old.end(by: SIGTERM) == 0)
                #expect(try await Ask("cyd@fabrikam.example").send(to: new.url, emulator).status == 201)
                while Self.lines(in: folder).count < 11 || Self.frames(receiver).count < 11 { try await Task.sleep(for: .milliseconds(20)) }
                Self.expectWhole(Self.lines(in: folder), upTo: 11, again: 0)
                Self.expectWhole(Self.frames(receiver), upTo: 11, again: 0)
                #expect(await new.end(by: SIGTERM) == 0)
            }
        }
    }
}
