import AuditTrail
import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    @Suite("The trail, read over HTTP")
    struct AuditReadingTests {
        private func read(_ target: String, by credential: Ask.Credential) -> Ask {
            var ask = Ask(body: nil, by: credential)
            ask.method = .get
            ask.contentType = nil
            ask.path = "/v1/audit/\(target)"
            return ask
        }

        private var auditor: Ask.Credential {
            var draft = Tenant.appToken(Tenant.unlistedApp)
            draft.roles = ["Audit.Read"]
            return .application(draft)
        }

        private func rows(_ reply: Reply) -> [Int64] { reply.json?["value"]?.array?.compactMap { $0["id"]?.integer } ?? [] }

        @Test("is all there for who holds the role, found by each filter, and an inviter's own for the inviter")
        func entries() async throws {
            try await House.with { house in
                _ = try await house.ask(Ask("ada@fabrikam.example"))
                _ = try await house.ask(Ask("max@competitor.example"))
                _ = try await house.ask(Ask("eve@bigfour.example", by: .person(Tenant.fay)))
                let all = try await house.ask(read("entries", by: auditor))
                #expect(all.status == 200, "\(String(decoding: all.body, as: UTF8.self))")
                let newest = try #require(rows(all).first)
                // A start, a policy; two approvals with their outcomes, and a denial.
                #expect(newest == 7 && rows(all) == Array((1...7).reversed()))
                for (filter, count) in [
                    ("inviter=\(Tenant.fay)", 1), ("domain=competitor.example", 1), ("reason=domainDenied", 1), ("verdict=approved", 2),
                    ("outcome=created", 2), ("outcome=created&inviter=\(Tenant.ana)", 1), ("channel=portal", 3), ("rule=domains.allow%5B0%5D", 1),
                    ("kind=started,policyLoaded", 2), ("from=2000-01-01&until=2001-01-01", 0),
                ] {
                    let found = try await house.ask(read("entries?\(filter)", by: auditor))
                    #expect(rows(found).count == count, "\(filter): \(String(decoding: found.body, as: UTF8.self))")
                }
                let own = try await house.ask(read("entries", by: .person(Tenant.ana)))
                #expect(rows(own).count == 2)
                #expect(try await house.ask(read("entries?inviter=\(Tenant.fay)", by: .person(Tenant.ana))).status == 403)
                #expect(try await house.ask(read("entries", by: .person(Tenant.dan))).reason == "inviterDisabled")
                #expect(try await house.ask(read("entries", by: .fields(["Bearer x"]))).status == 401)
            }
        }

        @Test("is given out whole, and the export is an entry")
        func export() async throws {
            try await House.with { house in
                for number in 0..<20 { _ = try await house.ask(Ask("guest\(number)@fabrikam.example")) }
                let reply = try await house.ask(read("export", by: auditor))
                let lines = try String(decoding: reply.body, as: UTF8.self).split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
                #expect(lines.dropLast().compactMap { $0["id"]?.integer } == Array(1...42))
                #expect(lines.last == ["export": ["complete": true, "entries": 42, "last": "42"]])
                let exports = try await house.ask(read("entries?kind=exported", by: auditor))
                #expect(exports.json?["value"]?.array?.compactMap { $0["content"]?["state"]?.string } == ["finished", "begun"])
                let csv = try await house.ask(read("export?format=csv&kind=decision", by: auditor))
                #expect(String(decoding: csv.body, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n").count == 21)
            }
        }
    }
}
