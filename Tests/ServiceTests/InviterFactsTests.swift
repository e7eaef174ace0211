import AuditTrail
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// What the gate knows of an inviter: from the token where that says it, from Graph where not.
    @Suite struct InviterFacts {
        private static let address = "ada@fabrikam.example"

        private static let tokenWithFacts: TokenDraft = {
            var draft = Tenant.portalToken
            draft.includesDirectoryRoles = true
            draft.includesGroups = true
            draft.includesAccountType = true
            return draft
        }()

        /// Rules by group (nested), directory role and app role, each with one who fulfils it and one who does not.
        private static let rules: [(address: String, holder: String, other: String)] = [
            ("sue@supplier.example", Tenant.fay, Tenant.ana),
            ("sue@auditor.example", Tenant.una, Tenant.ana),
            ("sue@celebrity.example", Tenant.viv, Tenant.ana),
        ]

        @Test func rulesHoldByFactsFromGraph() async throws {
            try await House.with { house in
                for (address, holder, other) in Self.rules {
                    try await house.expect(Ask(address, by: .person(other)), is: .denied(.noRuleAllows), "\(address)")
                    let reply = try await house.expectInvited(Ask(address, by: .person(holder)), "\(address)")
                    let sources = try await Self.sources(of: reply, house)
                    #expect(sources["enabled"] == "graph" && sources["userKind"] == "graph", "\(address)")
                }
                // In the name of somebody, by a bot: there is no token to look into.
                try await house.expectInvited(.bot("sue@supplier.example", naming: Tenant.fay))
                try await house.expectInvited(.bot("sue@celebrity.example", naming: Tenant.viv))
            }
        }

        /// A claim of groups can be filtered; only the operator knows whether it is.
        @Test(arguments: [false, true])
        func rulesHoldByFactsOfTheTokenWithoutAskingGraphForThem(_ groupsClaimIsComplete: Bool) async throws {
            var plan = HousePlan()
            plan.groupsClaimIsComplete = groupsClaimIsComplete
            try await House.with(plan) { house in
                for (address, holder, other) in Self.rules.prefix(2) {
                    let token = Self.tokenWithFacts
                    try await house.expect(Ask(address, by: .person(other, token)), is: .denied(.noRuleAllows), "\(address)")
                    let reply = try await house.expectInvited(Ask(address, by: .person(holder, token)), "\(address)")
                    // Whether the account is enabled no token says.
                    #expect(try await Self.sources(of: reply, house)["enabled"] == "graph", "\(address)")
                }
                let asked = house.emulator.record.requestCounts.keys
                #expect(!asked.contains { $0.contains("directoryRole") })
                #expect(asked.contains { $0.contains("getMemberObjects") } != groupsClaimIsComplete)
            }
        }

        /// The directory's word on each fact of a decision.
        private static func sources(of reply: Reply, _ house: House) async throws -> [String: String] {
            let decision = try #require(reply.decision)
            let entry = try #require(try await house.entries(of: decision).first)
            let facts = try JSON(parsing: entry.entry.content)["facts"]?.array ?? []
            return facts.reduce(into: [:]) { sources, fact in
                if let name = fact["fact"]?.string { sources[name] = fact["source"]?.string }
            }
        }

        @Test func whoIsDisabledMeanwhileIsRefusedWithinAMinute() async throws {
            try await House.with { house in
                try await house.expectInvited(Ask(Self.address))
                try house.emulator.setAccountEnabled(false, user: Tenant.ana)
                house.clock.skip(seconds: 61)
                try await house.expect(Ask(Self.address), is: .denied(.inviterDisabled))
                try await house.expect(.bot(Self.address, naming: Tenant.ana), is: .denied(.inviterDisabled))
                try house.emulator.setAccountEnabled(true, user: Tenant.ana)
                house.clock.skip(seconds: 61)
                try await house.expectInvited(Ask(Self.address))
            }
        }

        @Test func whoBecomesAnAdministratorIsNoLongerSpokenForByABot() async throws {
            let refused = Refused.denied(.callerMayNotNameInviter, code: "Authorization_RequestDenied")
            try await House.with { house in
                try await house.expectInvited(.bot(Self.address, naming: Tenant.ana))
                try house.emulator.setDirectoryRoles([Tenant.globalAdministrator], user: Tenant.ana)
                house.clock.skip(seconds: 61)
                try await house.expect(.bot(Self.address, naming: Tenant.ana), is: refused)
                // In her own name she may.
                try await house.expectInvited(Ask(Self.address))
            }
        }

        @Test func factsAreAskedForOnceForAllWhoWait() async throws {
            try await House.with { house in
                let path = "GET /v1.0/users/{id}"
                house.emulator.faults.add(Fault(path: "*/users/*", effect: .delayBefore(seconds: 0.3)))
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<20 { group.addTask { try await house.ask(Ask(Self.address)).status } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 201, count: 20))
                #expect(house.emulator.record.requestCount(path) == 1)
            }
        }

        @Test func aTokenThatGraphNoLongerTakesIsReplacedOnceUnnoticed() async throws {
            try await House.with { house in
                try await house.expectInvited(Ask(Self.address))
                house.emulator.revokeGraphTokens()
                try await house.expectInvited(Ask(Self.address))
                let answers = house.emulator.record.answerCounts["POST /v1.0/invitations"]
                #expect(answers == [201: 2, 401: 1])
            }
        }
    }
}
