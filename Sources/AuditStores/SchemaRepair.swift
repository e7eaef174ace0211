import GRDB

extension SchemaCheck {
    /// Makes the indexes and triggers as they ought to be. A table that is not as it ought to be stays: it holds what nothing
    /// else does.
    static func repair(_ db: Database) throws {
        let found = try items(db)
        let wanted = try made(StoreSchema.version)
        for (key, item) in found where item.type == "trigger" && wanted[key] == nil {
            try db.execute(sql: "DROP TRIGGER \(quoted(item.name))")
        }
        for (key, item) in wanted where item.type != "table" && found[key]?.sql != item.sql {
            try db.execute(sql: "DROP \(item.type.uppercased()) IF EXISTS \(quoted(item.name))")
            try db.execute(sql: item.sql)
        }
        try db.execute(sql: "PRAGMA user_version = \(StoreSchema.version)")
    }

    /// Makes the indexes of a table anew where SQLite finds one that does not hold every row.
    static func remakeIndexes(_ db: Database) throws {
        for table in indexed where try !integrity(of: table, db).isEmpty { try db.execute(sql: "REINDEX \(table)") }
    }

    /// Takes a trigger away, within the transaction, while something is mended that it keeps from being changed.
    static func without(_ trigger: String, _ db: Database, _ body: () throws -> Void) throws {
        let sql = try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", arguments: [trigger])
        try db.execute(sql: "DROP TRIGGER IF EXISTS \(trigger)")
        try body()
        if let sql { try db.execute(sql: sql) }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
