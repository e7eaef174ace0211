import Glibc

/// A file that only grows, by whole lines, and that this process has for itself.
final class AppendedFile: Sendable {
    private let path: String
    private let descriptor: CInt

    /// Opens the file at the path, or makes it there with mode 0600. The rights of a file that is there are its owner's
    /// affair: whoever ships it may have to read it.
    ///
    /// A line that a crash left without its end is cut off. Its entry is not lost: no cursor moves before the whole line
    /// is on disk.
    init(path: String) throws(SinkFailure) {
        self.path = path
        var status = stat()
        // Looked at before it is opened: opening a pipe would wait for a reader.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notARegularFile(path: path) }
        let isNew = unsafe access(path, F_OK) != 0
        descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw .system("open", path) }
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notARegularFile(path: path)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .locked(path: path) : .system("lock", path)
        }
        if isNew { try Self.syncFolder(of: path) }
        try mendEnd(size: Int64(status.st_size))
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    /// Whether the path still leads to this file.
    func isStill(at path: String) -> Bool {
        var (here, there) = (stat(), stat())
        return unsafe fstat(descriptor, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev
            && here.st_ino == there.st_ino
    }

    /// Returns once the lines are on disk. If they are not, none of them is in the file, as far as that can be brought
    /// about: a disk that stays full must not fill up with the beginnings of one page.
    func append(_ lines: [UInt8]) throws(SinkFailure) {
        let size = try self.size()
        do throws(SinkFailure) {
            try write(lines)
            guard fsync(descriptor) == 0 else { throw .system("sync", path) }
        } catch {
            _ = ftruncate(descriptor, off_t(size))
            throw error
        }
    }

    private func write(_ bytes: [UInt8]) throws(SinkFailure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.write(descriptor, all.baseAddress.map { unsafe $0 + written }, all.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path) }
            written += count
        }
    }

    private func size() throws(SinkFailure) -> Int64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .system("stat", path) }
        return Int64(status.st_size)
    }

    /// Cuts what stands after the last line's end, if it is the beginning of a line of ours.
    private func mendEnd(size: Int64) throws(SinkFailure) {
        var tail: [UInt8] = []
        var start = size
        // Backwards, a piece at a time, until a line's end or the file's beginning.
        while start > 0, tail.first != UInt8(ascii: "\n") {
            let length = Int(min(start, 64 << 10))
            var piece = [UInt8](repeating: 0, count: length)
            guard unsafe pread(descriptor, &piece, length, off_t(start) - off_t(length)) == length else {
                throw .system("read", path)
            }
            start -= Int64(length)
            if let end = piece.lastIndex(of: UInt8(ascii: "\n")) {
                start += Int64(end)
                piece.removeFirst(end)
            }
            tail = piece + tail
            guard tail.count <= Self.longestTail else { throw .foreignEnd(path: path) }
        }
        let hasEnd = tail.first == UInt8(ascii: "\n")
        let partial = hasEnd ? tail.dropFirst() : tail[...]
        guard !partial.isEmpty else { return }
        guard partial.prefix(EntryLine.beginning.count).elementsEqual(EntryLine.beginning.prefix(partial.count)) else {
            throw .foreignEnd(path: path)
        }
        guard ftruncate(descriptor, off_t(start) + (hasEnd ? 1 : 0)) == 0, fsync(descriptor) == 0 else {
            throw .system("truncate", path)
        }
    }

    /// More than a line of ours can have.
    private static let longestTail = 2 << 20

    /// A new name is on disk only once its folder is.
    private static func syncFolder(of path: String) throws(SinkFailure) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", folder) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync", folder) }
    }
}

extension SinkFailure {
    /// A call failed, by `errno`.
    static func system(_ call: String, _ what: String) -> SinkFailure {
        let number = errno
        var text = [CChar](repeating: 0, count: 128)
        let isKnown = unsafe strerror_r(number, &text, text.count) == 0
        let word = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return .refused(call: call, what: what, why: isKnown ? word : "error \(number)")
    }
}
