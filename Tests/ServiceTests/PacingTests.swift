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
    /// How invitations leave for Graph: its limits, its pauses, its failures, and what stops them.
    @Suite struct Pacing {
        private static let ask = Ask("ada@fabrikam.example")

        private static func plan(_ change: (inout OutboundLimits) -> Void = { _ in }) -> HousePlan {
            var plan = HousePlan()
            plan.outbound = OutboundLimits()
            change(&plan.outbound)
            return plan
        }

        private static func burst(_ count: Int, at house: House) async throws -> [Reply] {
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for number in 0..<count { group.addTask { try await house.ask(Ask("guest-\(number)@fabrikam.example")) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        @Test func aBurstBeyondGraphsLimitIsPacedAndGraphRefusesNothing() async throws {
            try await House.with(Self.plan { $0.waitingPerInviter = 500 }) { house in
                house.emulator.setThrottle(limit: 150)
                let replies = try await Self.burst(200, at: house)
                #expect(replies.count { $0.status == 201 } == 200)
                #expect(house.emulator.record.invitationCount == 200)
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 200, "none was sent twice")
            }
        }

        /// The twin: the limit is real.
        @Test func theSameWithoutThePaceIsRefusedByGraph() async throws {
            try await House.with { house in
                house.emulator.setThrottle(limit: 20)
                let replies = try await Self.burst(80, at: house)
                #expect(replies.contains { $0.reason == ReasonCode.graphThrottled.rawValue })
                #expect(replies.allSatisfy { $0.status == 201 || $0.status == 429 })
                #expect(house.emulator.record.invitationCount == replies.count { $0.status == 201 })
            }
        }

        @Test func graphsThrottleIsWaitedForWithinTheRequest() async throws {
            try await House.with(Self.plan()) { house in
                let answer = EmulatorAnswer(status: 429, headers: [.init("Retry-After", "2.128")])
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .answer(answer), reach: .next(1)))
                let before = ContinuousClock.now
                try await house.expectInvited(Self.ask)
                #expect(before.duration(to: .now) >= .milliseconds(2_128))
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 2)
                #expect(try await house.metric("gatekeeper_outbound_resends_total", "throttled") == 1)
            }
        }

        @Test func aBreakerAnswersForAGraphThatIsDead() async throws {
            try await House.with { house in
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .reset))
                for _ in 1...5 {
                    try await house.expect(Self.ask, is: .sent(502, "OutcomeUnknown", .outcomeUnknown, .unknown))
                }
                let sent = house.emulator.record.requestCount("POST /v1.0/invitations")
                try await house.expect(Self.ask, is: .sent(503, "ServiceUnavailable", .graphUnavailable, .notSent))
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == sent)
                #expect(try await house.admin("/status").json?["pacing"]?["breakers"]?["invitations"] == "open")
                #expect(try await house.metric("gatekeeper_breaker_open", "invitations") == 1)
                house.emulator.faults.removeAll()
                house.clock.skip(seconds: 7)
                try await house.expectInvited(Self.ask)
                #expect(try await house.metric("gatekeeper_breaker_open", "invitations") == 0)
            }
        }

        @Test func theDaysCeilingIsSharedByProcessesAndIsNoDenial() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan { $0.dailyCeiling = 2 }
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            let shared = plan
            try await House.with(shared) { first in
                try await House.with(shared) { second in
                    try await first.expectInvited(Self.ask)
                    try await second.expectInvited(Self.ask)
                    for house in [first, second] {
                        let full = Refused(status: 429, code: "TooManyRequests", reason: .dailyCeilingReached, entries: [.refusal])
                        let reply = try await house.expect(Self.ask, is: full)
                        let left = 86_400 - house.clock.now.milliseconds / 1_000 % 86_400
                        let told = try #require(reply.headers["Retry-After"].flatMap { Int64($0) })
                        #expect(abs(told - left) <= 2)
                        let ceiling = try await house.admin("/status").json?["pacing"]?["dailyCeiling"]
                        #expect(ceiling?["used"] == 2 && ceiling?["limit"] == 2)
                    }
                    // Two days on, with tokens of that day.
                    first.clock.skip(seconds: 172_800)
                    try await first.expectInvited(Self.ask)
                }
            }
        }

        @Test func aPauseOutlivesARestartAndEndsWithAResumption() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan()
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            let shared = plan
            let paused = Refused.sent(503, "ServiceUnavailable", .forwardingPaused, .notSent)
            try await House.with(shared) { house in
                try await house.assembly.gate.pauseForwarding(CommandRecord(by: "root", why: "an incident"))
                try await house.expect(Self.ask, is: paused)
            }
            try await House.with(shared) { house in
                try await house.expect(Self.ask, is: paused)
                let forwarding = try await house.admin("/status").json?["pacing"]?["forwarding"]
                #expect(forwarding?["state"] == "paused" && forwarding?["by"] == "root" && forwarding?["why"] == "an incident")
                let metrics = String(decoding: try await house.admin("/metrics").body, as: UTF8.self)
                #expect(metrics.contains("\ngatekeeper_forwarding_paused 1\n"))
                try await house.assembly.gate.resumeForwarding(CommandRecord(by: "root"))
                try await house.expectInvited(Self.ask)
            }
            try await House.with(shared) { try await $0.expectInvited(Self.ask) }
        }

        @Test func aSecondProcessSeesAPauseAndAResumptionOfTheFirst() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan()
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            let shared = plan
            try await House.with(shared) { first in
                try await House.with(shared) { second in
                    try await second.expectInvited(Self.ask)
                    try await first.assembly.gate.pauseForwarding(CommandRecord(by: "root"))
                    while second.assembly.gate.forwarding.isOpen { try await Task.sleep(for: .milliseconds(20)) }
                    try await second.expect(Self.ask, is: .sent(503, "ServiceUnavailable", .forwardingPaused, .notSent))
                    try await first.assembly.gate.resumeForwarding(CommandRecord(by: "root"))
                    while !second.assembly.gate.forwarding.isOpen { try await Task.sleep(for: .milliseconds(20)) }
                    try await second.expectInvited(Self.ask)
                }
            }
        }

        @Test func anAnswerToStopAtStopsEverything() async throws {
            let pattern = try #require(AnswerPattern("403 TenantBlocked"))
            try await House.with(Self.plan { $0.guards.stopAt = [pattern] }) { house in
                try await house.expectInvited(Self.ask)
                let body = Array(#"{"error":{"code":"TenantBlocked","message":"suspicious"}}"#.utf8)
                let answer = EmulatorAnswer(status: 403, headers: [.init("Content-Type", "application/json")], body: body)
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .answer(answer), reach: .next(1)))
                #expect(try await house.ask(Self.ask).status == 403)
                try await house.expect(Self.ask, is: .sent(503, "ServiceUnavailable", .forwardingPaused, .notSent))
                let forwarding = try await house.admin("/status").json?["pacing"]?["forwarding"]
                #expect(forwarding?["by"] == "gate" && forwarding?["why"]?.string?.contains("403 TenantBlocked") == true)
                try await house.assembly.gate.resumeForwarding(CommandRecord(by: "root"))
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func aSuspensionOutlivesARestartAndIsTheInvitersAlone() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan { $0.guards.newDomains = 2 }
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            let shared = plan
            let suspended = Refused.sent(403, "InvitationDenied", .inviterSuspended, .notSent)
            try await House.with(shared) { house in
                for name in ["fabrikam", "bigfour"] { try await house.expectInvited(Ask("ada@\(name).example")) }
                #expect(try await house.ask(Ask("ada@woodgrove.example")).reason == ReasonCode.inviterSuspended.rawValue)
                try await house.expect(Self.ask, is: suspended)
            }
            try await House.with(shared) { house in
                try await house.expect(Self.ask, is: suspended)
                try await house.expectInvited(Ask("ada@fabrikam.example", by: .person(Tenant.una)))
                let pacing = try await house.admin("/status").json?["pacing"]
                #expect(pacing?["suspended"] == 1 && pacing?["suspensions"]?.array?.first?["inviter"]?.string == Tenant.ana)
                house.clock.skip(seconds: 3_601)
                try await house.expectInvited(Self.ask)
            }
        }
    }
}
