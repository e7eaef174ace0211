import AuditTrail
import GRDB
import Invitations

/// What the writer asks of the tables at the edges of its work: where chains end, and forgetting a person.
enum ChainTables {
    /// A chain's row and its last entry.
    static func end(of writer: WriterID, _ db: Database) throws -> (chain: Int64, head: ChainHead?)? {
        guard
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT chains.id, entries.sequence, bodies.hash FROM chains
                    LEFT JOIN entries ON entries.chain = chains.id
                    LEFT JOIN bodies ON bodies.entry = entries.id
                    WHERE chains.writer = ? ORDER BY entries.sequence DESC LIMIT 1
                    """, arguments: [writer.blob])
        else { return nil }
        let hash = (row[2] as DatabaseBytes?).flatMap { Digest256(bytes: $0.bytes) }
        let sequence: Int64? = row[1]
        let head = hash.flatMap { hash in sequence.map { ChainHead(writer: writer, sequence: $0, hash: hash) } }
        return (row[0], head)
    }

    /// The heads that no `started` entry has listed yet; marks them as listed. One look-up in an index per chain.
    static func uncommittedHeads(besides writer: WriterID, _ db: Database) throws -> [ChainHead] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT chains.id, chains.writer, entries.sequence, bodies.hash FROM chains
                JOIN entries ON entries.id = (
                    SELECT id FROM entries WHERE chain = chains.id ORDER BY sequence DESC LIMIT 1)
                JOIN bodies ON bodies.entry = entries.id
                WHERE chains.writer <> ? AND entries.sequence > chains.committed
                """, arguments: [writer.blob])
        return try rows.compactMap { row in
            let bytes: DatabaseBytes = row[1]
            let digest: DatabaseBytes = row[3]
            guard let other = WriterID(blob: bytes.bytes), let hash = Digest256(bytes: digest.bytes) else { return nil }
            let sequence: Int64 = row[2]
            let chain: Int64 = row[0]
            try db.execute(sql: "UPDATE chains SET committed = ? WHERE id = ?", arguments: [sequence, chain])
            return ChainHead(writer: other, sequence: sequence, hash: hash)
        }
    }

    static func add(_ writer: WriterID, _ db: Database) throws -> Int64 {
        try db.execute(sql: "INSERT INTO chains (writer) VALUES (?)", arguments: [writer.blob])
        return db.lastInsertedRowID
    }

    /// - Returns: how many side rows went.
    static func erase(_ address: String, _ db: Database) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM invitees WHERE address = ?1 COLLATE NOCASE OR cc_address = ?1 COLLATE NOCASE
                """, arguments: [address])
        return db.changesCount
    }
}
