import GRDB

/// Opens the database with the settings that the trail's promises rest on, and reads them back.
enum StoreConnection {
    /// The level of `PRAGMA synchronous` at which a commit in WAL mode is on disk when it returns.
    static let full = "FULL"
    /// How long whoever writes waits for another process that does.
    static let busySeconds = 5

    static func open(path: String, synchronous: String = full) throws(AuditStoreFault) -> DatabasePool {
        let file = try StoreFile(path: path)
        if !file.isNew { try refuseForeign(path) }
        let pool = try wrapping(path) { try DatabasePool(path: path, configuration: configuration) }
        // GRDB sets NORMAL when it switches the pool to WAL, after its own preparation hook has run: so here.
        try wrapping(path) {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
                // An erased side row is to be gone from the file, not just from the table.
                try db.execute(sql: "PRAGMA secure_delete = ON")
            }
        }
        try requireDurable(pool, path)
        try wrapping(path, isWrite: true) { try StoreSchema.migrate(pool) }
        return pool
    }

    /// A connection that only reads, beside a running service.
    static func openReadOnly(path: String) throws(AuditStoreFault) -> DatabaseQueue {
        try StoreFile.requireReadable(path)
        try refuseForeign(path)
        var configuration = configuration
        configuration.readonly = true
        return try wrapping(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// A connection for small writes that are not part of the trail, beside the one that writes entries: see ``SinkCursors``.
    static func openBeside(path: String) throws(AuditStoreFault) -> DatabaseQueue {
        try refuseForeign(path)
        var configuration = configuration
        configuration.label = "audit sinks"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            // Moving pages from the log into the file is left to the writer of entries.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        }
        return try wrapping(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "audit"
        configuration.busyMode = .timeout(Double(busySeconds))
        configuration.maximumReaderCount = 2
        // There are no foreign keys, and their checks would cost every insert.
        configuration.foreignKeysEnabled = false
        return configuration
    }

    private static func requireDurable(_ pool: DatabasePool, _ path: String) throws(AuditStoreFault) {
        let (synchronous, mode) = try wrapping(path) {
            try pool.writeWithoutTransaction { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1,
                    try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
                )
            }
        }
        guard mode == "wal" else { throw .notWriteAhead(mode: mode) }
        guard synchronous == 2 else { throw .notDurable(synchronous: synchronous) }
    }

    /// Before anything is written to it, a database that has content must say that it is ours.
    private static func refuseForeign(_ path: String) throws(AuditStoreFault) {
        var configuration = configuration
        configuration.readonly = true
        let (application, version, tables) = try wrapping(path) {
            try DatabaseQueue(path: path, configuration: configuration).read { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'grdb_%'") ?? 0
                )
            }
        }
        guard application == StoreSchema.applicationID || application == 0 && tables == 0 else {
            throw .notAnAuditStore(path: path)
        }
        guard version <= StoreSchema.version else {
            throw .newerFormat(path: path, found: version, known: StoreSchema.version)
        }
    }

    private static func wrapping<T>(
        _ path: String, isWrite: Bool = false, _ body: () throws -> T
    ) throws(AuditStoreFault) -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            let why = "SQLite \(error.resultCode.rawValue): \(error.message ?? "no message")"
            switch error.resultCode {
            case .SQLITE_NOTADB: throw .notAnAuditStore(path: path)
            case .SQLITE_READONLY, .SQLITE_FULL: throw .notWritable(path: path, why: why)
            default: throw isWrite ? .notWritable(path: path, why: why) : .cannotOpen(path: path, why: why)
            }
        } catch {
            throw .cannotOpen(path: path, why: "\(error)")
        }
    }
}
