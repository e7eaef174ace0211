// With Foundation in the module, this is where the compiler finds the members of `stat`.
import CoreFoundation
import Glibc

/// What the system says of a file without reading it: enough to see that it was written, replaced, or is another one.
///
/// The time of the last change of status is part of it, because a tool that copies a file with its time of modification
/// cannot set that one.
struct FileStamp: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modifiedNanoseconds: Int64
    let changedNanoseconds: Int64
    let owner: UInt32

    /// The file at the end of all symbolic links; nil when there is none, or the system does not tell.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec) }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedNanoseconds = nanoseconds(status.st_mtim)
        changedNanoseconds = nanoseconds(status.st_ctim)
        owner = status.st_uid
    }

    /// The name of the owner's account, or its number where the system knows no name.
    var ownerName: String { Account.name(of: owner) ?? "uid \(owner)" }
}

/// Several files at one moment, by path. One that is not there counts, too: it may appear.
struct FileStamps: Hashable, Sendable {
    private(set) var byPath: [String: FileStamp?] = [:]

    subscript(path: String) -> FileStamp? { byPath[path] ?? nil }

    mutating func note(_ stamp: FileStamp?, at path: String) {
        // Of a file that was read twice the first look counts: a change in between shows when it is looked at again.
        if byPath[path] == nil { byPath[path] = .some(stamp) }
    }

    /// The same files now.
    func again() -> FileStamps {
        var now = FileStamps()
        for path in byPath.keys { now.note(FileStamp(path: path), at: path) }
        return now
    }
}
