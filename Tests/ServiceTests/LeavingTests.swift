import AuditStores
import AuditTrail
import Curl
import Foundation
import Gatekeeper
import GatekeeperHTTP
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// A service leaves while invitations wait for their turn to Graph.
    @Suite struct Leaving {
        /// How the older process comes to be told to end.
        enum Occasion: CaseIterable {
            case shutdown
            case takeOver
        }

        @Test(arguments: Occasion.allCases) func whoWaitsForATurnWhenItIsToldToEndIsSentInItsTurn(_ occasion: Occasion) async throws {
            let limits = "requests: 4, windowSeconds: 3, waitSeconds: 40"
            try await Self.serving(outbound: limits, drain: "announceSeconds: 0, idleSeconds: 1") { gate, emulator, folder in
                // Twins under a key, a batch, and others by themselves: 13 invitations, four in three seconds.
                let keyed = Ask("twin@fabrikam.example").with("Idempotency-Key", "\"k-1\"")
                let asks = [keyed, keyed, Self.batch(4)] + (0..<8).map { Ask("guest-\($0)@fabrikam.example") }
                let replies = Self.replies(to: asks, from: gate.url, emulator)
                try await Self.untilWaiting(gate, emulator, of: 13)
                let next = try await Self.next(occasion, in: folder, before: emulator, outbound: limits)
                #expect(emulator.record.invitationCount < 13, "somebody still waits")
                let status = await gate.end(by: SIGTERM)
                let said = status == 0 ? "" : await gate.errorText()
                #expect(status == 0, "\(said)")
                for reply in try await replies.value {
                    let text = String(decoding: reply.body, as: UTF8.self)
                    guard reply.status == 200 else {
                        #expect(reply.status == 201, "\(text)")
                        continue
                    }
                    #expect(reply.json?["responses"]?.array?.map { $0["status"]?.integer } == [201, 201, 201, 201], "\(text)")
                }
                #expect(try await replies.value.count { $0.headers["X-Gatekeeper-Replayed"] == "true" } == 1)
                #expect(emulator.record.invitationCount == 13 && emulator.record.requestCount("POST /v1.0/invitations") == 13)
                let tally = try await Self.tally(folder)
                #expect(tally.misshapen.isEmpty && tally.requests == 13 && tally.count(.outcome, result: "created") == 13)
                #expect(await next?.end(by: SIGTERM) ?? 0 == 0)
            }
        }

        @Test(arguments: Occasion.allCases) func whoseWaitIsLongerThanTheBoundIsToldThatNothingWasSent(_ occasion: Occasion) async throws {
            let limits = "requests: 3, windowSeconds: 30, waitSeconds: 60"
            try await Self.serving(outbound: limits, drain: "announceSeconds: 0, idleSeconds: 0, waitSeconds: 1") { gate, emulator, folder in
                let asks = (0..<6).map { Ask("guest-\($0)@fabrikam.example").with("Idempotency-Key", "k-\($0)") }
                let replies = Self.replies(to: asks, from: gate.url, emulator)
                try await Self.untilWaiting(gate, emulator, of: 6)
                let next = try await Self.next(occasion, in: folder, before: emulator, outbound: limits)
                #expect(await gate.end(by: SIGTERM) == 0)
                let answers = try await replies.value
                let held = answers.indices.filter { answers[$0].status == 503 }
                #expect(answers.count { $0.status == 201 } == 3 && held.count == 3)
                let tally = try await Self.tally(folder)
                for index in held {
                    let reply = answers[index]
                    #expect(reply.reason == ReasonCode.draining.rawValue && reply.headers["Retry-After"] == "1")
                    let decision = try #require(reply.decision)
                    let entries = tally.entries[decision] ?? []
                    #expect(entries.map(\.entry.kind) == [.decision, .outcome] && entries.last?.fields.result == "notSent")
                }
                #expect(tally.misshapen.isEmpty && tally.count(.outcome, result: "created") == 3 && emulator.record.invitationCount == 3)
                // Whoever tries again under the same key is sent, by whoever goes on.
                guard let next else { return }
                let again = try await asks[try #require(held.first)].send(to: next.url, emulator)
                #expect(again.status == 201 && again.headers["X-Gatekeeper-Replayed"] == nil)
                #expect(await next.end(by: SIGTERM) == 0)
            }
        }

        @Test func aRequestOnAKeptConnectionMayWaitForItsTurnToo() async throws {
            let limits = "requests: 1, windowSeconds: 4, waitSeconds: 30"
            try await Self.serving(outbound: limits, drain: "announceSeconds: 0, idleSeconds: 8") { gate, emulator, folder in
                let requests = try (0..<2).map { try Ask("guest-\($0)@fabrikam.example").request(to: gate.url, emulator) }
                let (steps, step) = AsyncStream.makeStream(of: Int?.self)
                let goOn = DispatchSemaphore(value: 0)
                let port = gate.servicePort
                Thread.detachNewThread {
                    let connection = KeptConnection(port: port)
                    step.yield(connection.send(requests[0], path: "/v1.0/invitations")?.status)
                    goOn.wait()
                    step.yield(connection.send(requests[1], path: "/v1.0/invitations")?.status)
                    step.finish()
                }
                var answers = steps.makeAsyncIterator()
                #expect(await answers.next() == 201)
                kill(gate.pid, SIGTERM)
                try await gate.expectReadiness(503)
                goOn.signal()
                #expect(await answers.next() == 201)
                #expect(await gate.end(by: SIGTERM) == 0)
                let tally = try await Self.tally(folder)
                #expect(tally.count(.outcome, result: "created") == 2)
            }
        }

        @Test func aPauseByAnotherProcessIsHeardWhileItLeaves() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = HousePlan()
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            (plan.outbound.requests, plan.outbound.windowSeconds, plan.outbound.waitSeconds) = (1, 60, 60)
            let shared = plan
            try await House.with(shared) { second in
                try await House.with(shared) { first in
                    try await first.expectInvited(Ask("ada@fabrikam.example"))
                    async let waiting = first.ask(Ask("eve@fabrikam.example"))
                    while first.assembly.gate.pacing.waiting == 0 { try await Task.sleep(for: .milliseconds(10)) }
                    await first.beginLeaving()
                    while !first.assembly.drain.isBegun { try await Task.sleep(for: .milliseconds(10)) }
                    #expect(first.assembly.gate.pacing.waiting == 1, "it waits on")
                    try await second.assembly.gate.pauseForwarding(CommandRecord(by: "root"))
                    let reply = try await waiting
                    #expect(reply.status == 503 && reply.reason == ReasonCode.forwardingPaused.rawValue)
                }
            }
        }

        // MARK: What the tests share

        private static func serving(
            outbound: String, drain: String, _ body: (GateProcess, GraphEmulator, URL) async throws -> Void
        ) async throws {
            try await GateProcess.beforeEmulator { folder, emulator in
                let gate = try await GateProcess.serve(
                    in: folder, before: emulator, idempotency: "idempotency: {waitSeconds: 20}", drain: drain, outbound: outbound)
                try await body(gate, emulator, folder)
            }
        }

        /// The process that goes on, if there is to be one.
        private static func next(
            _ occasion: Occasion, in folder: URL, before emulator: GraphEmulator, outbound: String
        ) async throws -> GateProcess? {
            guard occasion == .takeOver else { return nil }
            return try await GateProcess.serve(in: folder, before: emulator, outbound: outbound, arguments: ["--take-over"])
        }

        private static func batch(_ count: Int) -> Ask {
            let items = (0..<count).map { number -> JSON in
                [
                    "id": .string("\(number)"), "method": "POST", "url": "/invitations", "headers": ["Content-Type": "application/json"],
                    "body": [
                        "invitedUserEmailAddress": .string("batch-\(number)@fabrikam.example"), "inviteRedirectUrl": "https://myapps.microsoft.com",
                    ],
                ]
            }
            let body: JSON = ["requests": .array(items)]
            return Ask(body: body.bytes()).changed { $0.path = "/v1.0/$batch" }
        }

        /// Asks all at once: the answers in the order of the questions.
        private static func replies(to asks: [Ask], from url: String, _ emulator: GraphEmulator) -> Task<[Reply], any Error> {
            Task {
                try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
                    for (number, ask) in asks.enumerated() { group.addTask { (number, try await ask.send(to: url, emulator)) } }
                    return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
                }
            }
        }

        /// Waits until each of so many invitations has been sent or waits for its turn, and some of them wait.
        private static func untilWaiting(_ gate: GateProcess, _ emulator: GraphEmulator, of count: Int) async throws {
            while true {
                // Counted before, so that none of them is counted twice.
                let sent = emulator.record.invitationCount
                let waiting = try await gate.status()["pacing"]?["waiting"]?.integer ?? 0
                if waiting > 0, Int(waiting) + sent >= count { return }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        private static func tally(_ folder: URL) async throws -> TrailTally {
            try await TrailTally(try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path))
        }
    }
}
