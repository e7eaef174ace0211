import CoreFoundation
import Glibc

/// The control socket's place in the file system. Whoever may write there could put another socket in its place, so that
/// it is looked at before it is used.
enum ControlPlace {
    enum Fault: Error, CustomStringConvertible {
        /// The settings name a place that will not do.
        case unfit(String)
        /// The system refuses.
        case refused(String)
        /// Another process listens there.
        case live(path: String, pid: pid_t?)

        var description: String {
            switch self {
            case .unfit(let why), .refused(let why): why
            case .live(let path, let pid):
                "\(path): another gatekeeper\(pid.map { " (process \($0))" } ?? "") listens there. End it, give this one a socket of its own (control.socket), or start this one with --take-over"
            }
        }
    }

    /// Which file the socket is, so that it is removed only as long as it is the same.
    struct File: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    struct Claimed: Sendable {
        let descriptor: Int32
        let file: File
    }

    /// Listens at the path.
    ///
    /// - Parameters:
    ///   - isOpenToAll: whether other accounts may connect at all; who they are is asked of the kernel in any case.
    ///   - replacing: whether a socket that another process listens on is replaced.
    static func claim(_ path: String, isOpenToAll: Bool, replacing: Bool) throws(Fault) -> Claimed {
        try checkFolder(of: path)
        // Two that start at once must not both find a dead socket, and one of them remove the other's new one.
        let folder = unsafe open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw refused(folderText(path)) }
        defer { close(folder) }
        guard flock(folder, LOCK_EX) == 0 else { throw refused(folderText(path)) }
        let isThere = try checkExisting(path)
        if isThere, !replacing {
            if let pid = try livePeer(path) { throw .live(path: path, pid: pid > 0 ? pid : nil) }
        }
        return try bind(path, mode: isOpenToAll ? 0o666 : 0o600)
    }

    /// The folder of a socket that may be trusted: nobody else can replace what lies in it.
    private static func checkFolder(of path: String) throws(Fault) {
        guard path.utf8.count <= UnixSocket.longestPath - 9 else {
            throw .unfit(
                "\(path) is too long for a socket's path: \(UnixSocket.longestPath - 9) bytes are taken. Name a shorter one, such as /run/gatekeeper/control.sock"
            )
        }
        var status = stat()
        guard unsafe stat(folder(of: path), &status) == 0 else { throw refused(folderText(path)) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .unfit("\(folder(of: path)) belongs to uid \(status.st_uid): that account could replace the control socket")
        }
        guard status.st_mode & 0o022 == 0 || status.st_mode & S_ISVTX != 0 else {
            throw .unfit("\(folder(of: path)) may be written by others, who could replace the control socket")
        }
    }

    /// - Returns: whether there is a socket of ours already.
    private static func checkExisting(_ path: String) throws(Fault) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw refused(path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFSOCK: break
        case S_IFLNK: throw .unfit("\(path) is a symbolic link; the control socket must be the file itself")
        default: throw .unfit("\(path) is there and is no socket")
        }
        guard status.st_uid == geteuid() else { throw .unfit("\(path) belongs to uid \(status.st_uid), not to this account") }
        return true
    }

    /// Who listens there, 0 if that is not told; nil when nobody does any more.
    private static func livePeer(_ path: String) throws(Fault) -> pid_t? {
        do throws(UnixSocket.Fault) {
            let descriptor = try UnixSocket.connect(to: path)
            defer { close(descriptor) }
            return ControlPeer(of: descriptor)?.pid ?? 0
        } catch {
            switch error.code {
            case ECONNREFUSED, ENOENT: return nil
            // Its queue is full: somebody is there.
            case EAGAIN: return 0
            default: throw .refused("\(error)")
            }
        }
    }

    /// Binds under another name, and gives it its own when it listens: at every moment there is one socket there, and it
    /// answers.
    private static func bind(_ path: String, mode: mode_t) throws(Fault) -> Claimed {
        let temporary = path + ".\(getpid() % 10_000_000)"
        let descriptor: Int32
        do throws(UnixSocket.Fault) { descriptor = try UnixSocket.make() } catch { throw .refused("\(error)") }
        _ = unsafe unlink(temporary)
        // Linux gives the file the socket's own mode, less the umask: it is never more open than this, not for a moment.
        let isBound =
            fchmod(descriptor, mode) == 0
            && (unsafe UnixSocket.withAddress(temporary) { unsafe Glibc.bind(descriptor, $0, $1) }) == 0
            && (unsafe chmod(temporary, mode)) == 0 && listen(descriptor, 8) == 0 && (unsafe rename(temporary, path)) == 0
        guard isBound, let file = file(at: path) else {
            let fault = refused(path)
            _ = unsafe unlink(temporary)
            close(descriptor)
            throw fault
        }
        return Claimed(descriptor: descriptor, file: file)
    }

    static func file(at path: String) -> File? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return File(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    private static func folder(of path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    private static func folderText(_ path: String) -> String { "\(folder(of: path)), the control socket's folder" }

    private static func refused(_ what: String) -> Fault { .refused("\(UnixSocket.Fault(what))") }
}
