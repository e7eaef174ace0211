/// What is erased, or removed with an entry, besides the tables of the entries themselves. A table that holds something of
/// a person, or of an entry, is named here, or it outlives both.
enum ErasureTables {
    /// Deletes what concerns the address `?1`. Run before the side rows go, by which it may be found.
    static let statements: [String] = []

    /// Tables that hold something of an entry: its name, and the column with the entry's row.
    static let byEntry: [(table: String, column: String)] = [("invitees", "entry"), ("bodies", "entry")]
}
