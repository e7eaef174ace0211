extension StoreSchema {
    // Migration 6. `taken` is the last entry that a sink has taken, `holder` the writer id of the process that feeds it
    // until `expires`, in milliseconds of the host's monotonic clock. No part of the trail: nothing here is hashed.
    static let sinkCursors = """
        CREATE TABLE sink_cursors (
            sink TEXT PRIMARY KEY,
            taken INTEGER NOT NULL,
            holder BLOB,
            expires INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        PRAGMA user_version = 6;
        """
}
