// With Foundation in the module, this is where the compiler finds the members of `stat`.
import AuditSinks
import CoreFoundation
import Foundation
import Glibc

/// A file that the settings name, and the key that names it.
private struct NamedFile {
    let key: String
    let path: String

    init?(_ key: String, _ path: String?) {
        guard let path, !path.isEmpty else { return nil }
        (self.key, self.path) = (key, URL(fileURLWithPath: path).standardizedFileURL.path)
    }

    /// By the path, or by what lies there now: a link is another name for the same file.
    func isSame(as other: NamedFile) -> Bool {
        if path == other.path { return true }
        guard let own = place, let others = other.place else { return false }
        return own == others
    }

    private var place: ControlPlace.File? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return ControlPlace.File(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}

extension Settings {
    /// What the gate writes, the trail apart.
    private var written: [NamedFile] {
        [
            NamedFile("audit.sinks.file.path", sinks.file?.path), NamedFile("audit.checkpoints.file", proof.file),
            NamedFile("control.socket", control?.socket),
        ].compactMap(\.self)
    }

    /// The trail with its companions, and what the gate reads.
    private func others(_ settingsFile: String) -> [NamedFile] {
        var files = ["", "-wal", "-shm"].map { NamedFile("audit.file", auditFile.isEmpty ? nil : auditFile + $0) }
        files += [
            NamedFile("--settings", settingsFile), NamedFile("policy.file", policyFile), NamedFile("policy.candidateFile", keeping.candidateFile),
            NamedFile("audit.checkpoints.keyFile", proof.keyFile), NamedFile("idempotency.keyFile", idempotency.keyFile),
            NamedFile("listen.tls.certificateFile", service.certificateFile), NamedFile("listen.tls.privateKeyFile", service.privateKeyFile),
            NamedFile("listen.tls.clientCaFile", service.clientAuthoritiesFile),
        ]
        files += idempotency.oldKeyFiles.map { NamedFile("idempotency.oldKeyFiles", $0) }
        switch graph.credential {
        case .secret: break
        case .secretFile(let file): files.append(NamedFile("graph.clientSecretFile", file))
        case .pem(let certificate, let key):
            files += [NamedFile("graph.certificateFile", certificate), NamedFile("graph.privateKeyFile", key)]
        case .pfx(let file, let password): files += [NamedFile("graph.pfxFile", file), NamedFile("graph.pfxPasswordFile", password)]
        }
        let tls = sinks.syslog?.target.tls
        files += [
            NamedFile("audit.sinks.syslog.tls.caFile", tls?.authorityFile),
            NamedFile("audit.sinks.syslog.tls.certificateFile", tls?.certificateFile),
            NamedFile("audit.sinks.syslog.tls.privateKeyFile", tls?.privateKeyFile),
        ]
        return files.compactMap(\.self)
    }

    /// A file that the gate writes is for that alone. What is appended to the trail's file takes away SQLite's locks on it (POSIX
    /// advisory locks end with any descriptor of the file), and what is appended to a key or a policy spoils it.
    func sharedFiles(settingsFile: String) -> [SettingsFault] {
        let written = written
        return written.enumerated().compactMap { index, file in
            guard let other = (others(settingsFile) + written[..<index]).first(where: file.isSame) else { return nil }
            return SettingsFault(key: file.key, message: "is the file of \(other.key), too; it needs one of its own")
        }
    }
}
