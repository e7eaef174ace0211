import AuditTrail
import Invitations
import Testing

@testable import AuditStores

@Suite("Asking a store")
struct QueryTests {
    let folder: Folder
    let store: SQLiteAuditStore

    /// Row 1 is the start; then decisions 0…9 in turn approved at portal and denied at bot, an outcome for 0 and 2.
    init() async throws {
        folder = try Folder()
        store = try await folder.open()
        for number in 0..<10 as Range<UInt64> {
            let isEven = number % 2 == 0
            _ = try await store.append(
                try decision(
                    number, isEven ? .approved : .denied, address: isEven ? "a@one.example" : "b@two.example",
                    at: noon.adding(seconds: Int64(number)), channel: isEven ? "portal" : "bot"))
        }
        _ = try await store.append(outcome(0))
        _ = try await store.append(outcome(2, .unknown))
    }

    private func rows(_ change: (inout AuditQuery) -> Void) async throws -> [Int64] {
        var query = AuditQuery()
        query.order = .oldestFirst
        change(&query)
        return try await store.reader.query(query).entries.map(\.id.number)
    }

    @Test("by each filter gives the entries that match")
    func filters() async throws {
        #expect(try await rows { _ in } == Array(1...13))
        #expect(try await rows { $0.order = .newestFirst } == Array((1...13).reversed()))
        #expect(try await rows { $0.kinds = [.started, .outcome] } == [1, 12, 13])
        #expect(try await rows { $0.verdict = .denied } == [3, 5, 7, 9, 11])
        #expect(try await rows { $0.outcome = .unknown } == [13])
        #expect(try await rows { $0.reason = .domainDenied } == [3, 5, 7, 9, 11])
        #expect(try await rows { $0.reason = .noRuleAllows } == [])
        #expect(try await rows { $0.inviter = id(1) } == [3, 6, 9])
        #expect(try await rows { $0.caller = id(30) } == Array(2...11))
        #expect(try await rows { $0.channel = "bot" } == [3, 5, 7, 9, 11])
        #expect(try await rows { $0.decision = id(0) } == [2, 12])
        #expect(try await rows { $0.rule = "rule-1" } == [3, 5, 7, 9, 11])
        #expect(try await rows { $0.domain = try? MailDomain("ONE.example") } == [2, 4, 6, 8, 10])
        #expect(try await rows { $0.address = "B@TWO.example" } == [3, 5, 7, 9, 11])
        #expect(
            try await rows {
                $0.from = noon.adding(seconds: 3)
                $0.until = noon.adding(seconds: 6)
            } == [5, 6, 7])
        #expect(
            try await rows {
                $0.channel = "bot"
                $0.inviter = id(1)
            } == [3, 9])
    }

    @Test("for an outcome together with what only a decision says gives the decisions whose latest outcome it is")
    func decisionsByOutcome() async throws {
        #expect(
            try await rows {
                $0.outcome = .created; $0.inviter = id(0)
            } == [2])
        #expect(
            try await rows {
                $0.outcome = .unknown; $0.domain = try? MailDomain("one.example")
            } == [4])
        #expect(
            try await rows {
                $0.outcome = .created; $0.channel = "bot"
            } == [])
        _ = try await store.append(
            .outcome(OutcomeRecord(decision: id(2), time: noon, outcome: .refused, source: .lookup, reason: .graphRefused)))
        #expect(
            try await rows {
                $0.outcome = .unknown; $0.domain = try? MailDomain("one.example")
            } == [])
        #expect(
            try await rows {
                $0.outcome = .refused; $0.rule = "rule-0"
            } == [4])
        #expect(
            try await rows {
                $0.reason = .graphRefused; $0.channel = "portal"
            } == [4])
        #expect(try await rows { $0.reason = .graphRefused } == [14])
        #expect(
            try await rows {
                $0.verdict = .approved; $0.reason = .graphRefused
            } == [4])
        #expect(
            try await rows {
                $0.verdict = .denied; $0.reason = .domainDenied
            } == [3, 5, 7, 9, 11])
    }

    @Test("by the policy in force takes its digest or how that begins")
    func policy() async throws {
        #expect(try await rows { $0.policy = "d" } == Array(2...11))
        #expect(try await rows { $0.policy = "de" } == [])
        #expect(
            try await rows {
                $0.policy = "d"; $0.channel = "bot"
            } == [3, 5, 7, 9, 11])
    }

    @Test("up to a row leaves out what came later")
    func through() async throws {
        #expect(try await rows { $0.through = EntryID(3) } == [1, 2, 3])
        #expect(try await rows { $0.through = EntryID(0) } == [])
        #expect(try await rows { $0.through = EntryID(99) }.count == 13)
        #expect(
            try await rows {
                $0.through = EntryID(5); $0.after = EntryID(3)
            } == [4, 5])
    }

    @Test("with no time left gives where to go on, and going on gives all")
    func deadline() async throws {
        var query = AuditQuery()
        query.address = "nobody@nowhere.example"
        let page = try await store.reader.query(query, until: .now)
        // Few rows fit into the one turn that is always taken.
        #expect(page.entries.isEmpty && page.next == nil)
    }

    @Test("for what is in doubt gives approvals that nothing has settled")
    func inDoubt() async throws {
        #expect(try await rows { $0.inDoubt = true } == [4, 6, 8, 10])
        #expect(try await store.reader.inDoubtCount() == 4)
        #expect(try await store.reader.inDoubtCount(before: noon.adding(seconds: 5)) == 2)
        _ = try await store.append(
            .outcome(OutcomeRecord(decision: id(2), time: noon, outcome: .created, source: .lookup)))
        #expect(try await rows { $0.inDoubt = true } == [6, 8, 10])
    }

    @Test("for what a candidate policy judged otherwise gives those judgements, and counts them")
    func candidateDiffers() async throws {
        #expect(try await rows { $0.candidateDiffers = true } == [])
        for (number, verdict) in [(20, .denied), (21, .approved), (22, .undecided)] as [(UInt64, CandidateRecord.Verdict)] {
            let candidate = CandidateRecord(policy: PolicyReference(name: "next", digest: "d", mode: "enforce"), verdict: verdict)
            _ = try await store.append(try decision(number, candidate: candidate))
        }
        #expect(try await rows { $0.candidateDiffers = true } == [14, 16])
        var query = AuditQuery()
        query.candidateDiffers = true
        #expect(try await store.reader.count(matching: query) == 2)
        var walked: [Int64] = []
        query.order = .oldestFirst
        for try await stored in store.reader.entries(matching: query) { walked.append(stored.id.number) }
        #expect(walked == [14, 16])
    }

    @Test("in pieces gives every entry once, while others are added")
    func pages() async throws {
        var query = AuditQuery()
        query.limit = 5
        var seen: [Int64] = []
        repeat {
            let page = try await store.reader.query(query)
            seen += page.entries.map(\.id.number)
            query.after = page.next
            _ = try await store.append(outcome(50))
        } while query.after != nil
        #expect(seen == Array((1...13).reversed()))
    }

    @Test("gives back what was recorded, the side row included")
    func contents() async throws {
        let stored = try #require(try await store.reader.entry(EntryID(2)))
        let draft = try decision(0, address: "a@one.example", at: noon)
        #expect(stored.entry.content == draft.content)
        #expect(stored.fields == draft.fields)
        #expect(stored.invitee == draft.invitee)
        #expect(try await store.reader.entry(EntryID(99)) == nil)
    }

    @Test("takes a filter's text as text")
    func injection() async throws {
        let text = "' OR 1=1; DROP TABLE entries --"
        #expect(try await rows { $0.channel = text } == [])
        #expect(try await rows { $0.rule = text } == [])
        #expect(try await rows { $0.address = text } == [])
        #expect(try await rows { _ in }.count == 13)
    }

    @Test("goes on beside the service, by a reader of its own")
    func beside() async throws {
        let reader = try SQLiteAuditReader.open(path: folder.store)
        let before = try await reader.query(AuditQuery()).entries.count
        _ = try await store.append(outcome(4))
        #expect(try await reader.query(AuditQuery()).entries.count == before + 1)
    }
}
