import AuditTrail
import GRDB
import Invitations

/// What the writer asks of the tables at the edges of its work: where chains end, and forgetting a person.
enum ChainTables {
    /// A chain's row and its last entry, also when retention has removed it.
    static func end(of writer: WriterID, _ db: Database) throws -> (chain: Int64, head: ChainHead?)? {
        guard
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT chains.id, coalesce(entries.sequence, nullif(chains.removed, 0)),
                        coalesce(bodies.hash, chains.removed_hash)
                    FROM chains
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

    /// The heads that no `started` entry has listed yet; marks them as listed.
    static func uncommittedHeads(besides writer: WriterID, _ db: Database) throws -> [ChainHead] {
        let heads = try uncommittedHeads(db).filter { $0.writer != writer }
        for head in heads {
            try db.execute(
                sql: "UPDATE chains SET committed = ? WHERE writer = ?", arguments: [head.sequence, head.writer.blob])
        }
        return heads
    }

    /// The heads of all chains that no `started` entry has listed as far as they go. One look-up in an index per chain. A number
    /// beyond the chain's end was not written by this program, and must not keep a checkpoint from attesting the chain.
    static func uncommittedHeads(_ db: Database) throws -> [ChainHead] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT chains.writer, coalesce(entries.sequence, chains.removed) AS sequence,
                    coalesce(bodies.hash, chains.removed_hash)
                FROM chains
                LEFT JOIN entries ON entries.id = (
                    SELECT id FROM entries WHERE chain = chains.id ORDER BY sequence DESC LIMIT 1)
                LEFT JOIN bodies ON bodies.entry = entries.id
                WHERE sequence <> chains.committed
                """)
        return rows.compactMap { row in
            guard let writer = (row[0] as DatabaseBytes?).flatMap({ WriterID(blob: $0.bytes) }),
                let hash = (row[2] as DatabaseBytes?).flatMap({ Digest256(bytes: $0.bytes) })
            else { return nil }
            return ChainHead(writer: writer, sequence: row[1], hash: hash)
        }
    }

    /// The hash of an entry by its place in a chain; nil where there is no such entry.
    static func hash(of sequence: Int64, in writer: WriterID, _ db: Database) throws -> Digest256? {
        try DatabaseBytes.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT bodies.hash FROM chains JOIN entries ON entries.chain = chains.id
                    JOIN bodies ON bodies.entry = entries.id WHERE chains.writer = ? AND entries.sequence = ?
                    """), arguments: [writer.blob, sequence]
        ).flatMap { Digest256(bytes: $0.bytes) }
    }

    static func add(_ writer: WriterID, _ db: Database) throws -> Int64 {
        try db.execute(sql: "INSERT INTO chains (writer) VALUES (?)", arguments: [writer.blob])
        return db.lastInsertedRowID
    }

    /// - Returns: how many side rows went.
    static func erase(_ address: String, _ db: Database) throws -> Int {
        // What is found by the side rows goes before them.
        for statement in ErasureTables.statements { try db.execute(sql: statement, arguments: [address]) }
        try db.execute(
            sql: """
                DELETE FROM invitees WHERE address = ?1 COLLATE NOCASE OR cc_address = ?1 COLLATE NOCASE
                """, arguments: [address])
        return db.changesCount
    }
}
