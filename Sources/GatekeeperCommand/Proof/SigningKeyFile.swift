// With Foundation in the module, this is where the compiler finds the members of `stat`.
import AuditTrail
import CoreFoundation
import Glibc
import InvitationPolicy

/// The file of the key that signs checkpoints: one line, for its owner only.
enum SigningKeyFile {
    /// - Parameter key: what names the file: a setting, an option.
    static func load(_ path: String, _ key: String) throws(StartFault) -> NoteSigner {
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw .configuration([
                "\(key): \(path) has mode 0\(mode), so others than its owner may read or change it: chmod 600, and a new key if somebody could have read it"
            ])
        }
        do {
            let bytes = try RegularFile.read(path, atMost: 4_096)
            let line = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first.map { String(decoding: $0, as: UTF8.self) }
            return try NoteSigner(text: line ?? "")
        } catch let error as UnreadableFile {
            throw .configuration(["\(key): \(error.why)"])
        } catch {
            throw .configuration(["\(key): \(path): \(error)"])
        }
    }

    /// Makes the file with mode 0600. One that is there is left as it is: a key that was overwritten is lost.
    static func create(_ path: String, _ signer: NoteSigner) throws(StartFault) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let why = errno == EEXIST ? "there is a file already; a key is never overwritten" : lastError()
            throw .dependency("\(path): \(why)")
        }
        defer { close(file) }
        guard WholeWrite.write(Array((signer.text + "\n").utf8), to: file), fsync(file) == 0 else {
            throw .dependency("\(path): \(lastError())")
        }
    }

    static func lastError() -> String { unsafe String(cString: strerror(errno)) }
}

/// Writes all of it, or tells that it could not.
enum WholeWrite {
    static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
