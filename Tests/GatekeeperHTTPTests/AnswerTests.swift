import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Answers")
struct AnswerTests {
    private func answer(_ house: House, _ change: (inout WireRequest) -> Void = { _ in }) async throws -> RawResponse {
        let request = try WireRequest().with(change)
        return try await serving(house) { try await request.answer(from: $0) }
    }

    private static let given = "c11e0000-0000-4000-8000-00000000abcd"

    @Test("A denial is Graph's envelope: code, message, target, reason and the ids to ask by")
    func denial() async throws {
        let house = try House()
        let answer = try await answer(house) { request in
            request.set("client-request-id", Self.given)
            request.body = Array(
                #"{"invitedUserEmailAddress":"d@competitor.example","inviteRedirectUrl":"https://myapps.microsoft.com"}"#.utf8)
        }
        let decision = try #require(house.audit.entries.first?.decision).description
        let message = "Invitations to competitor.example are not allowed. Ask partner-desk@contoso.com."
        #expect(answer.status == 403)
        #expect(
            answer.json == [
                "error": [
                    "code": "InvitationDenied", "message": .string(message), "target": "invitedUserEmailAddress",
                    "details": [
                        ["code": "domainDenied", "target": "invitedUserEmailAddress", "message": .string(message)]
                    ],
                    "innerError": [
                        "date": "2026-11-24T06:10:00", "request-id": .string(ownRequestID.description),
                        "client-request-id": .string(Self.given), "decision-id": .string(decision), "audit-entry": "1",
                    ],
                ]
            ])
        #expect(answer["X-Gatekeeper-Decision"] == decision)
        #expect(answer["X-Gatekeeper-Receipt"] == house.audit.head.map { "\($0.writer) \($0.sequence) \($0.hash)" })
        #expect(answer["Retry-After"] == nil && answer["WWW-Authenticate"] == nil)
    }

    @Test(
        "A GUID as client-request-id is given back and recorded; anything else is replaced by ours",
        arguments: [
            ([given], given), ([given.uppercased()], given), ([], nil), (["abc"], nil), ([given, given], nil),
            (["{\(given)}"], nil),
        ] as [([String], String?)])
    func clientRequestID(_ sent: [String], _ expected: String?) async throws {
        let house = try House()
        let answer = try await answer(house) { request in
            for value in sent { request.fields.append(("client-request-id", value)) }
        }
        let shown = expected ?? ownRequestID.description
        #expect(answer["client-request-id"] == shown && answer["request-id"] == ownRequestID.description)
        #expect(house.sender.sent.first?.trace.clientRequestID.description == shown)
        #expect(house.audit.entries.first?.content["request"]?["clientRequestID"]?.string == shown)
        #expect(house.audit.entries.first?.content["request"]?["requestID"]?.string == ownRequestID.description)
    }

    @Test("A request-id of the caller's is not taken for ours")
    func requestID() async throws {
        #expect(try await answer(House()) { $0.set("request-id", Self.given) }["request-id"] == ownRequestID.description)
    }

    @Test(
        "A trace context is recorded if it is one",
        arguments: [
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false), ("x", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
        ])
    func traceparent(_ text: String, _ isOne: Bool) async throws {
        let house = try House()
        #expect(try await answer(house) { $0.set("traceparent", text) }.status == 201)
        #expect(house.audit.entries.first?.content["request"]?["traceparent"]?.string == (isOne ? text : nil))
        #expect(house.sender.sent.first?.trace.traceparent == (isOne ? text : nil))
    }

    @Test("The peer is what the socket says, whatever headers say")
    func peer() async throws {
        let house = try House()
        _ = try await answer(house) { request in
            request.set("X-Forwarded-For", "203.0.113.9")
            request.set("Forwarded", "for=203.0.113.9")
            request.set("X-Real-IP", "203.0.113.9")
        }
        let entry = try #require(house.audit.entries.first)
        #expect(entry.content["request"]?["peer"]?.string == "127.0.0.1")
        #expect(!entry.text.contains("203.0.113.9"))
    }

    @Test("The headers for the record are recorded; each of them twice is 400")
    func recorded() async throws {
        for name in ["Justification", "Ticket", "Sponsor"] {
            let house = try House()
            #expect(try await answer(house) { $0.set("X-Gatekeeper-\(name)", "said-1") }.status == 201)
            #expect(house.audit.entries.first?.content[name.lowercased()]?.string == "said-1")
            let twice = try await answer(house) { $0.set("X-Gatekeeper-\(name)", "said-1", "said-1") }
            #expect(twice.status == 400 && twice.reason == "headerInvalid")
            #expect(house.sender.sent.count == 1)
        }
    }

    @Test("An application names the inviter in a header; two of it are 400")
    func inviter() async throws {
        let house = try House()
        let ana = Contoso.ana.description
        let token = try TokenMint.application.authorization()
        let named = try await answer(house) { request in
            request.set("Authorization", token)
            request.set("X-Gatekeeper-Inviter", ana)
        }
        #expect(named.status == 201)
        let twice = try await answer(house) { request in
            request.set("Authorization", token)
            request.set("X-Gatekeeper-Inviter", ana, ana)
        }
        #expect(twice.status == 400 && twice.reason == "inviterHeaderInvalid")
    }

    @Test("A 401 has a challenge that no SDK takes for a claims challenge")
    func challenge() async throws {
        let house = try House()
        let missing = try await answer(house) { $0.set("Authorization") }
        #expect(missing.status == 401 && missing.error?["code"] == "InvalidAuthenticationToken")
        #expect(missing["WWW-Authenticate"] == "Bearer realm=\"invitations\"")
        let twice = try await answer(house) { $0.fields.append(("Authorization", "Bearer abc")) }
        #expect(twice.status == 401 && twice.reason == "tokenMalformed")
        var mint = TokenMint.user
        mint.claims["aud"] = "https://graph.microsoft.com"
        let forGraph = try mint.authorization()
        let graph = try await answer(house) { $0.set("Authorization", forGraph) }
        #expect(graph.status == 401 && graph.reason == "tokenForGraph")
        mint = TokenMint.user.claim("scp", "User.Read")
        let unentitled = try mint.authorization()
        let scope = try await answer(house) { $0.set("Authorization", unentitled) }
        #expect(scope.status == 403 && scope.error?["code"] == "Authorization_RequestDenied")
        #expect(scope["WWW-Authenticate"]?.contains("error=\"insufficient_scope\"") == true)
        for answer in [missing, twice, graph, scope] {
            let challenges = answer.all("WWW-Authenticate")
            #expect(challenges.count == 1)
            #expect(challenges.allSatisfy { $0.hasPrefix("Bearer ") && !$0.contains("claims") })
            #expect(answer["X-Gatekeeper-Decision"] == nil || answer.status == 403)
        }
    }

    static let failures: [(SendOutcome, Int, String?, String)] = [
        (.throttled(RecordingSender.graphError(429), retryAfter: 2.2), 429, "3", "TooManyRequests"),
        (.throttled(RecordingSender.graphError(429), retryAfter: 0), 429, "1", "TooManyRequests"),
        (.throttled(RecordingSender.graphError(429), retryAfter: 1e9), 429, "3600", "TooManyRequests"),
        (.notSent(.noToken("AADSTS7000222")), 503, "10", "ServiceUnavailable"),
        (.notSent(.noConnection("refused")), 503, "5", "ServiceUnavailable"),
        (.notSent(.overloaded), 429, "2", "TooManyRequests"),
        (.notSent(.abandoned), 504, nil, "GatewayTimeout"),
        (.unauthorized(RecordingSender.graphError(401)), 502, nil, "BadGateway"),
        (.unknown(nil, .timeout), 502, nil, "OutcomeUnknown"),
    ]

    @Test("Every 429 and 503 says when to come back, in whole seconds; no other answer does", arguments: failures)
    func retryAfter(_ outcome: SendOutcome, _ status: Int, _ after: String?, _ code: String) async throws {
        let house = try House()
        house.sender.answer(outcome)
        let answer = try await answer(house)
        #expect(answer.status == status && answer["Retry-After"] == after)
        #expect(answer.error?["code"]?.string == code)
        #expect(answer["X-Gatekeeper-Decision"] != nil && answer.error?["innerError"]?["decision-id"] != nil)
        #expect(!answer.text.contains("AADSTS"))
    }

    @Test("Our own 503s say when to come back too")
    func ownFailures() async throws {
        let house = try House()
        house.directory.fail(.init(detail: "x"))
        let facts = try await answer(house)
        #expect(facts.status == 503 && facts.reason == "factsUnavailable")
        house.directory.fail(nil)
        house.audit.fail(with: .full)
        let audit = try await answer(house)
        #expect(audit.status == 503 && audit.reason == "auditUnavailable")
        house.keys.publish(.failure(.init(detail: "x")))
        let keys = try await answer(house)
        #expect(keys.status == 503 && keys.reason == "keysUnavailable")
        for answer in [facts, audit, keys] { #expect(Int(answer["Retry-After"] ?? "") ?? 0 > 0) }
        #expect(house.sender.sent.isEmpty)
    }

    @Test("Graph's own refusal goes back with Graph's status, code and words, marked as Graph's")
    func graphRefused() async throws {
        let house = try House()
        house.sender.answer(.refused(RecordingSender.graphError(400, "BadRequest", "The invited user already exists.")))
        let answer = try await answer(house)
        #expect(answer.status == 400)
        #expect(answer.error?["code"] == "BadRequest")
        #expect(answer.error?["message"] == "The invited user already exists.")
        let inner = answer.error?["innerError"]
        #expect(inner?["source"] == "graph" && inner?["graph-status"] == 400)
        #expect(inner?["graph-request-id"] == "graph-request-2")
        #expect(inner?["decision-id"]?.string == house.audit.entries.first?.decision?.description)
    }

    @Test("Graph's own failure is 502 with Graph's status, code and request id inside, and not Graph's words")
    func graphFailed() async throws {
        let house = try House()
        house.sender.answer(.unknown(RecordingSender.graphError(503, "serviceNotAvailable", "secret words"), .serverError))
        let answer = try await answer(house)
        #expect(answer.status == 502 && answer.reason == "outcomeUnknown" && answer["Retry-After"] == nil)
        let inner = answer.error?["innerError"]
        #expect(inner?["graph-status"] == 503 && inner?["graph-code"] == "serviceNotAvailable")
        #expect(inner?["graph-request-id"] == "graph-request-2" && inner?["decision-id"] != nil)
        #expect(!answer.text.contains("secret words"))
    }

    @Test("A page of HTML in Graph's place is no envelope, and becomes one")
    func notGraph() async throws {
        let house = try House()
        house.sender.answer(.refused(GraphAnswer(status: 407, body: Array("<html>proxy</html>".utf8), requestID: nil)))
        let answer = try await answer(house)
        #expect(answer.status == 407 && answer.error?["code"] == "GraphRefused" && !answer.text.contains("<html>"))
    }
}
