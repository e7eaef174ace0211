import AuditStores
import AuditTrail
import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// What Graph refuses, and what becomes of an invitation when Graph or the way to it fails.
    @Suite struct GraphTrouble {
        private static let ask = Ask("ada@fabrikam.example")
        private static let outcomeUnknown = "OutcomeUnknown"

        private static func disturb(_ house: House, _ effect: Fault.Effect, path: String = "*/invitations") {
            house.emulator.faults.add(Fault(path: path, effect: effect))
        }

        @Test func graphsRefusalGoesBackAsGraphsOwn() async throws {
            try await House.with { house in
                house.emulator.changeTenant { $0.allowInvitesFrom = .none }
                let reply = try await house.expect(Self.ask, is: .sent(403, "Forbidden", .graphRefused, .refused).withoutReason)
                #expect(reply.error?["innerError"]?["source"] == "graph")
                house.emulator.changeTenant {
                    $0.allowInvitesFrom = .everyone
                    $0.domains = .deny(["fabrikam.example"])
                }
                let blocked = try await house.expect(Self.ask, is: .sent(400, nil, .graphRefused, .refused))
                #expect(blocked.error?["code"] == "BadRequest")
                #expect(blocked.error?["message"] == "The domain is on the tenant's own list.")
                house.emulator.changeTenant { $0.domains = .anyDomain }
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func graphsThrottleIsPassedOnInWholeSeconds() async throws {
            try await House.with { house in
                house.emulator.setThrottle(limit: 0)
                let reply = try await house.expect(Self.ask, is: .sent(429, "TooManyRequests", .graphThrottled, .throttled))
                // Graph says a fraction of the five seconds' window.
                #expect((1...5).contains(reply.headers["Retry-After"].flatMap { Int($0) } ?? 0))
                house.emulator.setThrottle(limit: nil)
                // For as long as Graph asked, the gate sends nothing.
                try await house.expect(Self.ask, is: .sent(429, "TooManyRequests", .graphThrottled, .notSent))
                house.clock.skip(seconds: 6)
                try await house.expectInvited(Self.ask)
            }
        }

        @Test(arguments: [
            ("500 unprocessed", Fault.Effect.answer(EmulatorAnswer(status: 500)), 0),
            ("503 unprocessed", .answer(EmulatorAnswer(status: 503, headers: [.init("Retry-After", "1")])), 0),
            ("504 processed", .processThenAnswer(EmulatorAnswer(status: 504)), 1),
            ("reset unprocessed", .reset, 0),
            ("reset processed", .processThenReset, 1),
            ("cut answer", .truncatedBody(bytes: 20), 1),
            ("redirect", .answer(EmulatorAnswer(status: 307, headers: [.init("Location", "/v1.0/invitations")])), 0),
            ("created, but not readable", .processThenAnswer(EmulatorAnswer(status: 201, body: Array("ok".utf8))), 1),
        ])
        func afterForwardingOnlyGraphsWordCounts(_ name: String, _ effect: Fault.Effect, _ made: Int) async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                Self.disturb(house, effect)
                try await house.expect(
                    Self.ask, is: .sent(502, Self.outcomeUnknown, .outcomeUnknown, .unknown, invitations: made))
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 2, "sent once, never again")
                #expect(try await house.trail.inDoubtCount() == 1)
                house.emulator.faults.removeAll()
                // A pause that Graph asked for is over then.
                house.clock.skip(seconds: 2)
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func graphsSilenceIsAnUnknownOutcome() async throws {
            var plan = HousePlan()
            plan.timeoutSeconds = 1
            try await House.with(plan) { house in
                Self.disturb(house, .delayAfter(seconds: 1.5))
                let refused = Refused.sent(502, Self.outcomeUnknown, .outcomeUnknown, .unknown, invitations: 1)
                let reply = try await house.expect(Self.ask, is: refused)
                let entries = try await house.entries(of: try #require(reply.decision))
                #expect(try JSON(parsing: try #require(entries.last).entry.content)["detail"] == "timeout")
                house.emulator.faults.removeAll()
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func aCallerWhoHangsUpLeavesNothingInDoubt() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                Self.disturb(house, .delayAfter(seconds: 0.5))
                let caller = Task { try await house.ask(Self.ask) }
                // Graph has it: now the caller goes.
                while house.emulator.record.invitationCount < 2 { try await Task.sleep(for: .milliseconds(5)) }
                caller.cancel()
                await #expect(throws: CurlError.self) { try await caller.value }
                while try await house.trail.inDoubtCount() > 0 { try await Task.sleep(for: .milliseconds(5)) }
                let tally = try await TrailTally(house.trail)
                #expect(tally.requests == 2 && tally.count(.outcome, result: "created") == 2)
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 2)
            }
        }

        @Test func withoutATokenNothingIsSent() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                // The facts about Ana are known for a minute, so that only sending needs the token.
                house.emulator.revokeGraphTokens()
                Self.disturb(house, .answer(EmulatorAnswer(status: 500)), path: "*/oauth2/v2.0/token")
                let refused = Refused.sent(503, "ServiceUnavailable", .graphUnavailable, .notSent)
                try await house.expect(Self.ask, is: refused)
                #expect(try await house.admin("/readyz").status == 503)
                house.emulator.faults.removeAll()
                house.clock.skip(seconds: 2)
                try await house.expectInvited(Self.ask)
                #expect(try await house.admin("/readyz").status == 200)
            }
        }

        @Test func whileGraphRefusesConnectionsNothingIsSent() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                await house.emulator.stop()
                let refused = Refused.sent(503, "ServiceUnavailable", .graphUnavailable, .notSent)
                try await house.expect(Self.ask, is: refused)
                // Graph is back, with new tokens: the old one is refused once, and nobody notices.
                let port = try #require(house.emulator.baseURL.split(separator: ":").last.flatMap { Int($0) })
                let back = try GraphEmulator(
                    seed: Tenant.seed(), configuration: EmulatorConfiguration(port: port, keys: House.keys))
                try await back.start()
                let reply = try await house.ask(Self.ask)
                #expect(reply.status == 201)
                #expect(back.record.invitationCount == 1)
                await back.stop()
            }
        }

        @Test func aGateThatGraphDoesNotAcceptSaysSo() async throws {
            try await House.with { house in
                try await house.expectInvited(Self.ask)
                Self.disturb(house, .answer(EmulatorAnswer(status: 401)))
                try await house.expect(Self.ask, is: .sent(502, "BadGateway", .graphUnauthorized, .refused))
                house.emulator.faults.removeAll()
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func aFactThatCannotBeLearnedIsNoDenial() async throws {
            try await House.with { house in
                for status in [403, 429, 500, 503] {
                    Self.disturb(house, .answer(EmulatorAnswer(status: status)), path: "*/users/*")
                    try await house.expect(Self.ask, is: .unavailable(.factsUnavailable), "\(status)")
                    house.emulator.faults.removeAll()
                }
                // A deny rule is not skipped for want of a fact.
                Self.disturb(house, .answer(EmulatorAnswer(status: 500)), path: "*/getMemberObjects")
                try await house.expect(Ask("kim@bigfour.example"), is: .unavailable(.factsUnavailable))
                house.emulator.faults.removeAll()
                try await house.expectInvited(Ask("kim@bigfour.example"))
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func aDirectoryThatDoesNotAnswerInTimeIsADeadline() async throws {
            var plan = HousePlan()
            plan.timeoutSeconds = 1
            try await House.with(plan) { house in
                Self.disturb(house, .delayBefore(seconds: 10), path: "*/users/*")
                try await house.expect(
                    Self.ask, is: Refused(status: 504, code: "GatewayTimeout", reason: .deadlineExceeded, entries: [.refusal]))
                house.emulator.faults.removeAll()
                try await house.expectInvited(Self.ask)
            }
        }
    }
}

extension Refused {
    /// Graph's own refusal has Graph's details, not the gate's reason.
    fileprivate var withoutReason: Refused {
        var refused = self
        refused.code = nil
        return refused
    }
}
