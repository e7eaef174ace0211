import CoreFoundation
import Glibc

/// Who is at the other end of a Unix socket, as the kernel says it (unix(7), SO_PEERCRED): nobody can claim to be another.
struct ControlPeer: Hashable, Sendable {
    let uid: uid_t
    let pid: pid_t

    /// The kernel's `struct ucred`, which the C library shows to GNU programs only.
    private struct Credentials {
        var pid: pid_t = 0
        var uid: uid_t = 0
        var gid: gid_t = 0
    }

    init(uid: uid_t, pid: pid_t) {
        self.uid = uid
        self.pid = pid
    }

    init?(of descriptor: Int32) {
        var (credentials, size) = (Credentials(), socklen_t(MemoryLayout<Credentials>.size))
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
        self.init(uid: credentials.uid, pid: credentials.pid)
    }

    /// As the trail names whoever gave a command.
    var description: String { Account.name(of: uid).map { "uid \(uid) (\($0))" } ?? "uid \(uid)" }

    /// Root, the service's own account, and those that the settings list.
    func mayCommand(_ listed: Set<uid_t>) -> Bool { uid == 0 || uid == geteuid() || listed.contains(uid) }
}
