import AuditTrail
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("The way to the entries of a query")
struct SearchPlanTests {
    typealias Filter = @Sendable (inout AuditQuery) -> Void

    /// Each filter alone, and the index that SQLite must say it uses.
    static let alone: [(name: String, change: Filter, uses: String)] = [
        ("decision", { $0.decision = id(1) }, "SEARCH entries USING INDEX entries_decision (decision=?)"),
        ("in doubt", { $0.inDoubt = true }, "SEARCH open_intents USING COVERING INDEX open_intents_entry (entry>? AND entry<?)"),
        ("address", { $0.address = "a@one.example" }, "SEARCH invitees USING INDEX invitees_address (<expr>=? AND address=?)"),
        ("domain", { $0.domain = try? MailDomain("one.example") }, "SEARCH invitees USING INDEX invitees_domain (<expr>=? AND domain=?)"),
        ("inviter", { $0.inviter = id(1) }, "SEARCH entries USING INDEX entries_inviter (<expr>=? AND inviter=?)"),
        ("rule", { $0.rule = "rule-1" }, "SEARCH entry_rules USING PRIMARY KEY (segment=? AND rule=?)"),
        ("kind", { $0.kinds = [.refusal] }, "SEARCH entries USING INDEX entries_kind (kind=? AND rowid>? AND rowid<?)"),
        ("reason", { $0.reason = .domainDenied }, "SEARCH entries USING INDEX entries_reason (reason=? AND rowid>? AND rowid<?)"),
        ("caller", { $0.caller = id(30) }, "SEARCH entries USING INDEX entries_caller (caller=? AND rowid>? AND rowid<?)"),
        ("verdict", { $0.verdict = .denied }, "SEARCH entries USING INDEX entries_result (result=? AND rowid>? AND rowid<?)"),
        ("outcome", { $0.outcome = .refused }, "SEARCH entries USING INDEX entries_result (result=? AND rowid>? AND rowid<?)"),
        ("channel", { $0.channel = "bot" }, "SEARCH entries USING INDEX entries_channel (channel=? AND rowid>? AND rowid<?)"),
        ("kind of most", { $0.kinds = [.decision] }, "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("policy", { $0.policy = "d" }, "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("time", { $0.from = noon }, "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("nothing", { _ in }, "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
    ]

    private func plan(_ query: AuditQuery) async throws -> [String] {
        let folder = try Folder()
        let store = try await folder.open()
        let path = AccessPath(query, format: StoreSchema.version)
        let text = QueryStatement(query, by: path, format: StoreSchema.version, for: .entries)
        return try await store.pool.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + text.sql, arguments: text.arguments(over: 1...100, limit: 10)
            ).map { $0["detail"] }
        }
    }

    @Test("begins with the filter's own index, and sorts nothing")
    func eachAlone() async throws {
        for (name, change, uses) in Self.alone {
            for order in [AuditQuery.Order.newestFirst, .oldestFirst] {
                var query = AuditQuery()
                query.order = order
                change(&query)
                let plan = try await plan(query)
                #expect(plan.first == uses, "\(name)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(name): \(plan)")
                let others = plan.dropFirst()
                #expect(others.allSatisfy { $0.contains("USING INTEGER PRIMARY KEY") }, "\(name): \(plan)")
            }
        }
    }

    static let together: [(change: Filter, path: AccessPath)] = [
        (
            {
                $0.inviter = id(1); $0.reason = .domainDenied; $0.channel = "bot"
            }, .inviter
        ),
        (
            {
                $0.domain = try? MailDomain("one.example"); $0.inviter = id(1)
            }, .domain
        ),
        (
            {
                $0.address = "a@one.example"; $0.domain = try? MailDomain("one.example")
            }, .address
        ),
        (
            {
                $0.rule = "rule-1"; $0.channel = "bot"; $0.from = noon
            }, .rule
        ),
        (
            {
                $0.verdict = .denied; $0.reason = .domainDenied
            }, .reason
        ),
        (
            {
                $0.verdict = .approved; $0.reason = .graphRefused
            }, .result
        ),
        (
            {
                $0.outcome = .refused; $0.channel = "bot"
            }, .channel
        ),
        (
            {
                $0.outcome = .refused; $0.inviter = id(1)
            }, .inviter
        ),
        (
            {
                $0.decision = id(1); $0.address = "a@one.example"
            }, .decision
        ),
        (
            {
                $0.inDoubt = true; $0.domain = try? MailDomain("one.example")
            }, .openIntents
        ),
        (
            {
                $0.kinds = [.refusal, .decision]; $0.channel = "bot"
            }, .channel
        ),
    ]

    @Test("with several filters begins with the one that leaves the fewest, and tries the others on what that finds")
    func combined() async throws {
        for (number, (change, path)) in Self.together.enumerated() {
            var query = AuditQuery()
            change(&query)
            #expect(AccessPath(query, format: StoreSchema.version) == path, "combination \(number)")
            let plan = try await plan(query)
            #expect(
                !plan.contains {
                    $0.hasPrefix("SCAN") && !$0.hasPrefix("SEARCH open_intents USING COVERING INDEX open_intents_entry (entry>? AND entry<?)")
                }, "combination \(number): \(plan)")
        }
    }

    @Test("in a store that was not migrated yet uses what there is")
    func old() {
        for (_, change, _) in Self.alone {
            var query = AuditQuery()
            change(&query)
            #expect([.decision, .openIntents, .reason, .rows].contains(AccessPath(query, format: 2)))
        }
    }
}
