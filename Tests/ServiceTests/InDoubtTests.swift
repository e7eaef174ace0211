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
    /// Approved invitations whose outcome was lost are looked up in Graph, settled with what is found, and never sent again.
    @Suite struct InDoubt {
        private static let ask = Ask("ada@fabrikam.example")
        private static let bypass = "b19a5500-7d53-4f1c-8a86-5b1f2c9e3d47"

        /// - Parameter mayReadAudit: whether the gate may read the tenant's audit log.
        private static func plan(mayReadAudit: Bool = true) -> HousePlan {
            var plan = HousePlan()
            plan.timeoutSeconds = 1
            plan.seed.quirks.auditThrottleLimit = nil
            plan.seed.apps.append(
                SeededApp(appID: bypass, name: "bypass", secrets: [.init("b")], permissions: ["User.Invite.All"]))
            if mayReadAudit { plan.seed.apps[0].permissions.insert("AuditLog.Read.All") }
            plan.inDoubt = Settings.InDoubt()
            (plan.inDoubt.pace.roundSeconds, plan.inDoubt.pace.stepSeconds) = (0.02, 0.01)
            (plan.inDoubt.pace.firstPauseSeconds, plan.inDoubt.pace.longestPauseSeconds) = (0.01, 0.05)
            return plan
        }

        /// Sends the invitation into the fault.
        private static func lose(_ house: House, _ effect: Fault.Effect, _ ask: Ask = ask) async throws -> DecisionID {
            let fault = house.emulator.faults.add(Fault(path: "*/invitations", effect: effect))
            let reply = try await house.ask(ask)
            #expect(reply.status == 502)
            house.emulator.faults.remove(fault)
            return try #require(reply.decision)
        }

        /// The entry that the look-up leaves, once it is there.
        private static func settled(_ house: House, _ decision: DecisionID) async throws -> JSON {
            while true {
                let entries = try await house.entries(of: decision)
                #expect(entries.count <= 3)
                if entries.count == 3 { return try JSON(parsing: entries[2].entry.content) }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        /// Nothing is written while the resolver looks again and again.
        private static func expectStillPending(_ house: House, _ decision: DecisionID, looks: Int = 7) async throws {
            let before = house.emulator.record.requestCount("GET /v1.0/users")
            while house.emulator.record.requestCount("GET /v1.0/users") < before + looks { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await house.entries(of: decision).count == 2)
        }

        private static func expectNeverSentAgain(_ house: House, _ requests: Int) {
            #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == requests)
        }

        @Test func processedAndThenCutOffIsCreatedWithTheGuestsID() async throws {
            try await House.with(Self.plan()) { house in
                let decision = try await Self.lose(house, .processThenReset)
                house.clock.skip(seconds: 120)
                let outcome = try await Self.settled(house, decision)
                let made = try #require(house.emulator.record.invitations.last)
                #expect(outcome["outcome"] == "created" && outcome["source"] == "lookup" && outcome["detail"] == "auditRecord")
                #expect(outcome["guest"]?.string == made.invitedUserID && outcome["invitation"]?.string == made.id)
                #expect(try await house.trail.inDoubtCount() == 0)
                Self.expectNeverSentAgain(house, 1)
                #expect(try await house.metric("gatekeeper_in_doubt_settled_total", "created") == 1)
                let status = try #require(try await house.admin("/status").json?["inDoubt"])
                #expect(status["pending"] == 0 && status["unknown"] == 0 && status["lastResult"] == "created")
            }
        }

        @Test func withoutTheAuditLogTheGuestIsEnough() async throws {
            try await House.with(Self.plan(mayReadAudit: false)) { house in
                let decision = try await Self.lose(house, .processThenReset)
                house.clock.skip(seconds: 120)
                let outcome = try await Self.settled(house, decision)
                #expect(outcome["outcome"] == "created" && outcome["detail"] == "guestCreated")
                #expect(outcome["guest"]?.string == house.emulator.userID(address: "ada@fabrikam.example"))
                Self.expectNeverSentAgain(house, 1)
            }
        }

        @Test func cutOffBeforeGraphProcessedItIsNotSentOnceTheLagIsOver() async throws {
            try await House.with(Self.plan()) { house in
                let decision = try await Self.lose(house, .reset)
                house.clock.skip(seconds: 120)
                try await Self.expectStillPending(house, decision)
                #expect(try await house.admin("/status").json?["inDoubt"]?["pending"] == 1)
                house.clock.skip(seconds: 900)
                let outcome = try await Self.settled(house, decision)
                #expect(outcome["outcome"] == "notSent" && outcome["source"] == "lookup")
                #expect(house.emulator.record.invitationCount == 0)
                Self.expectNeverSentAgain(house, 1)
                try await house.expectInvited(Self.ask)
            }
        }

        @Test func aGuestThatSearchesDoNotShowYetIsWaitedFor() async throws {
            var plan = Self.plan()
            (plan.seed.quirks.searchDelaySeconds, plan.seed.quirks.auditDelaySeconds) = (600, 600)
            try await House.with(plan) { house in
                let decision = try await Self.lose(house, .processThenReset)
                house.clock.skip(seconds: 120)
                try await Self.expectStillPending(house, decision)
                house.clock.skip(seconds: 500)
                #expect(try await Self.settled(house, decision)["outcome"] == "created")
                Self.expectNeverSentAgain(house, 1)
            }
        }

        @Test func anAuditLogThatIsForbiddenLeavesItUnknownForGoodAndSaysWhatWasTried() async throws {
            try await House.with(Self.plan(mayReadAudit: false)) { house in
                let decision = try await Self.lose(house, .reset)
                house.clock.skip(seconds: 1_100)
                let outcome = try await Self.settled(house, decision)
                #expect(outcome["outcome"] == "unknown" && outcome["detail"] == "auditNotPermitted")
                #expect(
                    outcome["tried"] == [
                        ["detail": "mail otherMails proxyAddresses", "result": "none", "what": "users"],
                        ["result": "notPermitted", "what": "auditLog"], ["result": "none", "what": "decisions"],
                    ])
                // Left for a person, and not asked about again.
                let status = try #require(try await house.admin("/status").json)
                #expect(status["inDoubt"]?["unknown"] == 1 && status["inDoubt"]?["pending"] == 0 && status["audit"]?["inDoubt"] == 1)
                let looked = house.emulator.record.requestCount("GET /v1.0/users")
                house.clock.skip(seconds: 7_200)
                let second = try await Self.lose(house, .reset, Ask("eve@fabrikam.example"))
                house.clock.skip(seconds: 1_100)
                _ = try await Self.settled(house, second)
                #expect(try await house.entries(of: decision).count == 3)
                #expect(house.emulator.record.requestCount("GET /v1.0/users") > looked)
                Self.expectNeverSentAgain(house, 2)
            }
        }

        @Test func aGuestFromBeforeProvesNothing() async throws {
            try await House.with(Self.plan()) { house in
                try await house.expectInvited(Self.ask)
                house.clock.skip(seconds: 3_600)
                let lost = try await Self.lose(house, .reset)
                house.clock.skip(seconds: 1_100)
                let outcome = try await Self.settled(house, lost)
                #expect(outcome["outcome"] == "unknown" && outcome["detail"] == "userNotOurs")
                // Where Graph did process it, its log has the record.
                house.clock.skip(seconds: 3_600)
                let made = try await Self.lose(house, .processThenReset)
                house.clock.skip(seconds: 120)
                #expect(try await Self.settled(house, made)["outcome"] == "created")
                Self.expectNeverSentAgain(house, 3)
            }
        }

        @Test func aGuestWhomAnotherApplicationInvitedAtTheTimeIsNotOurs() async throws {
            try await House.with(Self.plan()) { house in
                let decision = try await Self.lose(house, .reset)
                try await Self.invitePastTheGate(house)
                house.clock.skip(seconds: 1_100)
                let outcome = try await Self.settled(house, decision)
                #expect(outcome["outcome"] == "unknown" && outcome["detail"] == "ambiguous")
                #expect(outcome["tried"]?.array?[1]["result"] == "others")
                Self.expectNeverSentAgain(house, 2)
            }
        }

        /// As an application with `User.Invite.All` of its own does.
        private static func invitePastTheGate(_ house: House) async throws {
            let http = try #require(House.http)
            func post(_ path: String, _ type: String, _ body: String, _ headers: [(String, String)] = []) async throws -> Reply {
                let request = CurlRequest(
                    method: .post, url: house.emulator.baseURL + path, headers: [("Content-Type", type)] + headers,
                    body: Array(body.utf8), allowsPlainHTTP: true)
                return Reply(try await http.exchange(request))
            }
            let granted = try await post(
                "/\(Tenant.id)/oauth2/v2.0/token", "application/x-www-form-urlencoded",
                "grant_type=client_credentials&client_id=\(bypass)&client_secret=b&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default")
            let token = try #require(granted.json?["access_token"]?.string, "\(String(decoding: granted.body, as: UTF8.self))")
            let body = #"{"invitedUserEmailAddress":"ada@fabrikam.example","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
            let made = try await post("/v1.0/invitations", "application/json", body, [("Authorization", "Bearer \(token)")])
            #expect(made.status == 201)
        }

        @Test func ofTwoInDoubtForOneAddressNeitherIsSettledByOneGuest() async throws {
            try await House.with(Self.plan(mayReadAudit: false)) { house in
                let first = try await Self.lose(house, .processThenReset)
                let second = try await Self.lose(house, .reset)
                house.clock.skip(seconds: 1_100)
                for decision in [first, second] {
                    let outcome = try await Self.settled(house, decision)
                    #expect(outcome["outcome"] == "unknown" && outcome["detail"] == "ambiguous")
                }
                Self.expectNeverSentAgain(house, 2)
            }
        }

        @Test func theAuditLogTellsTwoOfThemApart() async throws {
            try await House.with(Self.plan()) { house in
                let lost = try await Self.lose(house, .processThenReset)
                try await house.expectInvited(Self.ask)
                house.clock.skip(seconds: 120)
                let outcome = try await Self.settled(house, lost)
                #expect(outcome["outcome"] == "created")
                #expect(outcome["invitation"]?.string == house.emulator.record.invitations.first?.id)
            }
        }

        @Test func anErasedInviteeIsNotLookedUp() async throws {
            try await House.with(Self.plan()) { house in
                let decision = try await Self.lose(house, .processThenReset)
                _ = try await house.assembly.store.erase(Erasure(address: "ada@fabrikam.example", by: "dpo", at: house.clock.now))
                house.clock.skip(seconds: 120)
                let outcome = try await Self.settled(house, decision)
                #expect(outcome["outcome"] == "unknown" && outcome["detail"] == "inviteeErased")
                #expect(outcome["tried"] == [["result": "erased", "what": "invitee"]])
                #expect(house.emulator.record.requestCount("GET /v1.0/users") == 0)
            }
        }

        @Test(arguments: [500, 429, 404])
        func whileGraphFailsNothingIsSaidAndAfterwardsItIs(status: Int) async throws {
            for (path, mayReadAudit) in [("*/users", false), ("*/directoryAudits", true)] {
                try await House.with(Self.plan(mayReadAudit: mayReadAudit)) { house in
                    let decision = try await Self.lose(house, .reset)
                    let fault = house.emulator.faults.add(Fault(path: path, effect: .answer(EmulatorAnswer(status: status))))
                    house.clock.skip(seconds: 1_100)
                    try await Self.expectStillPending(house, decision, looks: 3)
                    let report = try #require(try await house.admin("/status").json?["inDoubt"])
                    #expect(report["lastFailure"]?.string?.hasPrefix("Graph answered \(status)") == true)
                    #expect(try await house.admin("/readyz").status == 200)
                    house.emulator.faults.remove(fault)
                    let outcome = try await Self.settled(house, decision)["outcome"]
                    #expect(outcome == (mayReadAudit ? "notSent" : "unknown"))
                    Self.expectNeverSentAgain(house, 1)
                }
            }
        }

        @Test func killedBetweenDecisionAndOutcomeItIsResolvedAtTheNextStart() async throws {
            let clock = TestClock()
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan()
            let emulator = try GraphEmulator(
                seed: plan.seed, configuration: EmulatorConfiguration(clock: clock.emulator, keys: House.keys))
            try await emulator.start()
            let gate = try await GateProcess.serve(in: folder, before: emulator)
            // Graph has made it, and the answer never comes.
            emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 3)))
            let url = gate.url
            let asking = Task { try await Self.ask.send(to: url, emulator) }
            while emulator.record.invitationCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            await gate.end(by: SIGKILL)
            await #expect(throws: CurlError.self) { try await asking.value }
            emulator.faults.removeAll()

            clock.skip(seconds: 600)
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            (plan.clock, plan.emulator) = (clock, emulator)
            try await House.with(plan) { house in
                while try await house.trail.inDoubtCount() > 0 { try await Task.sleep(for: .milliseconds(20)) }
                let tally = try await TrailTally(house.trail)
                #expect(tally.count(.outcome, result: "created") == 1)
                Self.expectNeverSentAgain(house, 1)
            }
            await emulator.stop()
        }

        @Test func twoProcessesThatShareTheTrailSettleItOnce() async throws {
            try await House.with(Self.plan()) { house in
                let decision = try await Self.lose(house, .processThenReset)
                var plan = Self.plan()
                (plan.auditFile, plan.clock, plan.emulator) = (house.assembly.settings.auditFile, house.clock, house.emulator)
                try await House.with(plan) { other in
                    house.clock.skip(seconds: 120)
                    _ = try await Self.settled(house, decision)
                    try await Task.sleep(for: .milliseconds(300))
                    #expect(try await other.entries(of: decision).count == 3)
                }
            }
        }
    }
}
