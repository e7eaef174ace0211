import AuditTrail
import Curl
import Gatekeeper
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// `POST /v1.0/$batch`, end to end.
    @Suite struct Batches {
        private static func item(
            _ id: String, _ address: String, url: String = "/invitations", method: String = "POST", headers: JSON.Members = [:], after: JSON = []
        ) -> JSON {
            var fields: JSON.Members = ["Content-Type": "application/json"]
            for (name, value) in headers { fields[name] = value }
            return [
                "id": .string(id), "method": .string(method), "url": .string(url), "headers": .object(fields), "dependsOn": after,
                "body": ["invitedUserEmailAddress": .string(address), "inviteRedirectUrl": "https://myapps.microsoft.com"],
            ]
        }

        private static func ask(_ items: [JSON], by credential: Ask.Credential = .person(Tenant.ana)) -> Ask {
            let body: JSON = ["requests": .array(items)]
            return Ask(body: body.bytes(), by: credential).changed { $0.path = "/v1.0/$batch" }
        }

        private static func responses(_ reply: Reply) throws -> [JSON] {
            #expect(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
            return try #require(reply.json?["responses"]?.array)
        }

        private static func reason(_ response: JSON) -> String? {
            response["body"]?["error"]?["details"]?.array?.first?["code"]?.string
        }

        @Test func eachRequestIsJudgedRecordedSentAndAnsweredAlone() async throws {
            try await House.with { house in
                let items = [
                    Self.item("1", "ada@fabrikam.example"), Self.item("two", "max@competitor.example"),
                    Self.item("3", "eve@fabrikam.example", after: ["1"]), Self.item("4", "zoe@fabrikam.example", after: ["TWO"]),
                ]
                let responses = try Self.responses(try await house.ask(Self.ask(items)))
                #expect(responses.map { $0["id"] } == ["1", "two", "3", "4"])
                #expect(responses.map { $0["status"] } == [201, 403, 201, 424])
                #expect(responses.map(Self.reason) == [nil, ReasonCode.domainDenied.rawValue, nil, ReasonCode.dependencyFailed.rawValue])
                let made = house.emulator.record.invitations
                #expect(made.map(\.address) == ["ada@fabrikam.example", "eve@fabrikam.example"])
                #expect([responses[0], responses[2]].map { $0["body"]?["id"]?.string } == made.map(\.id))
                for response in responses {
                    let decision = try #require(response["headers"]?["X-Gatekeeper-Decision"]?.string.flatMap { DecisionID($0) })
                    let entry = try #require(try await house.entries(of: decision).first)
                    let content = try JSON(parsing: entry.entry.content)
                    #expect(content["request"]?["batchItem"] == response["id"])
                    let status = response["status"]
                    #expect(content["status"] == (status == 201 ? nil : status))
                }
            }
        }

        @Test func theBotNamesOneInviterForTheWhole() async throws {
            try await House.with { house in
                let ask = Self.ask([Self.item("1", "ada@fabrikam.example")], by: .application(Tenant.appToken(Tenant.bot)))
                let unnamed = try Self.responses(try await house.ask(ask))
                #expect(unnamed.map(Self.reason) == [ReasonCode.inviterHeaderMissing.rawValue])
                let named = try Self.responses(try await house.ask(ask.with("X-Gatekeeper-Inviter", Tenant.ana)))
                #expect(named.map { $0["status"] } == [201])
            }
        }

        /// Ways to something else, or past the judgement: none of them reaches Graph.
        private static let hostile: [JSON] =
            [
                "/users", "/v1.0/invitations", "/beta/invitations", "/invitations/", "//invitations", "/./invitations", "/x/../invitations",
                "/%69nvitations", "/invitations%20", "\\invitations", "/invitations#a", "/invitations;a",
                "https://graph.microsoft.com/v1.0/invitations",
                "/$batch", "/me/../invitations", "/invitations?$select=id", "/invitations\u{0}", "/ınvitations",
            ].enumerated().map { item("url-\($0)", "ada@fabrikam.example", url: $1) }
            + ["GET", "PUT", "PATCH", "DELETE", "POST /v1.0/users HTTP/1.1\r\n"].map { item($0, "ada@fabrikam.example", method: $0) }
            + [
                ("Authorization", "Bearer x"), ("X-Gatekeeper-Inviter", Tenant.ida), ("content-type", "application/json"),
                ("Idempotency-Key", "k"), ("Content-Encoding", "gzip"),
            ].map { item($0, "ada@fabrikam.example", headers: [$0: .string($1)]) }

        @Test func nothingButAnInvitationIsForwardedHoweverItIsSpelt() async throws {
            try await House.with { house in
                let before = try await house.counts().entries
                for start in stride(from: 0, to: Self.hostile.count, by: 20) {
                    let some = Array(Self.hostile[start..<min(start + 20, Self.hostile.count)])
                    for response in try Self.responses(try await house.ask(Self.ask(some))) {
                        let status = try #require(response["status"]?.integer)
                        #expect([400, 404, 405, 415].contains(status), "\(response["id"] ?? .null): \(status)")
                    }
                }
                #expect(try await house.counts().entries - before == Self.hostile.count, "an entry each")
                #expect(house.emulator.record.invitationCount == 0)
                #expect(house.emulator.record.requestCounts.keys.allSatisfy { !$0.hasPrefix("POST /v1.0/") && !$0.hasPrefix("POST /beta/") })
                // What Graph itself takes for the same resource.
                let twins = ["/invitations", "invitations", "/INVITATIONS", "iNvitations"].enumerated()
                    .map { Self.item("\($0)", "ada@fabrikam.example", url: $1) }
                let taken = try Self.responses(try await house.ask(Self.ask(twins)))
                #expect(taken.map { $0["status"] } == [201, 201, 201, 201])
                #expect(house.emulator.record.invitations.map(\.target) == Array(repeating: "/v1.0/invitations", count: 4))
            }
        }

        @Test func aBatchThatComesAgainUnderItsKeyIsAnsweredRequestByRequest() async throws {
            try await House.with { house in
                let items = [
                    Self.item("a", "ada@fabrikam.example"), Self.item("B", "ada@fabrikam.example"),
                    Self.item("c", "max@competitor.example"),
                ]
                let ask = Self.ask(items).with("Idempotency-Key", "one")
                let first = try Self.responses(try await house.ask(ask))
                #expect(first.map { $0["status"] } == [201, 201, 403])
                let again = try Self.responses(try await house.ask(ask))
                #expect(again.map { $0["status"] } == [201, 201, 403])
                #expect(again.map { $0["headers"]?["X-Gatekeeper-Replayed"] } == ["true", "true", nil])
                #expect(again.prefix(2).map { $0["body"] } == first.prefix(2).map { $0["body"] })
                // An id counts without case; another body under one is 422, and another id another request.
                let changed = [
                    Self.item("b", "ada@fabrikam.example"), Self.item("A", "eve@fabrikam.example"), Self.item("d", "eve@fabrikam.example"),
                ]
                let third = try Self.responses(try await house.ask(Self.ask(changed).with("Idempotency-Key", "\"one\"")))
                #expect(third.map { $0["status"] } == [201, 422, 201])
                #expect(third.map { $0["headers"]?["X-Gatekeeper-Replayed"] } == ["true", nil, nil])
                #expect(house.emulator.record.invitationCount == 3)
                try await house.expect(Self.ask(items).with("Idempotency-Key", "\"one"), is: .malformed(.headerInvalid))
            }
        }

        @Test func aBatchThatIsNotWholeIsOneRefusal() async throws {
            let twentyOne = (1...21).map { Self.item("\($0)", "ada@fabrikam.example") }
            try await House.with { house in
                try await house.expect(Self.ask(twentyOne), is: .malformed(.batchInvalid))
                try await house.expect(
                    Self.ask([Self.item("a", "ada@fabrikam.example"), Self.item("A", "ada@fabrikam.example")]), is: .malformed(.batchInvalid))
                try await house.expect(Self.ask([], by: .fields([])), is: .unverified(.tokenMissing))
                let twenty = try Self.responses(try await house.ask(Self.ask(Array(twentyOne.prefix(20)))))
                #expect(twenty.allSatisfy { $0["status"] == 201 })
                #expect(house.emulator.record.invitationCount == 20)
            }
        }

        @Test func aThrottledRequestHasItsOwnRetryAfter() async throws {
            try await House.with { house in
                let throttled = EmulatorAnswer(status: 429, headers: [.init("Retry-After", "7")])
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .answer(throttled), reach: .next(1)))
                let items = [Self.item("1", "ada@fabrikam.example"), Self.item("2", "max@competitor.example")]
                let responses = try Self.responses(try await house.ask(Self.ask(items)))
                #expect(responses.map { $0["status"] } == [429, 403])
                #expect(responses.map { $0["headers"]?["Retry-After"] } == ["7", nil])
            }
        }

        /// The emulator answers in time; only how often one asks is limited.
        @Test func aFloodIsRefusedAndAccountedFor() async throws {
            var plan = HousePlan()
            plan.limits.perInviterAndMinute = 5
            try await House.with(plan) { house in
                var told: Set<DecisionID> = []
                for number in 0..<40 {
                    let reply = try await house.ask(Ask("ada@fabrikam.example"))
                    #expect(reply.status == (number < 5 ? 201 : 429))
                    if number >= 5 {
                        #expect(reply.reason == ReasonCode.tooManyRequests.rawValue)
                        #expect(Int(reply.headers["Retry-After"] ?? "") == 12)
                        told.insert(try #require(reply.decision))
                    }
                }
                await house.assembly.gate.recordRefusalsLeftOut()
                var accounted = 0
                for decision in told {
                    let entries = try await house.entries(of: decision)
                    #expect(entries.count == 1, "whoever asks for the decision finds its entry")
                    for entry in entries { accounted += Int(try JSON(parsing: entry.entry.content)["requests"]?.integer ?? 1) }
                }
                #expect(accounted == 35)
                #expect(try await house.ask(.bot("ada@fabrikam.example", naming: Tenant.ana)).status == 201)
            }
        }
    }
}
