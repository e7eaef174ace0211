/// What is erased, or removed with an entry, besides the tables of the entries themselves. A table that holds something of
/// a person, or of an entry, is named here, or it outlives both.
enum ErasureTables {
    /// Deletes what concerns the address `?1`. Run before the side rows go, by which it may be found.
    static let statements: [String] = [
        // Graph's answer, kept for the request's twin, names the guest; the claim on the key stays, and its twin is told so.
        """
        DELETE FROM idempotency_replies WHERE claim IN (
            SELECT claims.id FROM invitees JOIN idempotency_claims AS claims ON claims.entry = invitees.entry
            WHERE invitees.address = ?1 COLLATE NOCASE OR invitees.cc_address = ?1 COLLATE NOCASE)
        """
    ]

    /// Tables that hold something of an entry: its name, and the column with the entry's row.
    static let byEntry: [(table: String, column: String)] = [("invitees", "entry"), ("bodies", "entry")]
}
