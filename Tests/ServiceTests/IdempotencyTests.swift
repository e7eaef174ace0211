import AuditStores
import AuditTrail
import Curl
import Foundation
import Gatekeeper
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// Requests that come again.
    @Suite struct Idempotency {
        private static let ask = Ask("ada@fabrikam.example").with("Idempotency-Key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")

        private static func replies(to ask: Ask, _ count: Int, from urls: [String], _ emulator: GraphEmulator) async throws -> [Reply] {
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for number in 0..<count {
                    let url = urls[number % urls.count]
                    group.addTask { try await ask.send(to: url, emulator) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static func isReplay(_ reply: Reply) -> Bool { reply.headers["X-Gatekeeper-Replayed"] == "true" }

        private static func serving(
            idempotency: String = "", timeoutSeconds: Int = 5, _ body: (URL, GraphEmulator, GateProcess) async throws -> Void
        ) async throws {
            try await GateProcess.beforeEmulator { folder, emulator in
                let gate = try await GateProcess.serve(
                    in: folder, before: emulator, timeoutSeconds: timeoutSeconds, idempotency: idempotency)
                try await body(folder, emulator, gate)
                let report = try await SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path).verify()
                #expect(report.isWhole, "\(report)")
            }
        }

        @Test func twinsAtOnceAreOneInvitation() async throws {
            try await House.with { house in
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 0.5)))
                let replies = try await Self.replies(to: Self.ask, 20, from: [house.url], house.emulator)
                #expect(replies.allSatisfy { $0.status == 201 })
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 1)
                #expect(Set(replies.map(\.body)).count == 1 && Set(replies.map(\.decision)).count == 1)
                #expect(replies.count { !Self.isReplay($0) } == 1)
                // Each has its own request id, and its own entry.
                let requests = Set(replies.compactMap { $0.headers["request-id"] })
                let decision = try #require(replies.first?.decision)
                let entries = try await house.entries(of: decision)
                #expect(entries.map(\.entry.kind).count { $0 == .replayed } == 19)
                let told = try entries.compactMap { try JSON(parsing: $0.entry.content)["request"]?["requestID"]?.string }
                #expect(Set(told) == requests && requests.count == 20)
                #expect(try await house.metric("gatekeeper_replays_total", "\"created\"") == 19)
            }
        }

        @Test func aClientThatGivesUpWaitingAndRepeatsItsRequestIsAnsweredAndItIsSentOnce() async throws {
            try await House.with { house in
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 2.5), reach: .next(1)))
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                // Its first try is cut off after a second; it is repeated, with the same key, while the first is under way.
                let curl = try Run(
                    "/usr/bin/env",
                    [
                        "curl", "-s", "--max-time", "1", "--retry", "5", "--retry-delay", "1", "-w",
                        "\\n%{http_code} %header{x-gatekeeper-replayed}\\n",
                        "-H", "Authorization: Bearer \(token)", "-H", "Content-Type: application/json", "-H", "Idempotency-Key: \"one\"",
                        "-d", #"{"invitedUserEmailAddress":"ada@fabrikam.example","inviteRedirectUrl":"https://myapps.microsoft.com"}"#,
                        "\(house.url)/v1.0/invitations",
                    ])
                let output = await curl.outputText()
                #expect(await curl.ending.value == 0)
                #expect(output.contains("\n201 true"), "\(output)")
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 1)
                #expect(house.emulator.record.invitationCount == 1)
            }
        }

        @Test func theReceiptIsWhatVerifyExpects() async throws {
            try await House.with { house in
                let replies = [
                    try await house.ask(Self.ask), try await house.ask(Self.ask), try await house.ask(Ask("max@competitor.example")),
                    try await house.ask(Ask(text: "{")), try await house.ask(Ask("eve@fabrikam.example").changed { $0.path = "/v1/decisions" }),
                ]
                #expect(replies.map(\.status) == [201, 201, 403, 400, 200])
                #expect(replies[0].headers["X-Gatekeeper-Receipt"] == replies[1].headers["X-Gatekeeper-Receipt"])
                for reply in replies {
                    let receipt = try #require(reply.headers["X-Gatekeeper-Receipt"])
                    let decision = try #require(reply.decision)
                    let first = try #require(try await house.entries(of: decision).first)
                    #expect(receipt == "\(first.entry.writer) \(first.entry.sequence) \(first.entry.hash)")
                    let verified = try await GateProcess.run(
                        ["audit", "verify", "--store", house.assembly.settings.auditFile, "--expect", receipt])
                    #expect(verified.status == 0, "\(verified.output)")
                    if let error = reply.error { #expect(error["innerError"]?["audit-entry"]?.string == first.id.description) }
                }
                let stranger = try await house.ask(Ask("ada@fabrikam.example", by: .fields([])))
                #expect(stranger.status == 401 && stranger.headers["X-Gatekeeper-Receipt"] == nil)
            }
        }

        @Test func anotherRequestUnderTheKeyIs422() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                let other = Ask("eve@fabrikam.example").with("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324")
                try await house.expect(
                    other, is: Refused(status: 422, code: "UnprocessableEntity", reason: .idempotencyKeyReused, entries: [.refusal]))
                try await house.expectInvited(Ask("eve@fabrikam.example").with("Idempotency-Key", "another"))
            }
        }

        @Test func aHeaderThatHoldsNoKeyIsRefused() async throws {
            try await House.with { house in
                for value in ["\"a", "\"a\"; b=c", "a b"] {
                    let ask = Ask("ada@fabrikam.example").with("Idempotency-Key", value)
                    try await house.expect(ask, is: .malformed(.headerInvalid))
                }
                try await house.expect(Self.ask.with("Idempotency-Key", "\"b\""), is: .malformed(.headerInvalid))
                for value in ["yes", "TRUE", "1"] {
                    let ask = Ask("ada@fabrikam.example").with("X-Gatekeeper-Resend", value)
                    try await house.expect(ask, is: .malformed(.headerInvalid))
                }
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func whatGraphRefusedIsToldAgainAndWhatWasThrottledIsSentAgain() async throws {
            try await House.with { house in
                house.emulator.changeTenant { $0.domains = .deny(["fabrikam.example"]) }
                let first = try await house.ask(Self.ask)
                house.emulator.changeTenant { $0.domains = .anyDomain }
                let again = try await house.ask(Self.ask)
                #expect(first.status == 400 && again.status == 400 && Self.isReplay(again) && !Self.isReplay(first))
                #expect(again.error?["message"] == "The domain is on the tenant's own list." && again.decision == first.decision)
                #expect(house.emulator.record.invitationCount == 0)

                let other = Ask("eve@fabrikam.example").with("Idempotency-Key", "throttled")
                house.emulator.setThrottle(limit: 0)
                #expect(try await house.ask(other).status == 429)
                house.emulator.setThrottle(limit: nil)
                house.clock.skip(seconds: 6)
                try await house.expectInvited(other)
            }
        }

        @Test func aTwinOfWhatIsInDoubtIsToldSo() async throws {
            try await House.with { house in
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .processThenReset))
                let first = try await house.ask(Self.ask)
                house.emulator.faults.removeAll()
                #expect(first.status == 502)
                let twin = try await house.ask(Self.ask)
                #expect(twin.status == 409 && twin.reason == ReasonCode.inDoubt.rawValue && !Self.isReplay(twin))
                #expect(twin.error?["code"] == "Conflict" && twin.decision == first.decision)
                #expect(house.emulator.record.invitationCount == 1)

                // What a look-up finds ends the doubt.
                let decision = try #require(first.decision)
                let guest = try #require(house.emulator.record.invitations.last?.invitedUserID)
                _ = try await house.assembly.store.append(
                    .outcome(
                        OutcomeRecord(
                            decision: decision, time: house.clock.world.now(), outcome: .created, source: .lookup,
                            guest: ObjectID(guest))))
                let told = try await house.ask(Self.ask)
                #expect(told.status == 409 && told.reason == ReasonCode.alreadyCreated.rawValue && Self.isReplay(told))
                #expect(told.error?["innerError"]?["guest-id"]?.string == guest)
                #expect(house.emulator.record.invitationCount == 1)
            }
        }

        @Test func doublesWithinTheWindowAreOneInvitationUnlessMeant() async throws {
            var plan = HousePlan()
            plan.idempotency.duplicateWindowSeconds = 30
            try await House.with(plan) { house in
                let ask = Ask("ada@fabrikam.example")
                try await house.expectInvited(ask)
                #expect(Self.isReplay(try await house.ask(ask)))
                #expect(!Self.isReplay(try await house.ask(ask.with("X-Gatekeeper-Resend", "true"))))
                house.clock.skip(seconds: 30)
                #expect(!Self.isReplay(try await house.ask(ask)))
                #expect(house.emulator.record.invitationCount == 3)
            }
        }

        @Test func twoProcessesOnOneStoreSendItOnceAndTheKeyFileLastsBeyondThem() async throws {
            let key = "idempotency: {keyFile: replies.key}"
            try await Self.serving { folder, emulator, plain in
                await plain.end(by: SIGTERM)
                try Data(repeating: 9, count: 32).write(to: folder.appendingPathComponent("replies.key"))
                let gates = [
                    try await GateProcess.serve(in: folder, before: emulator, idempotency: key),
                    try await GateProcess.serve(
                        in: folder, before: emulator, idempotency: key,
                        environment: ["GATEKEEPER_CONTROL_SOCKET": folder.appendingPathComponent("other.sock").path]),
                ]
                emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 0.5)))
                let replies = try await Self.replies(to: Self.ask, 20, from: gates.map(\.url), emulator)
                #expect(replies.allSatisfy { $0.status == 201 } && Set(replies.map(\.body)).count == 1)
                #expect(emulator.record.requestCount("POST /v1.0/invitations") == 1)
                emulator.faults.removeAll()
                for gate in gates { await gate.end(by: SIGKILL) }

                let restarted = try await GateProcess.serve(in: folder, before: emulator, idempotency: key)
                let again = try await Self.ask.send(to: restarted.url, emulator)
                #expect(again.status == 201 && Self.isReplay(again) && again.body == replies.first?.body)
                await restarted.end(by: SIGTERM)
                // Without the key it is still not sent.
                let keyless = try await GateProcess.serve(in: folder, before: emulator)
                let told = try await Self.ask.send(to: keyless.url, emulator)
                #expect(told.status == 409 && told.reason == "alreadyCreated")
                #expect(emulator.record.invitationCount == 1)
                await keyless.end(by: SIGTERM)
                try Self.expectNoRedeemURL(in: folder, replies.first)
            }
        }

        private static func expectNoRedeemURL(in folder: URL, _ reply: Reply?) throws {
            let url = try #require(reply?.json?["inviteRedeemUrl"]?.string)
            let secret = Data(url.utf8.suffix(24))
            #expect(reply.map { Data($0.body).range(of: secret) != nil } == true)
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !name.hasSuffix(".sock") {
                let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
                #expect(bytes.range(of: secret) == nil, "\(name)")
            }
        }

        @Test func afterAKillBetweenDecisionAndOutcomeATwinIsInDoubtAndNothingIsSent() async throws {
            try await Self.serving(idempotency: "idempotency: {waitSeconds: 1}") { folder, emulator, gate in
                emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 30)))
                let url = gate.url
                let lost = Task { try? await Self.ask.send(to: url, emulator) }
                while emulator.record.invitationCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
                await gate.end(by: SIGKILL)
                #expect(await lost.value == nil)
                emulator.faults.removeAll()

                let restarted = try await GateProcess.serve(
                    in: folder, before: emulator, idempotency: "idempotency: {waitSeconds: 1}")
                let twin = try await Self.ask.send(to: restarted.url, emulator)
                #expect(twin.status == 409 && twin.reason == ReasonCode.inDoubt.rawValue)
                #expect(emulator.record.requestCount("POST /v1.0/invitations") == 1)
                var query = AuditQuery()
                query.inDoubt = true
                let reader = try SQLiteAuditReader.open(path: folder.appendingPathComponent("audit.sqlite").path)
                #expect(try await reader.query(query).entries.first?.entry.decision == twin.decision)
                // Another request is not held up by it.
                #expect(try await Ask("eve@fabrikam.example").send(to: restarted.url, emulator).status == 201)
                await restarted.end(by: SIGTERM)
            }
        }
    }
}
