import AuditStores
import AuditTrail
import Curl
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import Synchronization
import Testing

extension ServiceTests {
    /// What the end of the process leaves behind, wanted or not.
    @Suite struct Crash {
        private static func emulator() async throws -> GraphEmulator {
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            return emulator
        }

        private static func store(in folder: URL) -> String { folder.appendingPathComponent("audit.sqlite").path }

        @Test func killedUnderLoadTheTrailHoldsAllThatWasAnsweredAndShowsTheRestInDoubt() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try await Self.emulator()
            let gate = try await GateProcess.serve(in: folder, before: emulator)
            // Graph made them, and the answer is on its way: the worst moment.
            emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 0.3)))
            let answers = Mutex(0)
            let pid = gate.pid
            let result = try await LoadResult.run(
                clients: 100, each: 20, try LoadScript(gate: gate.url, emulator), emulator
            ) {
                let count = answers.withLock { answers in
                    answers += 1
                    return answers
                }
                if count == 700 { kill(pid, SIGKILL) }
            }
            #expect(await gate.end(by: SIGKILL) == -SIGKILL)
            #expect(result.failed > 0 && result.answered.count >= 700)
            emulator.faults.removeAll()

            let restarted = try await GateProcess.serve(in: folder, before: emulator)
            try await Self.expectNothingLost(result, emulator, in: folder)
            // And it works on, in the same trail, in which one more gate wrote meanwhile.
            let reply = try await Ask("ada@fabrikam.example").send(to: restarted.url, emulator)
            #expect(reply.status == 201)
            #expect(await restarted.end(by: SIGTERM) == 0)
            let verified = try await GateProcess.run(["audit", "verify", "--store", Self.store(in: folder)])
            #expect(verified.status == 0 && verified.output.contains("of 3 writers"), "\(verified.output)")
            await emulator.stop()
        }

        private static func expectNothingLost(_ result: LoadResult, _ emulator: GraphEmulator, in folder: URL) async throws {
            let reader = try SQLiteAuditReader.open(path: store(in: folder))
            let report = try await reader.verify()
            #expect(report.isWhole, "\(report)")
            let tally = try await TrailTally(reader)
            #expect(tally.misshapen.isEmpty)
            for (_, reply) in result.answered where reply.status != 401 {
                let decision = try #require(reply.decision)
                #expect(tally.entries[decision] != nil, "answered \(reply.status), and no entry")
                #expect(reply.status != 201 || tally.hasOutcome(decision), "answered 201, and no outcome")
            }
            let created = tally.count(.outcome, result: "created")
            let inDoubt = tally.entries.filter { $1.first?.fields.result == "approved" && !tally.hasOutcome($0) }
            #expect(!inDoubt.isEmpty, "the load was cut in its middle")
            #expect(created >= result.count(201))
            let made = emulator.record.invitationCount
            #expect((created...created + inDoubt.count).contains(made), "\(created) created, \(inDoubt.count) in doubt, \(made) made")
            try await expectShown(Set(inDoubt.keys), reader, in: folder)
        }

        /// To a program, to a person, and, a while later, on the status page.
        private static func expectShown(_ inDoubt: Set<DecisionID>, _ reader: SQLiteAuditReader, in folder: URL) async throws {
            var query = AuditQuery()
            query.inDoubt = true
            query.limit = 1_000
            #expect(Set(try await reader.query(query).entries.compactMap(\.entry.decision)) == inDoubt)
            #expect(try await reader.inDoubtCount() == inDoubt.count)
            let listed = try await GateProcess.run(
                ["audit", "query", "--store", store(in: folder), "--in-doubt", "--limit", "1000", "--format", "json"])
            let decisions = listed.output.split(separator: "\n").compactMap { line in
                (try? JSON(parsing: Array(line.utf8)))?["decision"]?.string.flatMap { DecisionID($0) }
            }
            #expect(listed.status == 0 && Set(decisions) == inDoubt)
            var plan = HousePlan()
            plan.auditFile = store(in: folder)
            try await House.with(plan) { house in
                house.clock.skip(seconds: 600)
                let status = try #require(try await house.admin("/status").json)
                #expect(status["audit"]?["inDoubt"]?.integer == Int64(inDoubt.count))
            }
        }

        @Test func askedToStopTheGateAnswersWhatIsUnderWay() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try await Self.emulator()
            let gate = try await GateProcess.serve(in: folder, before: emulator)
            emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 1)))
            let url = gate.url
            let reader = try SQLiteAuditReader.open(path: Self.store(in: folder))
            var decisions = AuditQuery()
            decisions.kinds = [.decision]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<50 {
                    group.addTask { try await Ask("guest-\(number)@fabrikam.example").send(to: url, emulator).status }
                }
                // More than go to Graph at once: some wait in the gate.
                while try await reader.query(decisions).entries.count < 50 { try await Task.sleep(for: .milliseconds(5)) }
                async let ended = gate.end(by: SIGTERM)
                let statuses = try await group.reduce(into: []) { $0.append($1) }
                #expect(await ended == 0)
                return statuses
            }
            #expect(statuses == Array(repeating: 201, count: 50))
            #expect(emulator.record.invitationCount == 50)
            #expect(try await reader.verify().isWhole)
            #expect(try await TrailTally(reader).count(.outcome, result: "created") == 50)
            #expect(try await reader.inDoubtCount() == 0)
            let last = try await reader.query(AuditQuery()).entries.first
            #expect(last?.entry.kind == .stopped)
            await emulator.stop()
        }
    }
}
