import AuditTrail
import Gatekeeper
import GatekeeperTesting
import HostileTexts
import Invitations
import StrictJSON
import Testing

@Suite("GET /v1/audit/export")
struct AuditExportSurfaceTests {
    private func exported(_ room: ReadingRoom) -> [JSON] { room.house.audit.entries(.exported).map(\.content) }

    @Test("gives all, the oldest first, and says in the end that it is whole; the trail is told before and after")
    func ndjson() async throws {
        let room = try ReadingRoom()
        let (exitCode, body) = try await room.export()
        let lines = try body.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
        #expect(exitCode == 0 && lines.dropLast() == room.trail.entries.map { $0.json() }[...])
        #expect(lines.last == ["export": ["complete": true, "entries": 6, "last": "6"]])
        #expect(exported(room).map { $0["state"] } == ["begun", "finished"] && exported(room).map { $0["entries"] } == [0, 6])
        #expect(exported(room)[0]["by"] == "application a0d17000-0000-4000-8000-000000000001")
        #expect(exported(room).allSatisfy { $0["export"] == .string(ownRequestID.description) })
        // Two at a time, each asked for when the one before had been taken.
        #expect(room.trail.queries.count == 3 && room.trail.queries.allSatisfy { $0.limit == 2 && $0.through == EntryID(6) })
    }

    @Test("by a filter and a cursor gives what they say, and the record says what was asked for")
    func filtered() async throws {
        let room = try ReadingRoom()
        let (exitCode, body) = try await room.export("?format=csv&reason=domainDenied&after=1")
        let lines = body.replacing("\r\n", with: "\n").split(separator: "\n")
        #expect(exitCode == 0 && lines.count == 2 && lines[0].hasPrefix("id,time,kind") && lines[1].hasPrefix("2,"), "\(body)")
        #expect(exported(room)[0]["filter"] == "reason=domainDenied" && exported(room)[0]["after"] == 1)
        let own = try await room.export(by: .user).body.split(separator: "\n")
        #expect(own.count == 4 && !own.joined().contains("secret-rule"))
    }

    @Test("that breaks off in the middle is seen to: no trailer, and no end of the answer", arguments: ["ndjson", "csv"])
    func broken(_ format: String) async throws {
        let room = try ReadingRoom()
        room.trail.fail(with: .failed(code: 10, message: "disk I/O error"), after: 2)
        let (exitCode, body) = try await room.export("?format=\(format)")
        // CURLE_PARTIAL_FILE, or CURLE_RECV_ERROR where the connection was reset.
        #expect(exitCode == 18 || exitCode == 56, "\(exitCode)")
        #expect(!body.contains("complete"))
        #expect(exported(room).map { $0["state"] } == ["begun", "broken"] && exported(room).last?["entries"] == 4)
    }

    @Test("gives out nothing unless the trail says first that it begins")
    func unrecorded() async throws {
        let room = try ReadingRoom()
        room.house.audit.fail(.exported, with: .full)
        let answer = try await room.get("/v1/audit/export")
        #expect(answer.status == 503 && answer.reason == "auditUnavailable")
        #expect(room.trail.queries.isEmpty)
    }

    @Test("is kept to so many at once and so many a minute")
    func limits() async throws {
        let room = try ReadingRoom { $0.exportsPerMinute = 1 }
        #expect(try await room.export().exitCode == 0)
        #expect(try await room.get("/v1/audit/export").status == 429)
        let full = try ReadingRoom { $0.exportsAtOnce = 0 }
        let answer = try await full.get("/v1/audit/export")
        #expect(answer.status == 429 && answer["Retry-After"] == "30")
    }
}

@Suite("What callers wrote, shown over HTTP")
struct HostileSurfaceTests {
    @Test("comes back as the same text from entries and exports, and none of it as itself")
    func entries() async throws {
        let room = try ReadingRoom()
        for (number, text) in HostileTexts.all.enumerated() {
            room.trail.add(try ReadingRoom.decision(UInt64(100 + number), Contoso.bo, .denied, text: text))
        }
        let page = try await room.get("/v1/audit/entries?limit=1000")
        #expect(Harmless.offenders(in: page.text) == [] && !page.text.contains("<"))
        let parsed = try JSON(parsing: page.body, limits: JSONLimits(depth: 16, members: 128, values: 1_000_000))
        let said = parsed["value"]?.array?.prefix(HostileTexts.all.count).map { $0["content"]?["justification"]?.string }
        let wanted = try room.trail.entries.suffix(HostileTexts.all.count).reversed().map {
            try JSON(parsing: $0.entry.content)["justification"]?.string
        }
        #expect(said == wanted)
        let ndjson = try await room.export().body
        #expect(Harmless.offenders(in: ndjson) == [] && ndjson.split(separator: "\n").count == room.trail.entries.count + 1)
        let csv = try await room.export("?format=csv").body.replacing("\r\n", with: "\n")
        #expect(Harmless.offenders(in: csv) == [])
        #expect(!csv.split(separator: "\n").contains { line in Harmless.naivePieces(of: line).contains { Harmless.isFormula($0) } })
    }

    @Test("is harmless in the envelope of a refusal and in the log")
    func refusals() async throws {
        let room = try ReadingRoom { $0.pagesPerMinute = 100_000 }
        let texts = HostileTexts.all.filter { $0.utf8.count <= 256 && !$0.isEmpty }
        try await room.serving { port in
            for text in texts {
                let escaped = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                let unknown = try await ReadingRoom.request("/v1/audit/entries?\(escaped)=1&reason=\(escaped)", by: .auditor).answer(from: port)
                #expect(unknown.status == 400 && Harmless.offenders(in: unknown.text) == [], "\(unknown.text)")
                let found = try await ReadingRoom.request("/v1/audit/entries?channel=\(escaped)", by: .auditor).answer(from: port)
                #expect(found.status == 200)
                var invitation = Attempt()
                invitation.json["invitedUserDisplayName"] = .string(text)
                let name = try await WireRequest(invitation).answer(from: port)
                invitation.json = [text: "x", "invitedUserEmailAddress": .string(text), "inviteRedirectUrl": .string(text)]
                let property = try await WireRequest(invitation).answer(from: port)
                #expect(Harmless.offenders(in: name.status == 201 ? "" : name.text) == [], "\(name.text)")
                #expect(property.status == 400 && Harmless.offenders(in: property.text) == [], "\(property.text)")
            }
        }
        #expect(room.house.log.lines.count > texts.count)
        #expect(room.house.log.lines.allSatisfy { Harmless.offenders(in: $0) == [] && !$0.contains("\n") })
    }
}
