import AuditTrail
import Glibc

/// Where checkpoints are appended, for another system to fetch.
enum CheckpointFile {
    /// Returns once the note is on disk; else why it is not.
    static func append(_ note: SignedNote, to path: String) -> String? {
        let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard file >= 0 else { return "\(path): \(SigningKeyFile.lastError())" }
        defer { close(file) }
        // The empty line keeps a note apart from one that a full disk cut short.
        guard WholeWrite.write(Array((note.description + "\n").utf8), to: file), fsync(file) == 0 else {
            return "\(path): \(SigningKeyFile.lastError())"
        }
        return nil
    }
}
