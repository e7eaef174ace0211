import GRDB

/// By which entries are found among millions, at a price that every commit can pay.
///
/// Inviters, domains and addresses come in random order. A plain index on one of them dirties about one page for each entry;
/// at a million entries and 256 to a commit, three such halve the entries a second. So rows are cut into segments of 16,384,
/// and an index begins with the segment: what is being written lies on some hundred pages, which many entries share, and a
/// search asks each segment in turn, 610 of them in ten million entries, a few microseconds each (``SegmentWalk``).
///
/// What has few values (result, caller, channel) is appended to in few places anyway and has a plain index.
enum SearchIndexes {
    /// A row's segment is its number shifted by so many bits. Stands in the indexes of every store: never to be changed.
    static let shift = 14

    /// The first format that has them.
    static let format = 3

    /// `entry_rules` has a row for each rule that matched, `segment_policies` the policies that were in force in a segment:
    /// copies out of the content, filled by triggers, so that a process of an earlier version beside this one fills them too.
    /// `entries_span` tells a segment's first and last time by two look-ups, which `entries_time` could not.
    static let migration = """
        DROP INDEX entries_time;
        CREATE INDEX entries_span ON entries (id >> \(shift), time);
        CREATE INDEX entries_inviter ON entries (id >> \(shift), inviter) WHERE inviter IS NOT NULL;
        CREATE INDEX entries_result ON entries (result) WHERE result IS NOT NULL;
        CREATE INDEX entries_caller ON entries (caller) WHERE caller IS NOT NULL;
        CREATE INDEX entries_channel ON entries (channel) WHERE channel IS NOT NULL;
        CREATE INDEX invitees_address ON invitees (entry >> \(shift), address COLLATE NOCASE);
        CREATE INDEX invitees_domain ON invitees (entry >> \(shift), domain) WHERE domain IS NOT NULL;
        CREATE INDEX open_intents_entry ON open_intents (entry);

        CREATE TABLE entry_rules (
            segment INTEGER NOT NULL,
            rule TEXT NOT NULL,
            entry INTEGER NOT NULL,
            PRIMARY KEY (segment, rule, entry)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE segment_policies (
            segment INTEGER NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (segment, digest)
        ) STRICT, WITHOUT ROWID;

        INSERT OR IGNORE INTO entry_rules
        SELECT bodies.entry >> \(shift), json_extract(match.value, '$.rule'), bodies.entry
        FROM bodies JOIN json_each(\(json("bodies.content")), '$.matches') AS match
        WHERE match.type = 'object' AND typeof(json_extract(match.value, '$.rule')) = 'text';
        INSERT OR IGNORE INTO segment_policies
        SELECT entry >> \(shift), json_extract(\(json("content")), '$.policy.digest') FROM bodies
        WHERE typeof(json_extract(\(json("content")), '$.policy.digest')) = 'text';

        CREATE TRIGGER bodies_rules AFTER INSERT ON bodies WHEN instr(NEW.content, '"matches":[{') > 0 BEGIN
            INSERT OR IGNORE INTO entry_rules
            SELECT NEW.entry >> \(shift), json_extract(match.value, '$.rule'), NEW.entry
            FROM json_each(\(json("NEW.content")), '$.matches') AS match
            WHERE match.type = 'object' AND typeof(json_extract(match.value, '$.rule')) = 'text';
        END;
        CREATE TRIGGER bodies_policies AFTER INSERT ON bodies WHEN instr(NEW.content, '"policy":{') > 0 BEGIN
            INSERT OR IGNORE INTO segment_policies
            SELECT NEW.entry >> \(shift), json_extract(\(json("NEW.content")), '$.policy.digest')
            WHERE typeof(json_extract(\(json("NEW.content")), '$.policy.digest')) = 'text';
        END;

        PRAGMA user_version = \(format);
        """

    /// The text, or an empty object where it is no JSON: SQLite's functions would fail at it, and one damaged row must not
    /// keep all others from being found.
    static func json(_ text: String) -> String { "CASE WHEN json_valid(\(text)) THEN \(text) ELSE '{}' END" }
}

extension SearchIndexes {
    /// Takes away what is found by these rows. A segment's policies stay, since other rows of it may; they name nobody.
    static func delete(after first: Int64, through last: Int64, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM entry_rules WHERE segment BETWEEN ?1 >> \(shift) AND ?2 >> \(shift) AND entry > ?1 AND entry <= ?2",
            arguments: [first, last])
    }
}
