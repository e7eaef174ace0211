import AuditTrail
import Foundation
import GRDB
import Invitations
import StrictJSON
import Testing

@testable import AuditStores

@Suite("Retention")
struct PruningTests {
    let folder: Folder
    let key: NoteSigner

    init() throws {
        folder = try Folder()
        key = try signer()
    }

    private let day: Int64 = 86_400

    private func append(_ store: SQLiteAuditStore, _ numbers: ClosedRange<UInt64>, day: Int64) async throws {
        for number in numbers {
            let time = noon.adding(seconds: day * self.day)
            _ = try await store.append(try decision(number, address: "p\(number)@fabrikam.example", at: time))
            _ = try await store.append(outcome(number, at: time))
        }
    }

    private func prune(_ store: SQLiteAuditStore, beforeDay: Int64, key: NoteSigner? = nil) async throws -> PruningPlan {
        let key = key ?? self.key
        let before = noon.adding(seconds: beforeDay * day)
        let plan = try await store.planPruning(before: before, keys: [key.verifier])
        _ = try await store.prune(plan, signing: key, by: "test", at: noon.adding(seconds: 100 * day))
        return plan
    }

    private func report(_ keys: [NoteVerifier]? = nil) async throws -> TrailReport {
        try await SQLiteAuditReader.open(path: folder.store).verify(against: TrailEvidence(), keys: keys ?? [key.verifier])
    }

    @Test("removes what is old, and leaves a trail that is whole from its signed anchor on, its side rows and checkpoints with it")
    func removes() async throws {
        let store = try await folder.open()
        try await append(store, 1...5, day: 1)
        _ = try await store.makeCheckpoint(signing: key, at: noon)
        try await append(store, 6...9, day: 3)
        _ = try await store.makeCheckpoint(signing: key, at: noon)
        let plan = try await prune(store, beforeDay: 2)
        #expect(plan.entries == 11 && plan.hold == nil)
        let found = try await report()
        #expect(found.isWhole && found.removed == 11 && found.entries == 9 && found.checkpoints == 1, "\(found)")
        let counts = try await store.pool.read { db in
            try ["entries", "bodies", "invitees", "checkpoints"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") }
        }
        #expect(counts == [9, 9, 4, 1])
        // What was done is an entry, with its figures.
        var query = AuditQuery()
        query.kinds = [.pruned]
        let entry = try #require(try await store.reader.query(query).entries.first)
        #expect(
            entry.json()["content"] == ["before": .string(noon.adding(seconds: 2 * day).description), "by": "test", "entries": 11, "through": 11])
        // And again, from the anchor on.
        try await append(store, 10...12, day: 5)
        #expect(try await prune(store, beforeDay: 4).entries == 8)
        let after = try await report()
        #expect(after.isWhole && after.removed == 19, "\(after)")
        #expect(try await prune(store, beforeDay: 4).entries == 0)
    }

    @Test("is told from tampering by the anchor alone: without its key, forged, of another place, or not there")
    func forged() async throws {
        let store = try await folder.open()
        try await append(store, 1...5, day: 1)
        try await append(store, 6...7, day: 3)
        _ = try await prune(store, beforeDay: 2)
        let note = try #require(try await store.reader.keptNotes().anchor)
        await store.close()
        #expect(try await report().isWhole)
        #expect(try await report([]).fault?.kind.name == "unanchored")
        #expect(try await report([try signer(2).verifier]).fault?.kind.name == "unanchored")
        // A key that is known has to have signed it, as an anchor.
        let said = try note.attested(by: [key.verifier]).checkpoint
        let other = try TrailCheckpoint(.anchor, origin: said.origin, entries: 13, time: said.time, previous: nil, heads: said.heads).signed(
            by: signer(2))
        let checkpoint = try TrailCheckpoint(.checkpoint, origin: said.origin, entries: 11, time: said.time, previous: nil, heads: said.heads).signed(
            by: key)
        for (place, text) in [note.description.replacing("entries 11", with: "entries 13"), other.description, checkpoint.description, "x"]
            .enumerated()
        {
            try folder.tamper("UPDATE anchor SET note = '\(text)'")
            #expect(try await report().fault?.kind.name == "unanchored", "\(text)")
            let again = try SQLiteAuditStore.open(path: folder.store, writer: id(UInt64(50 + place)))
            _ = try await again.append(started)
            await #expect(throws: PruningFault.self) { try await prune(again, beforeDay: 50) }
            await again.close()
        }
        try folder.tamper("DELETE FROM anchor")
        #expect(try await report().fault?.kind.name == "unanchored")
        try folder.tamper("INSERT INTO anchor VALUES (1, '\(note.description)')")
        #expect(try await report().isWhole)
        try folder.tamper("DELETE FROM entries WHERE id = 12; DELETE FROM bodies WHERE entry = 12")
        #expect(try await report().fault?.kind.name == "unanchored")
    }

    @Test("does not touch a decision in doubt, nor one whose outcome is younger, nor what comes after")
    func held() async throws {
        let store = try await folder.open()
        try await append(store, 1...2, day: 1)
        _ = try await store.append(try decision(3, at: noon.adding(seconds: day)))
        try await append(store, 4...5, day: 1)
        let plan = try await prune(store, beforeDay: 10)
        #expect(plan.entries == 5 && plan.hold == .decision(id(3), EntryID(6)))
        #expect(try await store.reader.inDoubtCount() == 1)
        // Settled, but only lately.
        _ = try await store.append(outcome(3, at: noon.adding(seconds: 20 * day)))
        #expect(try await prune(store, beforeDay: 10).entries == 0)
        #expect(try await prune(store, beforeDay: 21).entries > 0)
        #expect(try await report().isWhole)
    }

    private var suspension: CommandRecord { CommandRecord(by: "gate", inviter: id(3), until: noon.adding(seconds: 5 * day)) }

    @Test("keeps a pause behind which an inviter was suspended and let go again")
    func pausedBefore() async throws {
        let store = try await folder.open()
        _ = try await store.append(.paused(CommandRecord(by: "root"), at: noon))
        _ = try await store.append(.paused(suspension, at: noon))
        _ = try await store.append(.resumed(CommandRecord(by: "root", inviter: id(3)), at: noon))
        try await append(store, 1...3, day: 1)
        #expect(try await prune(store, beforeDay: 10).hold == .paused(EntryID(2)))
    }

    @Test("keeps a suspension until it is over, or everybody may invite again")
    func suspended() async throws {
        let store = try await folder.open()
        _ = try await store.append(.paused(suspension, at: noon))
        try await append(store, 1...3, day: 1)
        func plan(beforeDay: Int64) async throws -> PruningPlan {
            try await store.planPruning(before: noon.adding(seconds: beforeDay * day), keys: [key.verifier])
        }
        #expect(try await plan(beforeDay: 4).hold == .paused(EntryID(2)))
        #expect(try await plan(beforeDay: 6).through > 2)
        _ = try await store.append(.resumed(CommandRecord(by: "root"), at: noon.adding(seconds: 2 * day)))
        #expect(try await plan(beforeDay: 4).through > 2)
    }

    @Test("keeps what a sink that is switched on has not taken, and nothing for one that is not")
    func sinks() async throws {
        let store = try await folder.open()
        try await append(store, 1...5, day: 1)
        let cursors = try SinkCursors.open(path: folder.store)
        _ = try await cursors.claim(.file, for: id(1), startingAt: .oldest, at: 0)
        _ = try await cursors.move(.file, to: EntryID(4), for: id(1), at: 0)
        func plan(_ sinks: Set<SinkName>) async throws -> PruningPlan {
            try await store.planPruning(before: noon.adding(seconds: 2 * day), keys: [key.verifier], sinks: sinks)
        }
        #expect(try await plan([.file]).hold == .sink(EntryID(5)))
        #expect(try await plan([.file]).through == 4)
        #expect(try await plan([.file, .syslog]).entries == 0)
        #expect(try await plan([]).through > 4)
        _ = try await cursors.move(.file, to: EntryID(11), for: id(1), at: 0)
        #expect(try await plan([.file]).through == plan([]).through)
    }

    @Test("keeps the entry that says that forwarding is paused, until it is taken up again")
    func paused() async throws {
        let store = try await folder.open()
        _ = try await store.append(.paused(CommandRecord(by: "root"), at: noon))
        try await append(store, 1...1, day: 1)
        #expect(try await prune(store, beforeDay: 10).hold == .paused(EntryID(2)))
        _ = try await store.append(.resumed(CommandRecord(by: "root"), at: noon.adding(seconds: day)))
        #expect(try await prune(store, beforeDay: 10).hold != .paused(EntryID(2)))
        #expect(try await report().removed > 2)
    }

    @Test("keeps the newest entry of all, so that rows go on being counted")
    func newest() async throws {
        let store = try await folder.open()
        try await append(store, 1...1, day: 1)
        let plan = try await store.planPruning(before: noon.adding(seconds: 10 * day), keys: [key.verifier])
        #expect(plan.hold == .newest(EntryID(3)) && plan.entries == 2)
    }

    @Test("removes nothing from a trail that is not whole")
    func notWhole() async throws {
        let store = try await folder.open()
        try await append(store, 1...5, day: 1)
        try await append(store, 6...7, day: 3)
        try folder.tamper("UPDATE bodies SET content = replace(content, 'portal', 'laptop') WHERE entry = 4")
        await #expect(throws: PruningFault.notWhole(ChainFault(kind: .altered, writer: id(1), sequence: 4, id: EntryID(4)))) {
            try await prune(store, beforeDay: 2)
        }
        try folder.tamper("DELETE FROM entries WHERE id = 1")
        await #expect(throws: PruningFault.self) { try await prune(store, beforeDay: 2) }
        #expect(try await store.reader.keptNotes().anchor == nil)
    }

    @Test("works beside a process that writes, over many steps and chains, also for one that has rested since")
    func beside() async throws {
        let resting = try await folder.open(writer: 1)
        let busy = try await folder.open(writer: 2)
        for number in 3..<30 as Range<UInt64> {
            let store = try await folder.open(writer: number)
            if number.isMultiple(of: 2) { _ = try await store.append(.stopped(StoppedRecord(why: "x", drained: true), at: noon)) }
            await store.close()
        }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1_200 as Range<UInt64> { group.addTask { _ = try? await busy.append(outcome(number)) } }
        }
        let pruner = try await folder.open(writer: 90)
        let key = key
        let plan = try await pruner.planPruning(before: noon.adding(seconds: 2 * day), keys: [key.verifier])
        #expect(plan.entries > 1_200)
        async let removed = pruner.prune(plan, signing: key, by: "test", at: noon)
        for number in 0..<50 as Range<UInt64> { _ = try await busy.append(outcome(number, at: noon.adding(seconds: 3 * day))) }
        #expect(try await removed != nil)
        let first = try await report()
        #expect(first.isWhole, "\(String(describing: first.fault))")
        // Every entry of its own has gone; its chain goes on all the same, also for a connection that has to read its end.
        let receipt = try await resting.append(outcome(7, at: noon.adding(seconds: 4 * day)))
        #expect(receipt.sequence == 2)
        await resting.close()
        let again = try SQLiteAuditStore.open(path: folder.store, writer: id(1))
        #expect(try await again.append(outcome(8, at: noon.adding(seconds: 4 * day))).sequence == 3)
        #expect(try await report().isWhole)
        // Those that ended in good order and are listed are left out; those that may go on are not.
        let anchor = try #require(try await pruner.reader.keptNotes().anchor)
        let writers = Set(try heads(anchor, by: key).map(\.writer))
        #expect(writers.contains(id(1)) && writers.contains(id(3)) && !writers.contains(id(4)))
    }

    @Test("is interrupted between two steps, and the trail is whole; the next run goes on from there")
    func interrupted() async throws {
        let store = try await folder.open()
        for number in 0..<1_100 as Range<UInt64> { _ = try await store.append(outcome(number)) }
        _ = try await store.append(outcome(1, at: noon.adding(seconds: 9 * day)))
        try await store.pool.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER no_more BEFORE DELETE ON main.entries WHEN OLD.id = 700 BEGIN SELECT RAISE(FAIL, 'broken'); END
                    """)
        }
        await #expect(throws: PruningFault.self) { try await prune(store, beforeDay: 2) }
        let broken = try await report()
        #expect(broken.isWhole && broken.removed == 500, "\(broken)")
        try await store.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER no_more") }
        #expect(try await prune(store, beforeDay: 2).entries == 601)
        #expect(try await report().isWhole)
    }

    @Test("leaves no byte of what it removed in the file or its log")
    func bytes() async throws {
        let store = try await folder.open()
        try await append(store, 1...20, day: 1)
        _ = try await store.append(outcome(99, at: noon.adding(seconds: 9 * day)))
        #expect(try folder.holds("p7@fabrikam.example"))
        _ = try await prune(store, beforeDay: 2)
        #expect(try !folder.holds("p7@fabrikam.example"))
        #expect(try !folder.holds("p20@fabrikam.example"))
    }

    @Test("does not make the file grow: what is written afterwards takes the room")
    func reuse() async throws {
        let store = try await folder.open()
        try await append(store, 1...300, day: 1)
        _ = await store.emptyLog()
        func pages() async throws -> Int { try await store.pool.read { db in try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0 } }
        let before = try await pages()
        try await append(store, 301...301, day: 9)
        _ = try await prune(store, beforeDay: 2)
        try await append(store, 302...500, day: 9)
        #expect(try await pages() <= before + 8)
    }
}

@Suite("Erasing a person")
struct ErasureTests {
    @Test("beside a running writer leaves no byte of the address in the file or its log, and the chains whole")
    func beside() async throws {
        let folder = try Folder()
        let gate = try await folder.open()
        _ = try await gate.append(try decision(1, address: "Dana.Unique@fabrikam.example"))
        _ = try await gate.append(try decision(2, address: "other.one@fabrikam.example"))
        #expect(try folder.holds("Dana.Unique"))
        let command = try await folder.open(writer: 2)
        #expect(try await command.reader.sideRowCount(of: "dana.unique@FABRIKAM.example") == 1)
        _ = try await command.erase(Erasure(address: "dana.unique@FABRIKAM.example", by: "dpo", at: noon))
        #expect(await command.emptyLog())
        await command.close()
        #expect(try !folder.holds("Dana.Unique") && folder.holds("other.one"))
        _ = try await gate.append(outcome(1))
        #expect(try await folder.verify().isWhole)
        #expect(try await gate.reader.sideRowCount(of: "dana.unique@fabrikam.example") == 0)
    }

    @Test("says that the log is not empty while somebody reads an older state")
    func reader() async throws {
        let folder = try Folder()
        let gate = try await folder.open()
        _ = try await gate.append(try decision(1, address: "Dana.Unique@fabrikam.example"))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.store, configuration: configuration)
        try await other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN; SELECT count(*) FROM entries")
        }
        try await gate.pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA busy_timeout = 10") }
        _ = try await gate.erase(Erasure(address: "dana.unique@fabrikam.example", by: "dpo", at: noon))
        #expect(await !gate.emptyLog())
        try await other.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
        #expect(await gate.emptyLog())
        #expect(try !folder.holds("Dana.Unique"))
    }
}

extension Folder {
    /// Whether the bytes are anywhere in the store's file or its log.
    func holds(_ text: String) throws -> Bool {
        for path in [store, store + "-wal"] where FileManager.default.fileExists(atPath: path) {
            if try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil { return true }
        }
        return false
    }
}
