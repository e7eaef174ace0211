import AuditTrail
import Invitations
import Testing

@Suite("Tampering with a trail is named")
struct TamperingTests {
    let rows: [StoredEntry]

    init() throws { rows = chain(try everyKindOfDraft()) }

    private func fault(_ change: (inout [StoredEntry]) -> Void) -> ChainFault? {
        var changed = rows
        change(&changed)
        return AuditTrailTests.fault(in: changed)
    }

    @Test("altered content")
    func content() {
        let found = fault {
            let text = String(decoding: $0[5].entry.content, as: UTF8.self)
            $0[5].entry.content = Array(text.replacing("\"denied\"", with: "\"approved\"").utf8)
        }
        #expect(found == ChainFault(kind: .altered, writer: id(100), sequence: 6, id: EntryID(6)))
    }

    @Test("altered time, kind, decision and writer")
    func otherFields() {
        #expect(fault { $0[4].entry.time = noon.adding(seconds: 1) }?.kind == .altered)
        #expect(fault { $0[4].entry.kind = .inquiry }?.kind == .altered)
        #expect(fault { $0[4].entry.decision = id(99) }?.kind == .altered)
        #expect(fault { $0[4].entry.decision = nil }?.kind == .altered)
        #expect(fault { $0[4].entry.writer = id(101) }?.kind == .altered)
    }

    @Test("a changed hash")
    func hash() {
        #expect(fault { $0[4].entry.hash = digest(9) }?.kind == .altered)
    }

    @Test("a deleted row")
    func deleted() {
        let found = fault { $0.remove(at: 4) }
        #expect(found?.kind == .missing)
        #expect(found?.sequence == 5)
    }

    @Test("a deleted first row")
    func deletedFirst() {
        let found = fault { $0.remove(at: 0) }
        #expect(found?.kind == .missing)
        #expect(found?.sequence == 1)
    }

    @Test("a row that stands there twice, at once and later")
    func repeated() {
        #expect(fault { $0.insert($0[4], at: 5) }?.kind == .repeated)
        let found = fault { $0.append($0[4]) }
        #expect(found?.kind == .reordered)
        #expect(found?.sequence == 5)
    }

    @Test("swapped rows")
    func swapped() {
        let found = fault { $0.swapAt(4, 6) }
        #expect(found?.kind == .reordered)
        #expect(found?.sequence == 5)
    }

    @Test("an entry written anew with its hash, which no longer fits the next")
    func rewritten() throws {
        let forged = EntryDraft.decision(
            try sampleDecision(2), invitee: Invitee(try sampleRequest()), key: key)
        let found = fault {
            let old = $0[5].entry
            $0[5].entry = forged.placed(writer: old.writer, sequence: old.sequence, previous: old.previous)
            $0[5].fields = forged.fields
        }
        #expect(found == ChainFault(kind: .wrongPrevious, writer: id(100), sequence: 7, id: EntryID(7)))
    }

    @Test("a start in the middle, and none at the beginning")
    func starts() throws {
        let drafts = try everyKindOfDraft()
        #expect(AuditTrailTests.fault(in: chain(drafts + [drafts[0]]))?.kind == .startedTwice)
        #expect(AuditTrailTests.fault(in: chain(Array(drafts.dropFirst())))?.kind == .noStart)
    }

    @Test("a start whose listed heads were changed together with its hash")
    func origin() {
        let other = ChainHead(writer: id(5), sequence: 1, hash: digest(1))
        let start = EntryDraft.started(StartedRecord(software: "x"), at: noon).committing(to: [])
        let entry = start.placed(
            writer: id(100), sequence: 1, previous: ChainOrigin.previous(writer: id(100), heads: [other]))
        let row = StoredEntry(id: EntryID(1), entry: entry, fields: start.fields)
        #expect(AuditTrailTests.fault(in: [row])?.kind == .wrongPrevious)
    }

    @Test("a tail cut off before the next writer began, and a whole chain dropped")
    func cut() throws {
        let next = chain(try everyKindOfDraft(), writer: id(200), heads: [head(rows[rows.count - 1])], firstRow: 50)
        #expect(AuditTrailTests.fault(in: rows + next) == nil)
        let cut = AuditTrailTests.fault(in: rows.dropLast(2) + next)
        // The first of the two that are gone.
        #expect(cut?.sequence == Int64(rows.count) - 1)
        #expect(cut?.writer == id(100))
        guard case .cut = cut?.kind else {
            Issue.record("expected a cut, found \(String(describing: cut))")
            return
        }
        guard case .cut = AuditTrailTests.fault(in: next)?.kind else {
            Issue.record("a dropped chain went unnoticed")
            return
        }
    }

    @Test("a tail written anew before the next writer began")
    func replacedTail() throws {
        let next = chain(try everyKindOfDraft(), writer: id(200), heads: [head(rows[rows.count - 1])], firstRow: 50)
        var drafts = try everyKindOfDraft()
        drafts[drafts.count - 1] = .stopped(StoppedRecord(why: "another story", drained: false), at: noon)
        guard case .replaced = AuditTrailTests.fault(in: chain(drafts) + next)?.kind else {
            Issue.record("a replaced tail went unnoticed")
            return
        }
    }

    @Test("the newest tail, by a head kept elsewhere")
    func keptHead() {
        #expect(AuditTrailTests.fault(in: rows, expecting: [head(rows[rows.count - 1]), head(rows[3])]) == nil)
        guard case .cut = AuditTrailTests.fault(in: Array(rows.dropLast()), expecting: [head(rows[rows.count - 1])])?.kind else {
            Issue.record("a cut went unnoticed")
            return
        }
        let wrong = ChainHead(writer: id(100), sequence: 4, hash: digest(1))
        guard case .replaced = AuditTrailTests.fault(in: rows, expecting: [wrong])?.kind else {
            Issue.record("another hash went unnoticed")
            return
        }
    }

    @Test("an altered side row, and one where none was recorded")
    func sideRow() {
        let other = InviteeRow(invitee: Invitee(address: "other@fabrikam.example"), key: key)
        #expect(fault { $0[3].invitee = other }?.kind == .inviteeAltered)
        #expect(fault { $0[4].invitee = other }?.kind == .inviteeAltered)
        let rekeyed = rows[3].invitee.map { InviteeRow(invitee: $0.invitee, key: CommitmentKey(random: (9, 9, 9, 9))) }
        #expect(fault { $0[3].invitee = rekeyed }?.kind == .inviteeAltered)
    }

    @Test("a column that differs from the content")
    func columns() {
        #expect(fault { $0[5].fields.result = "approved" }?.kind == .columnAltered("result"))
        #expect(fault { $0[5].fields.reason = nil }?.kind == .columnAltered("reason"))
        #expect(fault { $0[5].fields.inviter = id(1) }?.kind == .columnAltered("inviter"))
        #expect(fault { $0[5].fields.caller = nil }?.kind == .columnAltered("caller"))
        #expect(fault { $0[5].fields.channel = "bot" }?.kind == .columnAltered("channel"))
    }

    @Test("a format that this program does not know")
    func version() {
        #expect(fault { $0[5].entry.version = 2 }?.kind == .unknownVersion(2))
    }
}
