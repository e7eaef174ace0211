import GRDB

/// The tables, by versioned migrations. A migration that has shipped is never edited.
enum StoreSchema {
    /// `GATE`: SQLite's header field that says whose file this is.
    static let applicationID = 0x4741_5445
    /// `user_version` after the last migration below.
    static let version = 7

    /// - Parameter format: where to stop, to see how a file of an earlier version was made.
    static func migrate(_ writer: some DatabaseWriter, to format: Int = version) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: first)
        }
        migrator.registerMigration("2") { db in
            try db.execute(sql: second)
        }
        migrator.registerMigration("3") { db in
            try db.execute(sql: SearchIndexes.migration)
        }
        migrator.registerMigration("4") { db in
            try db.execute(sql: fourth)
        }
        migrator.registerMigration("5") { db in
            try db.execute(sql: idempotency)
        }
        migrator.registerMigration("6") { db in
            try db.execute(sql: sinkCursors)
        }
        migrator.registerMigration("7") { db in
            try db.execute(sql: seventh)
        }
        try migrator.migrate(writer, upTo: String(format))
    }

    // An entry is a row of `entries` and a row of `bodies`; result, reason, inviter, caller and channel are copies out of
    // the content, to find entries by. Ids are 16 bytes, digests 32, times milliseconds.
    //
    // There is no plain index on what comes in random order (inviter, domain, address): each would dirty about a page per
    // entry, which costs every commit more than the entries themselves. ``SearchIndexes`` has what takes its place.
    //
    // `chains.committed` is the last sequence of a chain that some `started` entry has listed: it only keeps the lists
    // short. `open_intents` are the approved decisions without a settling outcome: a copy too, so that finding them does
    // not cost a walk through years of entries.
    private static let first = """
        CREATE TABLE chains (
            id INTEGER PRIMARY KEY,
            writer BLOB NOT NULL UNIQUE,
            committed INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            chain INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            decision BLOB,
            result TEXT,
            reason TEXT,
            inviter BLOB,
            caller BLOB,
            channel TEXT
        ) STRICT;
        CREATE UNIQUE INDEX entries_place ON entries (chain, sequence);
        CREATE INDEX entries_time ON entries (time);
        CREATE INDEX entries_decision ON entries (decision) WHERE decision IS NOT NULL;
        CREATE INDEX entries_reason ON entries (reason) WHERE reason IS NOT NULL;
        CREATE INDEX entries_kind ON entries (kind) WHERE kind NOT IN ('decision', 'outcome');

        CREATE TABLE bodies (
            entry INTEGER PRIMARY KEY,
            content TEXT NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;

        CREATE TRIGGER entries_are_final BEFORE UPDATE ON entries BEGIN
            SELECT RAISE(ABORT, 'an audit entry is never changed');
        END;
        CREATE TRIGGER bodies_are_final BEFORE UPDATE ON bodies BEGIN
            SELECT RAISE(ABORT, 'an audit entry is never changed');
        END;

        CREATE TABLE invitees (
            entry INTEGER PRIMARY KEY,
            key BLOB NOT NULL,
            address TEXT NOT NULL,
            display_name TEXT,
            domain TEXT,
            cc_address TEXT,
            cc_name TEXT
        ) STRICT;

        CREATE TABLE open_intents (
            decision BLOB PRIMARY KEY,
            entry INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = 1;
        """

    // `quota_counters` is what each counter stands at, `quota_reservations` which decisions may still give a place back:
    // a row goes when its decision is settled, so there are few. `open_intents.reserved` says whether there are any, so
    // that the outcome of a decision without quotas need not look.
    private static let second = """
        CREATE TABLE quota_counters (
            counter TEXT PRIMARY KEY,
            ends INTEGER NOT NULL,
            used INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quota_counters_ends ON quota_counters (ends);

        CREATE TABLE quota_reservations (
            decision BLOB NOT NULL,
            counter TEXT NOT NULL,
            PRIMARY KEY (decision, counter)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quota_reservations_counter ON quota_reservations (counter);

        ALTER TABLE open_intents ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0;

        PRAGMA user_version = 2;
        """

    // `idempotency_claims` says which decision acts under a key (a digest), and for which request; `held` is 1 while a claim
    // outlives `expires`, because nobody knows what became of its decision. `idempotency_replies` is Graph's answer to it,
    // encrypted. `open_intents.claimed` says whether a decision holds a claim, so that the outcome of one that does not
    // need not look.
    private static let idempotency = """
        CREATE TABLE idempotency_claims (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            fingerprint BLOB NOT NULL,
            decision BLOB NOT NULL UNIQUE,
            entry INTEGER NOT NULL,
            time INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            held INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX idempotency_claims_expires ON idempotency_claims (expires) WHERE held = 0;

        CREATE TABLE idempotency_replies (
            claim INTEGER PRIMARY KEY,
            key_id BLOB NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;

        ALTER TABLE open_intents ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;

        PRAGMA user_version = 5;
        """

    // `open_intents.final` says that a look-up has ended with an outcome `unknown`, so that it is not made again: a copy of
    // what the decision's last outcome entry says.
    private static let seventh = """
        ALTER TABLE open_intents ADD COLUMN final INTEGER NOT NULL DEFAULT 0;

        PRAGMA user_version = 7;
        """

    // `checkpoints` are the signed notes, as they were printed. `anchor` is the one note that says where the trail goes on
    // after what retention removed; `chains.removed` and what follows it tell the same of one chain, for a writer whose
    // every entry has gone. A chain's row stays: its writer may be at rest and not over.
    private static let fourth = """
        CREATE TABLE checkpoints (
            id INTEGER PRIMARY KEY,
            entries INTEGER NOT NULL,
            time INTEGER NOT NULL,
            note TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER checkpoints_are_final BEFORE UPDATE ON checkpoints BEGIN
            SELECT RAISE(ABORT, 'a checkpoint is never changed');
        END;

        CREATE TABLE anchor (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            note TEXT NOT NULL
        ) STRICT;

        ALTER TABLE chains ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE chains ADD COLUMN removed_hash BLOB;
        ALTER TABLE chains ADD COLUMN removed_stopped INTEGER NOT NULL DEFAULT 0;

        PRAGMA user_version = 4;
        """
}
