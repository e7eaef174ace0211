import AuditTrail
import GRDB

/// The tables, indexes and triggers themselves: whether they are those that this program makes, and whether each index holds
/// every row. An index that was made anew to leave a row out would hide it from a search as well as a copy that lies.
enum SchemaCheck {
    struct Item: Hashable {
        let type: String
        let name: String
        let sql: String
    }

    /// The tables that searches and the gate itself go by. `bodies` has no index, and is read whole by the check of the entries.
    static let indexed = [
        "entries", "invitees", "open_intents", "entry_rules", "segment_policies", "chains", "idempotency_claims", "quota_counters",
        "quota_reservations",
    ]

    static func faults(format: Int, _ db: Database) throws -> [CopyFault] {
        let found = try items(db)
        let wanted = try made(format)
        var faults: [CopyFault] = []
        for item in wanted {
            guard let there = found[item.key] else {
                faults.append(CopyFault(.missing, item.key, "is not there"))
                continue
            }
            if there.sql != item.value.sql { faults.append(CopyFault(.altered, item.key, "is not as this program makes it")) }
        }
        // A further table, view or index does no harm. A trigger acts on what is written.
        for item in found where item.value.type == "trigger" && wanted[item.key] == nil {
            faults.append(CopyFault(.extra, item.key, "is none of this program's, and acts on what is written"))
        }
        guard faults.isEmpty else { return faults.sorted { $0.copy < $1.copy } }
        for table in indexed where wanted["table \(table)"] != nil { faults += try integrity(of: table, db) }
        return faults
    }

    static func items(_ db: Database) throws -> [String: Item] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT type, name, coalesce(sql, '') FROM sqlite_schema
                WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'grdb\\_%' ESCAPE '\\'
                """)
        var items: [String: Item] = [:]
        for row in rows {
            let item = Item(
                type: String.fromDatabaseValue(row[0]) ?? "", name: String.fromDatabaseValue(row[1]) ?? "",
                sql: String.fromDatabaseValue(row[2]) ?? "")
            items["\(item.type) \(VisibleText.cell(item.name, width: 64))"] = item
        }
        return items
    }

    /// What this program makes in this format: tried out, since `ALTER TABLE` writes part of it.
    static func made(_ format: Int) throws -> [String: Item] {
        let fresh = try DatabaseQueue()
        try StoreSchema.migrate(fresh, to: format)
        return try fresh.read { db in try items(db) }
    }

    /// What SQLite finds wrong with a table and its indexes ("PRAGMA integrity_check").
    static func integrity(of table: String, _ db: Database) throws -> [CopyFault] {
        try String.fetchAll(db, sql: "PRAGMA integrity_check(\(table))").filter { $0 != "ok" }.map { text in
            let words = text.split(separator: " ")
            // `row 5 missing from index entries_reason`
            let isRow = words.count == 6 && words[0] == "row" && words[2] == "missing"
            let shown = VisibleText.cell(text, width: 160)
            guard isRow, let row = Int64(words[1]) else { return CopyFault(.altered, "table \(table)", shown) }
            // The number is a row of its table; entries alone are told by it.
            return CopyFault(
                .missing, "index \(words[5])", shown, id: table == "entries" || table == "invitees" ? EntryID(row) : nil)
        }
    }
}
