// With Foundation in the module, this is where the compiler finds the members of `stat`.
import CoreFoundation
import Glibc
import InvitationPolicy

/// Reads a file whole, and says in plain words why it cannot.
enum RegularFile {
    /// - Parameter limit: the most bytes that are read into memory.
    static func read(_ path: String, atMost limit: Int) throws(UnreadableFile) -> [UInt8] {
        // Without waiting: the opening of a pipe would last until somebody writes to it.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw why(path, errno) }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw why(path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw UnreadableFile(why: "\(path) is a folder")
        default: throw UnreadableFile(why: "\(path) is no regular file")
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw tooLarge(path, limit) }
        return try bytes(file, path, expecting: size, atMost: limit)
    }

    /// The file may grow while it is read.
    private static func bytes(
        _ file: Int32, _ path: String, expecting size: Int, atMost limit: Int
    ) throws(UnreadableFile) -> [UInt8] {
        var bytes: [UInt8] = []
        // One more than expected: an end that is met there takes no second buffer.
        bytes.reserveCapacity(size + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw why(path, errno) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> UnreadableFile {
        UnreadableFile(why: "\(path) is larger than \(limit) bytes")
    }

    private static func why(_ path: String, _ code: Int32) -> UnreadableFile {
        switch code {
        case ENOENT, ENOTDIR: UnreadableFile(why: "there is no file at \(path)")
        case EACCES, EPERM: UnreadableFile(why: "\(path) may not be read (permission denied)")
        default: UnreadableFile(why: "\(path): \(unsafe String(cString: strerror(code)))")
        }
    }

    /// Where the path leads when all symbolic links are followed; nil where nothing is there.
    static func target(of path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
