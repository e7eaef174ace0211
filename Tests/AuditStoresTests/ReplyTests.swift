import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("A kept reply")
struct ReplyTests {
    let folder: Folder
    private static let key = [UInt8](repeating: 7, count: 32)

    init() throws { folder = try Folder() }

    private func keep(_ number: UInt64, in store: SQLiteAuditStore, _ text: String = secretURL) async throws {
        _ = try await store.append(try reserving(number, [:], claiming: claim(number)))
        _ = try await store.append(outcome(number), keeping: try reply(text), under: claim(number))
    }

    private func kept(_ number: UInt64, _ store: SQLiteAuditStore) async throws -> KeptReply? {
        guard case .settled(_, let reply) = try await store.claim(on: digest(number), at: noon)?.standing else { return nil }
        return reply
    }

    /// Every byte of the store's files.
    private func bytes() throws -> [UInt8] {
        try ["", "-wal", "-shm"].flatMap { suffix -> [UInt8] in
            let path = folder.store + suffix
            guard FileManager.default.fileExists(atPath: path) else { return [] }
            return Array(try Data(contentsOf: URL(filePath: path)))
        }
    }

    private func file(holds text: [UInt8]) throws -> Bool { try Data(bytes()).firstRange(of: Data(text)) != nil }

    @Test("is in no byte of the file as it is read, and in no entry")
    func encrypted() async throws {
        let store = try await folder.open()
        try await keep(1, in: store)
        #expect(try await kept(1, store) == reply())
        // The twin: what is not encrypted is found so.
        #expect(try file(holds: Array("fabrikam.example".utf8)))
        for part in ["SECRET-REDEEM", "redeem?", "login.microsoftonline"] {
            #expect(try !file(holds: Array(part.utf8)))
        }
        let verified = try await store.reader.verify()
        #expect(verified.isWhole)
        await store.close()
        #expect(try !file(holds: Array("SECRET-REDEEM".utf8)))
    }

    @Test("is gone from the files when it expired, and its claim with it; one that has time left stays")
    func purged() async throws {
        let store = try await folder.open()
        try await keep(1, in: store)
        let sealed = try await store.pool.read { db in
            try DatabaseBytes.fetchOne(db, sql: "SELECT sealed FROM idempotency_replies")?.bytes
        }
        let ciphertext = try #require(sealed)
        #expect(try file(holds: ciphertext))
        #expect(try await store.purgeClaims(at: noon.adding(seconds: 3_599)) == 0)
        #expect(try await kept(1, store) != nil)
        #expect(try await store.purgeClaims(at: noon.adding(seconds: 3_600)) == 1)
        #expect(try !file(holds: ciphertext))
        let counts = try await store.pool.read { db in
            try ["idempotency_claims", "idempotency_replies"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") }
        }
        #expect(counts == [0, 0])
    }

    @Test("goes with the person whom it names, as invitee or as copy recipient, and its claim stays; another's stays whole")
    func erased() async throws {
        for (address, remaining) in [("DANA@fabrikam.example", 0), ("boss@contoso.com", 0), ("sam@fabrikam.example", 2)] {
            let folder = try Folder()
            let store = try await folder.open()
            for number in 1...2 as ClosedRange<UInt64> { try await keep(number, in: store) }
            _ = try await store.erase(Erasure(address: address, by: "dpo", at: noon))
            let replies = try await store.pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM idempotency_replies") }
            #expect(replies == remaining, "\(address)")
            for number in 1...2 as ClosedRange<UInt64> {
                #expect(try await (kept(number, store) != nil) == (remaining > 0), "\(address)")
                #expect(try await store.claim(on: digest(number), at: noon)?.decision == id(number))
            }
            await store.close()
        }
    }

    @Test("is opened by the key that sealed it, also when that is an old one; by no other, and then the claim remains")
    func rotation() async throws {
        let other = [UInt8](repeating: 8, count: 32)
        let store = try await folder.open(replies: try #require(ReplyKeyring(current: Self.key)))
        try await keep(1, in: store)
        await store.close()
        let rotated = try await folder.open(writer: 2, replies: try #require(ReplyKeyring(current: other, old: [Self.key])))
        #expect(try await kept(1, rotated) == reply())
        try await keep(2, in: rotated)
        await rotated.close()
        let new = try await folder.open(writer: 3, replies: try #require(ReplyKeyring(current: other)))
        #expect(try await kept(2, new) == reply())
        #expect(try await kept(1, new) == nil)
        #expect(try await new.claim(on: digest(1), at: noon)?.decision == id(1))
        await new.close()
        // A key that ended with its process.
        let memory = try await folder.open(writer: 4)
        #expect(try await kept(2, memory) == nil)
        #expect(try await memory.claim(on: digest(2), at: noon) != nil)
        await memory.close()
    }

    @Test(
        "does not open beside another claim, for another request, or altered",
        arguments: [
            "UPDATE idempotency_replies SET sealed = (SELECT sealed FROM idempotency_replies WHERE claim = 2) WHERE claim = 1",
            "UPDATE idempotency_claims SET fingerprint = (SELECT fingerprint FROM idempotency_claims WHERE id = 2) WHERE id = 1",
            "UPDATE idempotency_claims SET decision = zeroblob(16) WHERE id = 1",
            "UPDATE idempotency_replies SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB) WHERE claim = 1",
            "UPDATE idempotency_replies SET sealed = x'' WHERE claim = 1",
        ])
    func bound(_ sql: String) async throws {
        let keyring = try #require(ReplyKeyring(current: Self.key))
        let store = try await folder.open(replies: keyring)
        _ = try await store.append(try reserving(1, [:], claiming: claim(1)))
        _ = try await store.append(outcome(1), keeping: try reply(), under: claim(1))
        let second = claim(2, for: 2)
        _ = try await store.append(try reserving(2, [:], claiming: second))
        _ = try await store.append(outcome(2), keeping: try reply("another"), under: second)
        await store.close()
        try folder.tamper(sql)
        let reopened = try await folder.open(writer: 2, replies: keyring)
        #expect(try await kept(1, reopened) == nil)
        #expect(try await reopened.claim(on: digest(1), at: noon) != nil)
        #expect(try await kept(2, reopened)?.body == Array("another".utf8))
        await reopened.close()
    }

    @Test("is one of so many at most: the oldest goes, its claim stays; with none allowed none is kept")
    func bounded() async throws {
        let store = try await folder.open(mostReplies: 3)
        for number: UInt64 in 1...5 { try await keep(number, in: store) }
        for number: UInt64 in 1...5 {
            let isKept = try await kept(number, store) != nil
            #expect(isKept == (number > 2))
            #expect(try await store.claim(on: digest(number), at: noon) != nil)
        }
        await store.close()
        let none = try await folder.open(writer: 2, mostReplies: 0)
        try await keep(6, in: none)
        #expect(try await kept(6, none) == nil)
        await none.close()
    }

    @Test("is bounded in size, and keeps every byte, the empty body and the missing request id")
    func forms() async throws {
        #expect(KeptReply(status: 201, requestID: nil, body: [UInt8](repeating: 1, count: KeptReply.mostBytes + 1)) == nil)
        let keyring = ReplyKeyring.inMemory()
        let bodies: [[UInt8]] = [[], Array(0...255), [UInt8](repeating: 0xFF, count: KeptReply.mostBytes)]
        for (body, id) in zip(bodies, [nil, "g", "ä"]) {
            let reply = try #require(KeptReply(status: 422, requestID: id, body: body))
            let sealed = try keyring.seal(reply, for: DecisionID(high: 1, low: 2), under: claim(1))
            #expect(sealed.bytes.count == body.count + 12 + 16 + 4 + (id?.utf8.count ?? 0))
            let opened = keyring.open(sealed, for: DecisionID(high: 1, low: 2), key: digest(1), claim(1).fingerprint)
            #expect(opened == reply)
        }
        #expect("\(try reply())" == "a reply with status 201 and 57 bytes")
    }

    @Test("Keys have 32 bytes")
    func keys() {
        #expect(ReplyKeyring(current: Self.key + [1]) == nil)
        #expect(ReplyKeyring(current: Self.key, old: [[1]]) == nil)
        #expect(ReplyKeyring(current: []) == nil)
    }

    @Test("A decision without a claim costs no look at the claims when it is settled")
    func withoutClaim() async throws {
        let store = try await folder.open()
        // Whoever looked would fail.
        try await store.pool.write { db in try db.execute(sql: "DROP TABLE idempotency_claims; DROP TABLE idempotency_replies") }
        _ = try await store.append(try decision(1))
        _ = try await store.append(outcome(1))
        _ = try await store.append(try reserving(2, ["a": 1]))
        _ = try await store.append(outcome(2, .notSent, releasing: true))
        #expect(try await store.reader.usage(of: ["a"]) == ["a": 0])
        await #expect(throws: AuditUnavailable.self) { try await store.append(try reserving(3, [:], claiming: claim(1))) }
    }
}
