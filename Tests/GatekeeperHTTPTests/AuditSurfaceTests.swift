import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("GET /v1/audit/entries")
struct AuditEntriesTests {
    @Test("gives an auditor all, the newest first, whole, with a cursor that goes on while entries are added")
    func pages() async throws {
        let room = try ReadingRoom()
        let first = try await room.get("/v1/audit/entries?limit=4")
        #expect(first.status == 200 && rows(first) == [6, 5, 4, 3] && first.json["next"] == "3")
        #expect(first["Content-Type"] == "application/json" && first["X-Content-Type-Options"] == "nosniff")
        room.trail.add(try ReadingRoom.decision(9, Contoso.bo, .approved))
        let second = try await room.get("/v1/audit/entries?limit=4&after=3")
        #expect(rows(second) == [2, 1] && second.json["next"] == .null)
        let entry = try #require(second.json["value"]?.array?.first)
        #expect(try entry == #require(room.trail.entries.first { $0.id == EntryID(2) }).json())
        #expect(entry["withheld"] == nil && entry["content"]?["matches"] != nil)
        #expect(room.house.audit.entries.isEmpty, "reading makes the trail no longer")
        #expect(room.house.metrics.contains(#"gatekeeper_audit_reads_total{what="page"} 2"#), "\(room.house.metrics)")
        #expect(room.house.log.lines.contains { $0.hasPrefix("info audit trail read") && $0.contains("application=a0d17000") })
    }

    @Test("by each parameter asks for what it says")
    func parameters() async throws {
        let room = try ReadingRoom()
        let target = """
            /v1/audit/entries?from=2026-11-01&until=2026-11-24T07:00:00Z&kind=decision,refusal&verdict=denied&outcome=created&reason=domainDenied\
            &inviter=\(Contoso.ana)&caller=\(Contoso.portal)&channel=a%20b&decision=\(DecisionID(high: 1, low: 3))&rule=r%26s&policy=ABCDEF01\
            &domain=Fabrikam.COM&inDoubt=true&candidateDiffers=false&after=17&limit=1000
            """
        #expect(try await room.get(target).status == 200)
        let query = try #require(room.trail.queries.last)
        var wanted = AuditQuery()
        wanted.from = Timestamp("2026-11-01")
        wanted.until = Timestamp("2026-11-24T07:00:00Z")
        wanted.kinds = [.decision, .refusal]
        wanted.verdict = .denied
        wanted.outcome = .created
        wanted.reason = .domainDenied
        wanted.inviter = Contoso.ana
        wanted.caller = Contoso.portal
        wanted.channel = "a b"
        wanted.decision = DecisionID(high: 1, low: 3)
        wanted.rule = "r&s"
        wanted.policy = "abcdef01"
        wanted.domain = try MailDomain("fabrikam.com")
        wanted.inDoubt = true
        wanted.after = EntryID(17)
        wanted.limit = 1_000
        #expect(query == wanted)
    }

    static let badQueries: [(String, [String])] = [
        ("?nonsense=1", ["\"nonsense\" is unknown"]), ("?limit=0", ["\"limit\" is \"0\""]), ("?limit=1001", ["1000"]), ("?limit=%2B5", ["\"limit\""]),
        ("?from=yesterday&until=&inviter=ana", ["\"from\"", "\"until\"", "\"inviter\""]),
        ("?reason=x&reason=y", ["\"reason\" is", "more than once"]),
        ("?limit=1&limit=1", ["more than once"]), ("?after=-1", ["\"after\""]), ("?after=0x10", ["\"after\""]),
        ("?Limit=1", ["\"Limit\" is unknown"]),
        ("?address=dana@fabrikam.com", ["\"address\" is unknown"]), ("?format=csv", ["\"format\" is unknown"]), ("?policy=xyz", ["\"policy\""]),
        ("?kind=decision,", ["\"kind\""]), ("?domain=a..b", ["\"domain\""]), ("?channel=", ["\"channel\""]), ("?rule=%ff", ["percent-encoded UTF-8"]),
        ("?rule=%1", ["percent-encoded"]), ("?&", ["\"\" is unknown"]), ("?inDoubt=yes", ["\"inDoubt\""]),
    ]

    @Test("is 400 for a parameter that is unknown, repeated or of no use, and names all of them; that is recorded", arguments: badQueries)
    func badQuery(_ query: String, _ named: [String]) async throws {
        let room = try ReadingRoom()
        let answer = try await room.get("/v1/audit/entries" + query)
        #expect(answer.status == 400 && answer.reason == "queryNotSupported", "\(answer.text)")
        let message = answer.error?["message"]?.string ?? ""
        #expect(named.allSatisfy { message.contains($0) }, "\(message)")
        #expect(room.trail.queries.isEmpty)
        #expect(room.house.audit.entries.map(\.reason) == [.queryNotSupported])
        #expect(room.house.audit.entries.first?.content["request"]?["operation"] == "GET /v1/audit/entries")
    }

    @Test("gives an inviter their own entries only, without what a policy's lists could be read from")
    func own() async throws {
        let room = try ReadingRoom()
        let page = try await room.get("/v1/audit/entries", by: .user)
        #expect(page.status == 200 && rows(page) == [6, 4, 2])
        #expect(room.trail.queries.allSatisfy { $0.inviter == Contoso.ana })
        #expect(!page.text.contains("secret-rule") && !page.text.contains("policy.yaml") && !page.text.contains("192.0.2.7"))
        let denied = try #require(page.json["value"]?.array?.last)
        let content = try #require(denied["content"])
        #expect(content["reason"] == "domainDenied" && content["justification"] == "because" && content["verdict"] == "denied")
        #expect(denied["invitee"]?["address"] == "dana@fabrikam.com")
        let withheld = try #require(denied["withheld"]?.array).compactMap(\.string)
        #expect(withheld == ["candidate", "facts", "guestExists", "matches", "policy", "quotas", "reportOnly", "rule", "step"])
        #expect(page.json["value"]?.array?.first?["content"]?["detail"] == nil)
        let same = try await room.get("/v1/audit/entries?inviter=\(Contoso.ana)", by: .user)
        #expect(rows(same) == [6, 4, 2])
    }

    @Test(
        "is 403 for an inviter who asks for others' entries, or by what is not shown to them: never a page with them left out",
        arguments: ["inviter=\(Contoso.bo)", "rule=secret-rule", "policy=dddddddd", "candidateDiffers=true"])
    func others(_ query: String) async throws {
        let room = try ReadingRoom()
        for path in ["entries", "export"] {
            let answer = try await room.get("/v1/audit/\(path)?\(query)", by: .user)
            #expect(answer.status == 403 && answer.reason == "appRoleMissing", "\(answer.text)")
        }
        #expect(room.trail.queries.isEmpty)
        #expect(room.house.audit.entries.map(\.reason) == [.appRoleMissing, .appRoleMissing])
        // The same by who holds the role.
        #expect(try await room.get("/v1/audit/entries?\(query)", by: TokenMint.user.claim("roles", ["Audit.Read"])).status == 200)
    }

    @Test("gives one entry by its id, and 404 alike for one that is not there and one that is not the reader's")
    func single() async throws {
        let room = try ReadingRoom()
        #expect(try await room.get("/v1/audit/entries/3").json["id"] == 3)
        #expect(try await room.get("/v1/audit/entries/2", by: .user).json["id"] == 2)
        var messages: Set<String> = []
        for target in ["3", "1", "5", "99", "0", "-1", "abc", "99999999999999999999"] {
            let answer = try await room.get("/v1/audit/entries/\(target)", by: .user)
            #expect(answer.status == 404 && answer.reason == "resourceNotFound", "\(target)")
            messages.insert(answer.error?["message"]?.string ?? "")
        }
        #expect(messages.count == 1)
        #expect(try await room.get("/v1/audit/entries/3?limit=1").status == 400)
        for target in ["/v1/audit/entries/", "/v1/audit/entries/3/4", "/v1/audit/", "/v1/audit", "/v1/audit/Entries"] {
            #expect(try await room.get(target, by: .user).status == 404, "\(target)")
        }
    }

    @Test("is 405 for every other method, with the one there is", arguments: ["POST", "DELETE", "HEAD", "PUT"])
    func methods(_ method: String) async throws {
        let room = try ReadingRoom()
        let request = try ReadingRoom.request("/v1/audit/entries", by: .user, method: method)
        let answer = try await room.serving { port in
            try await RawExchange.send(request.bytes, to: port, responses: 1, heads: method == "HEAD" ? [0] : [])
        }.responses.first
        #expect(answer?.status == 405 && answer?["Allow"] == "GET")
        #expect(method == "HEAD" || answer?.text.contains("read with GET only") == true)
    }
}

@Suite("Who may read the trail")
struct AuditReaderTests {
    static let refused: [(String, @Sendable () -> TokenMint, Int, String)] = [
        ("an application without the role", { .application }, 403, "appRoleMissing"),
        ("one with another role", { .application.claim("roles", ["Policy.Read", "audit.read"]) }, 403, "appRoleMissing"),
        ("a person without a scope of ours", { .user.claim("scp", "User.Read") }, 403, "scopeMissing"),
        ("a person with the role and no scope", { .user.claim("scp", "User.Read").claim("roles", ["Audit.Read"]) }, 403, "scopeMissing"),
        (
            "an unlisted application that may only invite",
            { .user.claim("azp", .string("dead0000-0000-4000-8000-000000000001")) }, 403, "callerNotListed"
        ),
        ("a token of another key", { .user.signed(.es256Stranger, alg: "ES256", kid: Contoso.p256KeyID) }, 401, "tokenSignatureInvalid"),
        ("a token that has ended", { .auditor.claim("exp", .integer(Contoso.issuedAt + 60)) }, 401, "tokenExpired"),
        ("a token for another service", { .auditor.claim("aud", "00000003-0000-0000-c000-000000000000") }, 401, "tokenForGraph"),
        ("a person of whom the tenant knows nothing", { .user.claim("oid", .string(Contoso.bo.description)) }, 403, "inviterUnknown"),
    ]

    @Test("Others are refused in Graph's envelope, and the verified among them leave an entry", arguments: refused)
    func refusal(_ name: String, _ mint: @Sendable () -> TokenMint, _ status: Int, _ reason: String) async throws {
        for path in ["entries", "entries/2", "export"] {
            let room = try ReadingRoom()
            let answer = try await room.get("/v1/audit/\(path)", by: mint())
            #expect(answer.status == status && answer.reason == reason, "\(name): \(answer.text)")
            if status == 401 { #expect(answer["WWW-Authenticate"] != nil) }
            #expect(room.house.audit.entries.map { $0.reason?.rawValue } == (status == 401 ? [] : [reason]), "\(name)")
            #expect(room.trail.queries.isEmpty)
        }
    }

    @Test("A disabled account reads nothing, even with the role; and nothing is read while it cannot be learned")
    func disabled() async throws {
        let auditor = TokenMint.user.claim("roles", ["Audit.Read"])
        let room = try ReadingRoom()
        room.house.directory.change { $0.enabled = false }
        #expect(try await room.get("/v1/audit/entries", by: auditor).reason == "inviterDisabled")
        let other = try ReadingRoom()
        other.house.directory.fail(DirectoryUnavailable(detail: "503"))
        #expect(try await other.get("/v1/audit/entries", by: auditor).status == 503)
        #expect(other.trail.queries.isEmpty)
    }

    static let accepted: [(@Sendable () -> TokenMint, [Int64])] = [
        ({ .auditor }, [6, 5, 4, 3, 2, 1]), ({ .user.claim("roles", ["Audit.Read"]) }, [6, 5, 4, 3, 2, 1]), ({ .user }, [6, 4, 2]),
        ({ .user.claim("scp", "Audit.Read") }, [6, 4, 2]),
        // The scope to read lets an application read that the policy does not list.
        ({ .user.claim("scp", "openid Audit.Read").claim("azp", .string("dead0000-0000-4000-8000-000000000001")) }, [6, 4, 2]),
    ]

    @Test("The role reads all, a person's token that person's", arguments: accepted)
    func acceptance(_ mint: @Sendable () -> TokenMint, _ expected: [Int64]) async throws {
        #expect(rows(try await ReadingRoom().get("/v1/audit/entries", by: mint())) == expected)
    }

    @Test("One reader's haste is 429 with Retry-After, and keeps no other waiting")
    func pace() async throws {
        let room = try ReadingRoom { $0.pagesPerMinute = 2 }
        let statuses = try await room.serving { port in
            var statuses: [Int] = []
            for mint in [TokenMint.auditor, .auditor, .auditor, .user] {
                let answer = try await ReadingRoom.request("/v1/audit/entries", by: mint).answer(from: port)
                if answer.status == 429 { #expect(answer["Retry-After"] == "30") }
                statuses.append(answer.status)
            }
            return statuses
        }
        #expect(statuses == [200, 200, 429, 200])
        room.house.world.advance(seconds: 30)
        #expect(try await room.get("/v1/audit/entries").status == 200)
    }

    @Test("A trail that cannot be read is 503, never an empty page")
    func unreadable() async throws {
        let room = try ReadingRoom()
        room.trail.fail(with: .failed(code: 10, message: "disk I/O error"))
        for path in ["entries", "entries/2"] {
            let answer = try await room.get("/v1/audit/\(path)")
            #expect(answer.status == 503 && answer.reason == "auditUnavailable" && answer["Retry-After"] != nil, "\(answer.text)")
        }
        #expect(!(try await room.get("/v1/audit/entries")).text.contains("disk I/O"))
    }
}
