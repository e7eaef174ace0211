import AuditStores
import AuditTrail
import Curl
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// Quotas, sponsors, newcomers and inquiries, from the request to the trail.
    @Suite struct PolicyLanguage {
        private static func plan(rules: String = "", defaults: String = "", existingGuest: String = "forward") -> HousePlan {
            var plan = HousePlan()
            plan.policy = """
                version: 1
                name: contoso-language-tests
                owner: partner-desk@contoso.example
                invitations:
                  whoMayInvite: adminsGuestInvitersAndAllMembers
                  callers:
                    - {app: \(Tenant.portal), name: invite-portal, channel: portal}
                    - {app: \(Tenant.butler), name: butler, channel: service, acceptUpn: true}
                  internalDomains: [contoso.example]
                  rules: [\(rules)]
                  existingGuest: \(existingGuest)
                  defaults:
                    inviteRedirectUrl: https://myapps.microsoft.com
                    require: {redirectHosts: [myapps.microsoft.com]}
                \(defaults)
                """
            return plan
        }

        private static func guests(_ count: Int) -> [Ask] { (0..<count).map { Ask("guest\($0)@fabrikam.example") } }

        @Test func aQuotaHoldsUnderConcurrencyAndAcrossARestart() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            var plan = Self.plan(rules: "{id: few, effect: allow, quota: {perInviter: 20, per: month}}")
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            try await House.with(plan) { house in
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for ask in Self.guests(60) { group.addTask { try await house.ask(ask) } }
                    return try await group.reduce(into: [Reply]()) { $0.append($1) }
                }
                #expect(replies.count { $0.status == 201 } == 20)
                #expect(replies.count { $0.reason == ReasonCode.quotaExceeded.rawValue } == 40)
                #expect(house.emulator.record.invitations.count == 20)
            }
            try await House.with(plan) { house in
                try await house.expect(Ask("late@fabrikam.example"), is: .denied(.quotaExceeded))
                try await house.expectInvited(Ask("late@fabrikam.example", by: .person(Tenant.fay)))
            }
        }

        @Test func aSponsorIsAnEnabledMemberAndNobodyElse() async throws {
            let plan = Self.plan(rules: "{id: sponsored, effect: allow, require: {sponsor: true, displayName: true}}")
            try await House.with(plan) { house in
                let ask = Ask("ada@fabrikam.example", ["invitedUserDisplayName": "Ada"])
                for sponsor in [nil, Tenant.gus, Tenant.dan, Tenant.nobody] {
                    let sponsored = sponsor.map { ask.with("X-Gatekeeper-Sponsor", $0) } ?? ask
                    try await house.expect(sponsored, is: .denied(.sponsorRequired), "\(sponsor ?? "none")")
                }
                try await house.expectInvited(ask.with("X-Gatekeeper-Sponsor", Tenant.fay))
                try await house.expect(
                    Ask("ada@fabrikam.example").with("X-Gatekeeper-Sponsor", Tenant.fay), is: .denied(.displayNameRequired))
                // By name, where the caller may.
                let butler = Ask.bot("bea@fabrikam.example", naming: Tenant.ana, app: Tenant.butler)
                    .changed { $0.body = ask.body }
                try await house.expect(
                    butler.with("X-Gatekeeper-Sponsor", "nobody@contoso.example"), is: .denied(.sponsorRequired))
                try await house.expectInvited(butler.with("X-Gatekeeper-Sponsor", "fay@contoso.example"))
            }
        }

        @Test func newcomersOnlyWhereThePolicySaysSo() async throws {
            try await House.with(Self.plan(rules: "{id: all, effect: allow}", existingGuest: "refuse")) { house in
                try await house.expect(Ask("old@fabrikam.example"), is: .denied(.guestExists))
                try await house.expect(Ask("OLD@fabrikam.example"), is: .denied(.guestExists))
                try await house.expectInvited(Ask("new@fabrikam.example"))
                try await house.expect(Ask("new@fabrikam.example"), is: .denied(.guestExists))
            }
            try await House.with(Self.plan(rules: "{id: all, effect: allow}", existingGuest: "report")) { house in
                let reply = try await house.expectInvited(Ask("old@fabrikam.example"))
                let entry = try #require(try await house.trail.query(.init()).entries.first { $0.entry.kind == .decision })
                #expect(entry.entry.decision == reply.decision)
                #expect(try JSON(parsing: entry.entry.content)["guestExists"] == .bool(true))
            }
        }

        @Test func anInquiryIsAnsweredRecordedAndSendsNothing() async throws {
            try await House.with(Self.plan(rules: "{id: f, effect: allow, domains: [fabrikam.example]}")) { house in
                func inquire(_ address: String) async throws -> Reply {
                    try await house.ask(Ask(address).changed { $0.path = "/v1/decisions" })
                }
                let (yes, no) = (try await inquire("ada@fabrikam.example"), try await inquire("ada@other.example"))
                #expect(yes.status == 200 && yes.json?["decision"] == "approved")
                #expect(no.status == 200 && no.json?["decision"] == "denied" && no.json?["code"] == "noRuleAllows")
                #expect(house.emulator.record.invitations.isEmpty)
                var query = AuditQuery()
                query.kinds = [.inquiry]
                #expect(try await house.trail.query(query).entries.map(\.entry.decision) == [no.decision, yes.decision])
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for _ in 0..<70 { group.addTask { try await inquire("ada@fabrikam.example") } }
                    return try await group.reduce(into: [Reply]()) { $0.append($1) }
                }
                let refused = replies.filter { $0.reason == ReasonCode.tooManyRequests.rawValue }
                #expect(refused.count >= 10)
                #expect(refused.allSatisfy { $0.status == 429 && $0.headers["Retry-After"] != nil })
            }
        }
    }
}
