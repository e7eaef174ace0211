import AuditTrail
import Foundation
import Invitations
import StrictJSON
import Testing

@Suite("Checking an export")
struct ExportCheckTests {
    private let rows: [StoredEntry]
    private let lines: [[UInt8]]
    private let keys: [NoteVerifier]
    private let kept: AttestedCheckpoint

    init() throws {
        let invitee = InviteeRow(invitee: Invitee(address: "dana@fabrikam.example", displayName: "Dana"), key: key)
        rows = chain([
            .started(StartedRecord(software: "gatekeeper 1", host: "gate-1", processID: 12), at: noon),
            .outcome(sampleOutcome(1)), .refusal(sampleRefusal(3), invitee: invitee),
            .resumed(CommandRecord(by: "root <&> \u{202E}"), at: noon), .stopped(StoppedRecord(why: "SIGTERM", drained: true), at: noon),
        ])
        lines = rows.map { Array($0.json().visibleText().utf8) }
        keys = [try signer().verifier]
        kept = try checkpoint(entries: 5, heads: [head(rows[4])]).signed(by: try signer()).attested(by: keys)
    }

    private func check(
        _ lines: [[UInt8]], _ evidence: TrailEvidence = TrailEvidence(), filtered: Bool = false
    ) -> TrailReport {
        var check = ExportCheck(against: evidence, isFiltered: filtered)
        do throws(ChainFault) {
            for line in lines { try check.feed(line: line) }
            try check.finish()
            return check.report(fault: nil)
        } catch { return check.report(fault: error) }
    }

    @Test("finds nothing in one that nobody touched, and says what it has no key for")
    func whole() {
        let report = check(lines, TrailEvidence(heads: [head(rows[2])], notes: [kept]))
        #expect(report.isWhole, "\(String(describing: report.fault))")
        #expect(report.entries == 5 && report.writers == 1 && report.checkpoints == 1)
        #expect(report.heads == [head(rows[4])])
        #expect(report.unchecked.count == 1 && report.unchecked[0].hasPrefix("the invitees of 1 entries"))
        // Other spellings of the same JSON are the same.
        #expect(check(rows.map { $0.json().bytes() }).isWhole)
    }

    @Test("names the line and the entry of any byte that was changed, first, middle and last, besides what is not hashed")
    func flipped() throws {
        for place in [0, 2, 4] {
            var before = ExportCheck(against: TrailEvidence(), isFiltered: false)
            for line in lines[..<place] { try before.feed(line: line) }
            let text = String(decoding: lines[place], as: UTF8.self)
            let sideRow = text.range(of: "\"invitee\":{").map {
                text.utf8.distance(from: text.startIndex, to: $0.lowerBound)..<text.utf8.count
            }
            for at in lines[place].indices where sideRow?.contains(at) != true {
                for mask in [0x01, 0x20] as [UInt8] {
                    var line = lines[place]
                    line[at] ^= mask
                    var after = before
                    let fault = #expect(throws: ChainFault.self, "byte \(at) of line \(place + 1): \(String(decoding: line, as: UTF8.self))") {
                        try after.feed(line: line)
                        for rest in lines[(place + 1)...] { try after.feed(line: rest) }
                        try after.finish()
                    }
                    let isNamed =
                        fault?.line == place + 1 || fault?.sequence == Int64(place + 1) || fault?.id == rows[place].id
                        || fault?.kind.name == "unanchored"
                    #expect(isNamed, "byte \(at) of line \(place + 1): \(String(describing: fault))")
                }
            }
        }
    }

    @Test("names the entry that is not there, wherever it was", arguments: 0..<5)
    func deleted(_ place: Int) {
        var changed = lines
        changed.remove(at: place)
        let fault = check(changed, TrailEvidence(notes: [kept])).fault
        switch place {
        case 0: #expect(fault?.kind.name == "unanchored" && fault?.id == EntryID(2))
        case 4: #expect(fault?.kind.name == "cut" && fault?.sequence == 5)
        default: #expect(fault?.kind == .missing && fault?.sequence == Int64(place + 1))
        }
    }

    @Test("finds nothing whole in an export without an entry; a filtered one may be empty")
    func empty() {
        #expect(check([]).fault?.kind == .empty)
        #expect(check([Array(#"{"export":{"entries":0}}"#.utf8)]).fault?.kind == .empty)
        #expect(check([], filtered: true).isWhole)
        // What was kept elsewhere says more.
        #expect(check([], TrailEvidence(notes: [kept])).fault?.kind.name == "cut")
    }

    @Test("says of what is no whole entry by its nature that it is: a table, and what an inviter is shown")
    func otherForms() throws {
        let table = Array("id,time,kind,decision,result\r".utf8)
        #expect("\(try #require(check([table]).fault))".contains("CSV, which holds only a part"))
        let shown = String(decoding: lines[0].dropLast(), as: UTF8.self) + #","withheld":["facts"]}"#
        #expect("\(try #require(check([Array(shown.utf8)]).fault))".contains("withheld from its reader"))
    }

    @Test("names the entry at which it was cut off", arguments: 0..<5)
    func truncated(_ place: Int) {
        let fault = check(Array(lines[..<place]), TrailEvidence(notes: [kept])).fault
        #expect(fault?.kind.name == "cut" && fault?.writer == id(100) && fault?.sequence == Int64(place + 1))
        // Nothing inside the export can tell, unless nothing is left of it.
        #expect(check(Array(lines[..<place])).isWhole == (place > 0))
    }

    @Test("names the entry that was swapped with the next, or stands there twice", arguments: 0..<5)
    func reordered(_ place: Int) {
        var changed = lines
        if place < 4 {
            changed.swapAt(place, place + 1)
            let fault = check(changed).fault
            #expect(place == 0 ? fault?.kind.name == "unanchored" : fault?.kind == .reordered && fault?.sequence == Int64(place + 1))
        }
        changed = lines
        changed.insert(lines[place], at: place)
        let fault = check(changed).fault
        #expect(fault?.kind == .repeated && fault?.sequence == Int64(place + 1) && fault?.line == place + 2)
    }

    @Test("that was written anew as a whole is found by a checkpoint and by a receipt, and by nothing else")
    func replaced() {
        let forged = chain([
            .started(StartedRecord(software: "gatekeeper 1"), at: noon), .outcome(sampleOutcome(1, .refused)),
            .resumed(CommandRecord(by: "root"), at: noon), .resumed(CommandRecord(by: "root"), at: noon),
            .stopped(StoppedRecord(why: "SIGTERM", drained: true), at: noon),
        ]).map { $0.json().bytes() }
        #expect(check(forged).isWhole)
        let fault = check(forged, TrailEvidence(notes: [kept])).fault
        #expect(fault?.kind == .replaced(attestedBy: "the checkpoint of \(noon)") && fault?.sequence == 5)
        #expect(check(forged, TrailEvidence(heads: [head(rows[1])])).fault?.sequence == 2)
    }

    @Test("whose trailer tells of more entries, or of a filter, is not taken for whole; a true one is")
    func trailer() {
        func line(_ entries: Int64, _ filter: JSON) -> [UInt8] {
            (["export": ["entries": .integer(entries), "filter": filter]] as JSON).bytes()
        }
        #expect(check(lines + [line(5, .null)]).isWhole)
        #expect(check(lines + [line(6, .null)]).fault?.line == 6)
        #expect(check(lines + [line(5, "domain=x")]).fault?.line == 6)
        #expect(check(lines + [line(5, "domain=x")], filtered: true).isWhole)
        #expect(check(lines + [line(5, .null), lines[4]]).fault?.line == 7)
    }

    @Test("whose trailer says otherwise in any member is not taken for whole")
    func trailerMembers() {
        func fault(_ members: JSON) -> ChainFault? { check(lines + [(["export": members] as JSON).bytes()]).fault }
        #expect(fault(["complete": true, "entries": 5, "last": "5"]) == nil)
        for members in [
            ["complete": false], ["complete": true, "last": "4"], ["last": 5], ["last": .null], ["entries": "5"], ["entries": 4], ["note": "x"], "x",
            .null,
        ] as [JSON] {
            #expect(fault(members)?.kind.name == "unreadable" && fault(members)?.line == 6, "\(members)")
        }
        // True to itself, and of no trail: it has one entry at least.
        let empty: JSON = ["export": ["complete": true, "entries": 0, "last": ""]]
        #expect(check([empty.bytes()]).fault?.kind == .empty)
    }

    /// Every member of a line, wherever it is nested, with another value in its place.
    private static func changes(of value: JSON, at path: [String] = []) -> [(path: [String], line: JSON)] {
        switch value {
        case .object(let members):
            var all: [(path: [String], line: JSON)] = []
            for (name, inner) in members {
                for change in changes(of: inner, at: path + [name]) {
                    var changed = members
                    changed[name] = change.line
                    all.append((change.path, .object(changed)))
                }
                var without = members
                without[name] = nil
                all.append((path + ["-" + name], .object(without)))
            }
            var more = members
            more["zzz"] = "x"
            return all + [(path + ["+zzz"], .object(more))]
        case .array(let elements):
            var all: [(path: [String], line: JSON)] = [(path + ["+"], .array(elements + ["x"]))]
            for (at, inner) in elements.prefix(3).enumerated() {
                for change in changes(of: inner, at: path + ["\(at)"]) {
                    var changed = elements
                    changed[at] = change.line
                    all.append((change.path, .array(changed)))
                }
            }
            return all
        case .string(let text): return [(path, .string(text + "x")), (path, .null), (path, 7)]
        case .integer(let number): return [(path, .integer(number + 1)), (path, .integer(number - 1)), (path, "x")]
        case .bool(let flag): return [(path, .bool(!flag))]
        case .null: return [(path, "x"), (path, 1)]
        case .decimal: return [(path, 1)]
        }
    }

    @Test("finds every member of every kind of entry that was altered, left out or added, but what it says that it cannot")
    func everyMember() throws {
        let rows = chain(try everyKindOfDraft() + draftsWithEverything())
        let lines = rows.map { Array($0.json().visibleText().utf8) }
        #expect(check(lines).isWhole)
        var before = ExportCheck(against: TrailEvidence(), isFiltered: false)
        var tried = 0
        var unseen: Set<String> = []
        for (place, row) in rows.enumerated() {
            for (path, line) in Self.changes(of: row.json()) {
                tried += 1
                var whole = before
                let isFound: Bool
                do throws(ChainFault) {
                    try whole.feed(line: line.bytes())
                    for rest in lines[(place + 1)...].prefix(2) { try whole.feed(line: rest) }
                    try whole.finish()
                    isFound = false
                } catch { isFound = true }
                if !isFound { unseen.insert(path.joined(separator: ".")) }
            }
            try before.feed(line: lines[place])
        }
        #expect(tried > 1_000)
        // No key is exported to hold these against: the report says so. An invitee that is left out was erased.
        #expect(
            unseen == [
                "-invitee", "invitee.address", "invitee.displayName", "invitee.-displayName", "invitee.ccAddress", "invitee.-ccAddress",
                "invitee.ccName",
                "invitee.-ccName", "invitee.-domain",
            ], "\(unseen.sorted())")
        var added = try #require(rows[4].json().object)
        added["invitee"] = ["address": "x@y.example"]
        #expect(check(Array(lines[..<4]) + [JSON.object(added).bytes()]).fault?.line == 5, "an outcome is about nobody")
    }

    @Test("that is CSV is told apart")
    func commaSeparated() {
        let fault = check([Array("\(ExportFormat.csv.head.dropLast())".utf8), Array(ExportFormat.csv.line(rows[0].json()).utf8)]).fault
        #expect(fault?.line == 1 && "\(fault?.description ?? "")".contains("CSV"))
    }

    @Test("that was filtered, with another row's number, is found where the order cannot be")
    func filteredRows() throws {
        func line(_ place: Int, row: Int64) throws -> [UInt8] {
            var members = try #require(rows[place].json().object)
            members["id"] = .integer(row)
            return JSON.object(members).bytes()
        }
        #expect(check([lines[1], lines[3]], filtered: true).unchecked.contains { $0.hasPrefix("the rows' numbers") })
        #expect(try check([line(1, row: 1)], filtered: true).fault?.kind.name == "misnumbered")
        #expect(try check([lines[1], line(3, row: 3)], filtered: true).fault?.kind == .reordered)
    }

    @Test("that was filtered, with numbers that no trail has, rightly hashed, is refused")
    func impossibleNumbers() throws {
        func line(_ sequence: Int64, row: Int64) -> [UInt8] {
            var stored = rows[1]
            stored.entry.sequence = sequence
            stored.entry.hash = stored.entry.computedHash()
            stored.id = EntryID(row)
            return stored.json().bytes()
        }
        #expect(check([line(2, row: 2), line(.max, row: .max)], filtered: true).fault == nil)
        #expect(check([line(.min, row: 1), line(.max, row: .max)], filtered: true).fault?.kind.name == "unreadable")
        #expect(check([line(0, row: 1)], filtered: true).fault?.kind.name == "unreadable")
        #expect(check([line(2, row: 2), line(3, row: .min)], filtered: true).fault?.kind.name == "unreadable")
    }

    @Test("that was filtered: each entry by itself, and the gaps are told")
    func filtered() {
        let picked = [lines[1], lines[3], lines[4]]
        #expect(check(picked).fault != nil)
        let report = check(picked, TrailEvidence(heads: [head(rows[2]), head(rows[3])]), filtered: true)
        #expect(report.isWhole && report.entries == 3)
        #expect(report.unchecked.contains { $0.hasPrefix("2 gaps") } && report.unchecked.contains { $0.hasPrefix("1 attested") })
        #expect(check([lines[3], lines[1]], filtered: true).fault?.kind == .reordered)
        #expect(check([lines[1], lines[1]], filtered: true).fault?.kind == .repeated)
        let forged = chain([
            .started(StartedRecord(software: "x"), at: noon), .outcome(sampleOutcome(2)), .resumed(CommandRecord(by: "root"), at: noon),
        ]).map { Array($0.json().visibleText().utf8) }
        #expect(check([lines[1], forged[2]], filtered: true).fault?.kind == .wrongPrevious)
        var changed = String(decoding: lines[3], as: UTF8.self)
        changed = changed.replacing("\"by\":\"root", with: "\"by\":\"toor")
        #expect(check([lines[1], Array(changed.utf8)], filtered: true).fault?.kind == .altered)
        #expect(
            check([lines[1]], TrailEvidence(heads: [ChainHead(writer: id(100), sequence: 2, hash: digest(1))]), filtered: true).fault?.kind.name
                == "replaced")
    }

    @Test(
        "A line that is no entry is named, whatever it is",
        arguments: ["", "null", "[]", "{}", "{\"id\":1}", "{\"id\":-9223372036854775808}", "\u{0}", "{\"export\":{},\"id\":1}"])
    func unreadable(_ text: String) {
        for place in 0...5 {
            var changed = lines
            changed.insert(Array(text.utf8), at: place)
            let fault = check(changed).fault
            #expect(fault?.kind.name == "unreadable" && fault?.line == place + 1, "\(String(describing: fault))")
        }
    }

    @Test("A member that entries have not, or one that says otherwise than what is hashed, is no entry's")
    func members() throws {
        func changed(_ change: (inout JSON.Members) -> Void) throws -> ChainFault? {
            var members = try #require(rows[2].json().object)
            change(&members)
            return check([lines[0], lines[1], JSON.object(members).bytes()]).fault
        }
        #expect(try changed { _ in } == nil)
        #expect(try changed { $0["note"] = "x" }?.line == 3)
        #expect(try changed { $0["time"] = "2026-11-24T09:30:00.000Z" }?.line == 3)
        #expect(try changed { $0["writer"] = .string(rows[2].entry.writer.description.uppercased()) }?.line == 3)
        #expect(try changed { $0["invitee"] = ["address": 7] }?.line == 3)
        #expect(try changed { $0["invitee"] = nil } == nil)
        #expect(try changed { $0["id"] = .integer(.min) }?.kind.name == "misnumbered")
        #expect(try changed { $0["id"] = .integer(.max) }?.kind.name == "misnumbered")
        #expect(try changed { $0["sequence"] = .integer(.max) }?.kind == .altered)
    }
}

@Suite("A trail that begins after an anchor")
struct AnchorTests {
    private let rows: [StoredEntry]
    private let next: [StoredEntry]

    init() throws {
        rows = chain([
            .started(StartedRecord(software: "a"), at: noon), .resumed(CommandRecord(by: "x"), at: noon),
            .resumed(CommandRecord(by: "y"), at: noon), .stopped(StoppedRecord(why: "z", drained: true), at: noon),
        ])
        next = chain(
            [.started(StartedRecord(software: "b"), at: noon), .resumed(CommandRecord(by: "x"), at: noon)], writer: id(200),
            heads: [head(rows[3])], firstRow: 5)
    }

    private func anchor(_ entries: Int64, _ heads: [ChainHead], by signer: NoteSigner? = nil, _ purpose: TrailCheckpoint.Purpose = .anchor) throws
        -> AttestedCheckpoint
    {
        let key = try signer ?? AuditTrailTests.signer()
        return try checkpoint(purpose, entries: entries, heads: heads).signed(by: key).attested(by: [key.verifier])
    }

    private func fault(_ rows: [StoredEntry], _ evidence: TrailEvidence) -> ChainFault? {
        var check = TrailCheck(against: evidence)
        do throws(ChainFault) {
            for row in rows { try check.feed(row) }
            try check.finish()
            return nil
        } catch { return error }
    }

    @Test("is whole, wherever the anchor lies, and is not without it, or with one of another place or purpose")
    func anchored() throws {
        let all = rows + next
        for place in 1..<all.count {
            var verifier = ChainVerifier()
            for row in all[..<place] { try verifier.feed(row) }
            let left = Array(all[place...])
            let base = try anchor(Int64(place), verifier.heads)
            #expect(fault(left, TrailEvidence(notes: [base])) == nil, "\(place)")
            #expect(fault(left, TrailEvidence())?.kind.name == "unanchored")
            #expect(fault(left, TrailEvidence(notes: [try anchor(Int64(place), verifier.heads, .checkpoint)]))?.kind.name == "unanchored")
            if left.count > 1 { #expect(fault(Array(left.dropFirst()), TrailEvidence(notes: [base]))?.kind.name == "unanchored") }
            var report = TrailCheck(against: TrailEvidence(notes: [base]))
            try report.feed(left[0])
            #expect(report.report(fault: nil).removed == Int64(place))
        }
    }

    @Test("does not go on from heads that are not its own")
    func otherHeads() throws {
        let wrong = ChainHead(writer: id(100), sequence: 2, hash: digest(4))
        #expect(fault(Array((rows + next)[2...]), TrailEvidence(notes: [try anchor(2, [wrong])]))?.kind == .wrongPrevious)
        // The start that lists the removed chain's head.
        let cut = ChainHead(writer: id(100), sequence: 3, hash: rows[2].entry.hash)
        #expect(fault(next, TrailEvidence(notes: [try anchor(4, [cut])]))?.kind.name == "cut")
        let replaced = ChainHead(writer: id(100), sequence: 4, hash: digest(4))
        #expect(fault(next, TrailEvidence(notes: [try anchor(4, [replaced])]))?.kind.name == "replaced")
        #expect(fault(next, TrailEvidence(notes: [try anchor(4, [head(rows[3])])])) == nil)
    }

    @Test("is held against what was kept, as far as that is not gone")
    func evidence() throws {
        let base = try anchor(2, [head(rows[1])])
        let left = Array((rows + next)[2...])
        let old = try checkpoint(entries: 1, heads: [head(rows[0])]).signed(by: try signer()).attested(by: [try signer().verifier])
        let new = try checkpoint(entries: 4, heads: [head(rows[3])]).signed(by: try signer()).attested(by: [try signer().verifier])
        var check = TrailCheck(against: TrailEvidence(heads: [head(rows[0]), head(rows[1]), head(rows[2])], notes: [base, old, new]))
        for row in left { try check.feed(row) }
        try check.finish()
        #expect(check.report(fault: nil).unchecked.count == 2)
        #expect(check.report(fault: nil).checkpoints == 1)
        let wrong = ChainHead(writer: id(100), sequence: 2, hash: digest(4))
        #expect(fault(left, TrailEvidence(heads: [wrong], notes: [base]))?.kind.name == "replaced")
        #expect(fault(Array(left[..<1]), TrailEvidence(notes: [base, new]))?.kind.name == "cut")
    }

    @Test("A row that is missing with its whole chain is seen by the numbers of the rows")
    func gap() throws {
        let lone = chain([.started(StartedRecord(software: "c"), at: noon)], writer: id(300), firstRow: 5)
        let last = chain([.started(StartedRecord(software: "d"), at: noon)], writer: id(400), firstRow: 6)
        #expect(fault(rows + lone + last, TrailEvidence()) == nil)
        #expect(fault(rows + last, TrailEvidence())?.kind == .misnumbered(expected: EntryID(5)))
    }
}
