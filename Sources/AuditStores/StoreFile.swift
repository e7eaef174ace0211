#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The database file before SQLite opens it: where it lies, that it is ours alone.
///
/// An existing file is looked at by its path, never opened and closed: closing any descriptor of it would drop the locks
/// that another connection of this process holds (POSIX advisory locks; SQLite, "How to corrupt", 2.2).
struct StoreFile {
    let path: String
    private(set) var isNew = false

    /// - Parameter mountTable: which file system lies where, in the form of proc(5)'s `/proc/pid/mountinfo`.
    init(path: String, mountTable: String = "/proc/self/mountinfo") throws(AuditStoreFault) {
        self.path = path
        try Self.refuseNetworkFileSystem(of: path, mountTable)
        var status = stat()
        if unsafe stat(path, &status) != 0 {
            guard errno == ENOENT else { throw .cannotOpen(path: path, why: Self.lastError()) }
            try create()
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
        if status.st_mode & 0o077 != 0, unsafe chmod(path, 0o600) != 0 {
            throw .notPrivate(path: path, why: Self.lastError())
        }
        guard unsafe access(path, R_OK | W_OK) == 0 else { throw .notWritable(path: path, why: Self.lastError()) }
        isNew = status.st_size == 0
    }

    /// Says what SQLite does not of a file that is to be read: that it is not there, is a folder, or may not be read.
    static func requireReadable(_ path: String) throws(AuditStoreFault) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .cannotOpen(path: path, why: lastError()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
        guard unsafe access(path, R_OK) == 0 else { throw .cannotOpen(path: path, why: lastError()) }
    }

    /// SQLite gives `-wal` and `-shm` the mode of the database.
    private mutating func create() throws(AuditStoreFault) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw .cannotOpen(path: path, why: Self.lastError())
        } else {
            // Somebody made it just now; or it is a link to nothing, and SQLite would make the file wherever it points.
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { throw .notARegularFile(path: path) }
        }
        isNew = true
    }

    private static func lastError() -> String {
        let number = errno
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }

    /// Where the file itself lies, with its `-wal` and `-shm` beside it: SQLite follows a link to it, and so does this.
    private static func refuseNetworkFileSystem(of path: String, _ mountTable: String) throws(AuditStoreFault) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let places: [String]
        if let file = resolved(path) {
            places = [file, file.lastIndex(of: "/").map { String(file[..<$0]) } ?? file]
        } else if let folder = resolved(folder) {
            places = [folder]
        } else {
            throw .cannotOpen(path: path, why: "\(folder): \(lastError())")
        }
        #if os(Linux)
            guard let mounts = MountTable(readingFrom: mountTable) else {
                throw .cannotOpen(path: path, why: "\(mountTable), which tells file systems apart, is not readable")
            }
            for kind in places.compactMap(mounts.fileSystem) where MountTable.isRemote(kind) {
                throw .networkFileSystem(path: path, kind: kind)
            }
        #endif
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
