/// Why a store cannot be opened. The service does not start without one.
public enum AuditStoreFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder or file cannot be reached: the system's word for it.
    case cannotOpen(path: String, why: String)
    case notARegularFile(path: String)
    /// SQLite's locks and shared memory do not work there.
    case networkFileSystem(path: String, kind: String)
    case notWritable(path: String, why: String)
    /// The file's access rights cannot be narrowed to its owner.
    case notPrivate(path: String, why: String)
    /// Another program's database, or no database at all.
    case notAnAuditStore(path: String)
    /// Written by a later version of this program.
    case newerFormat(path: String, found: Int, known: Int)
    /// `PRAGMA synchronous` read back another value than 2 (FULL): a commit would not be durable.
    case notDurable(synchronous: Int)
    /// `PRAGMA journal_mode` read back another value than `wal`.
    case notWriteAhead(mode: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let why): "the audit store \(path) cannot be opened: \(why)"
        case .notARegularFile(let path): "the audit store \(path) is not a regular file"
        case .networkFileSystem(let path, let kind):
            "the audit store \(path) lies on a \(kind) file system, where SQLite's locks cannot be relied on: "
                + "put it on a local disk"
        case .notWritable(let path, let why): "the audit store \(path) cannot be written: \(why)"
        case .notPrivate(let path, let why): "the audit store \(path) cannot be made private (mode 0600): \(why)"
        case .notAnAuditStore(let path): "\(path) is no audit store: it is another program's database, or no database at all"
        case .newerFormat(let path, let found, let known):
            "the audit store \(path) has format \(found); this program knows formats up to \(known)"
        case .notDurable(let found): "the audit store's synchronous setting is \(found) instead of 2 (FULL)"
        case .notWriteAhead(let mode): "the audit store's journal mode is \(mode) instead of wal"
        }
    }
}
