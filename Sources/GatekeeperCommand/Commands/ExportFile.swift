import AuditTrail
import Foundation

/// Where an export goes: standard output, a new file, or one that was begun before.
final class ExportFile {
    private let handle: FileHandle
    private let isStandardOutput: Bool
    /// Whether what stands before the first entry is there already.
    let hasHead: Bool
    /// The last row that is in the file whole.
    let last: EntryID?

    /// - Throws: ``StartFault``; a file that is there is gone on with only when that is asked for.
    init(path: String?, resuming: Bool, format: ExportFormat) throws {
        guard let path else {
            (handle, isStandardOutput, hasHead, last) = (.standardOutput, true, false, nil)
            return
        }
        isStandardOutput = false
        let flags = resuming ? O_RDWR : O_RDWR | O_CREAT | O_EXCL
        let descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let why = errno == EEXIST ? "is there already: go on with it by --resume, or name another" : "cannot be opened: \(Self.error)"
            throw StartFault.dependency("\(path) \(why)")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Two that go on with one file at once would double its lines.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw StartFault.dependency("\(path) is being written by another export") }
        guard resuming else {
            (hasHead, last) = (false, nil)
            return
        }
        do {
            (hasHead, last) = try Self.goOn(handle, format)
        } catch {
            throw StartFault.dependency("\(path) is no \(format.rawValue) export that can be gone on with: \(error)")
        }
    }

    private static var error: String { unsafe String(cString: strerror(errno)) }

    struct NotAnExport: Error, CustomStringConvertible {
        let description: String
    }

    /// Takes away what stands after the last line break, and looks at the line before it.
    private static func goOn(_ handle: FileHandle, _ format: ExportFormat) throws -> (hasHead: Bool, last: EntryID?) {
        let end = try handle.seekToEnd()
        let head = Data(format.head.utf8)
        var (start, tail) = (end, Data())
        // Back to the line break before the last whole line, or to the beginning.
        while start > 0, tail.lazy.filter({ $0 == UInt8(ascii: "\n") }).count < 2 {
            let length = min(start, 64 << 10)
            guard tail.count < 16 << 20 else { throw NotAnExport(description: "its last line is longer than 16 MiB") }
            start -= length
            try handle.seek(toOffset: start)
            tail = (try handle.read(upToCount: Int(length)) ?? Data()) + tail
        }
        let whole = tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? tail.startIndex
        try handle.truncate(atOffset: start + UInt64(whole - tail.startIndex))
        try handle.seekToEnd()
        let lines = tail[..<whole].split(separator: UInt8(ascii: "\n"))
        guard let line = lines.last else { return (false, nil) }
        if start == 0, tail[..<whole] == head { return (true, nil) }
        guard let row = format.row(of: String(decoding: line, as: UTF8.self)) else {
            throw NotAnExport(description: "its last whole line is no entry")
        }
        return (true, row)
    }

    func write(_ text: String) throws {
        guard !text.isEmpty else { return }
        do { try handle.write(contentsOf: Data(text.utf8)) } catch {
            throw StartFault.dependency("the export cannot be written: \(error.localizedDescription)")
        }
    }

    /// Returns once the file is on disk.
    func finish() throws {
        guard !isStandardOutput else { return }
        do { try handle.synchronize() } catch { throw StartFault.dependency("the export cannot be written: \(error.localizedDescription)") }
    }
}
