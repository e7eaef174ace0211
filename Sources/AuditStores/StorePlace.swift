#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether the files that are being written are still those at the store's path. A database that is moved, replaced or
/// deleted while it is open goes on taking entries, into a file that nobody will find: so each commit looks first.
struct StorePlace: Sendable {
    private struct File: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        init?(_ path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
        }
    }

    private let path: String
    /// The write-ahead log, which lies beside the file itself and not beside a link to it.
    private let log: String
    private let files: [File]

    /// - Parameter path: of a store that is open, so that both files are there.
    /// - Throws: ``AuditStoreFault/cannotOpen(path:why:)`` where they cannot be looked at: a place that is not known could not be
    ///   told from one that was left.
    init(openAt path: String) throws(AuditStoreFault) {
        self.path = path
        var real = path
        if let resolved = unsafe realpath(path, nil) {
            defer { unsafe free(resolved) }
            real = unsafe String(cString: resolved)
        }
        log = real + "-wal"
        var files: [File] = []
        for path in [path, log] {
            guard let file = File(path) else {
                throw .cannotOpen(path: path, why: "where it lies cannot be seen: \(unsafe String(cString: strerror(errno)))")
            }
            files.append(file)
        }
        self.files = files
    }

    /// Whether both are where they were.
    var holds: Bool { [File(path), File(log)] == files }
}
