import AuditTrail
import Crypto
import Invitations
import StrictJSON
import Testing

@Suite("A chain")
struct ChainTests {
    @Test("of every kind of entry checks")
    func checks() throws {
        let drafts = try everyKindOfDraft()
        #expect(Set(drafts.map(\.kind)) == Set(EntryKind.allCases))
        #expect(fault(in: chain(drafts)) == nil)
    }

    @Test("hashes an envelope that any JSON library can make")
    func envelope() throws {
        let row = chain(try everyKindOfDraft())[3]
        let envelope: JSON = [
            "writer": .string(row.entry.writer.description), "version": 1, "kind": "decision",
            "sequence": 4, "time": .integer(noon.milliseconds), "previous": .string(row.entry.previous.description),
            "decision": .string(try #require(row.entry.decision).description),
            "content": try JSON(parsing: row.entry.content),
        ]
        var hash = SHA256()
        hash.update(data: Array("gatekeeper audit entry v1\n".utf8))
        hash.update(data: envelope.canonicalBytes())
        #expect(Array(hash.finalize()) == row.entry.hash.bytes)
    }

    @Test("begins from a hash over the other chains' heads, in whatever order they are listed")
    func origin() {
        let a = ChainHead(writer: id(1), sequence: 5, hash: digest(1))
        let b = ChainHead(writer: id(2), sequence: 6, hash: digest(2))
        let origin = ChainOrigin.previous(writer: id(3), heads: [a, b])
        #expect(origin == ChainOrigin.previous(writer: id(3), heads: [b, a]))
        #expect(origin != ChainOrigin.previous(writer: id(3), heads: [a]))
        #expect(origin != ChainOrigin.previous(writer: id(4), heads: [a, b]))
        let canonical: JSON = [
            "heads": [
                ["hash": .string(a.hash.description), "sequence": 5, "writer": .string(a.writer.description)],
                ["hash": .string(b.hash.description), "sequence": 6, "writer": .string(b.writer.description)],
            ],
            "version": 1, "writer": .string(id(3 as UInt64, as: WriterID.self).description),
        ]
        var hash = SHA256()
        hash.update(data: Array("gatekeeper audit origin v1\n".utf8))
        hash.update(data: canonical.canonicalBytes())
        #expect(Array(hash.finalize()) == origin.bytes)
    }

    @Test("still checks when a side row is erased")
    func erased() throws {
        var rows = chain(try everyKindOfDraft())
        for at in rows.indices { rows[at].invitee = nil }
        #expect(fault(in: rows) == nil)
    }

    @Test("interleaved with another one checks")
    func interleaved() throws {
        let first = chain(try everyKindOfDraft())
        let second = chain(try everyKindOfDraft(), writer: id(200), heads: [head(first[3])], firstRow: 100)
        var rows = Array(first[..<4])
        for (one, other) in zip(first[4...], second) { rows += [other, one] }
        rows += second[(first.count - 4)...]
        #expect(fault(in: rows) == nil)
    }

    @Test("reports its heads and numbers")
    func report() throws {
        let rows = chain(try everyKindOfDraft())
        var verifier = ChainVerifier()
        for row in rows { try verifier.feed(row) }
        try verifier.finish()
        #expect(verifier.entries == Int64(rows.count))
        #expect(verifier.heads == [head(rows[rows.count - 1])])
    }
}

func id<Kind>(_ number: UInt64, as type: Identifier<Kind>.Type) -> Identifier<Kind> { id(number) }

/// Some digest; another one for each number.
func digest(_ number: UInt64) -> Digest256 { ChainOrigin.previous(writer: id(number), heads: []) }
