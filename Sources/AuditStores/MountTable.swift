#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which file system lies where, as Linux tells a process (proc(5), `/proc/pid/mountinfo`).
struct MountTable {
    private var mounts: [(point: [UInt8], kind: String)] = []

    init?(readingFrom path: String) {
        guard let file = unsafe fopen(path, "re") else { return nil }
        defer { unsafe fclose(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            text.append(contentsOf: buffer[..<count])
        }
        self.init(text)
    }

    /// A line: `36 35 98:0 /root /mount/point options [optional fields] - kind source super-options`.
    init(_ text: [UInt8]) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "))
            guard fields.count > 6, let dash = fields.dropFirst(6).firstIndex(where: { $0.elementsEqual("-".utf8) }),
                dash + 1 < fields.count
            else { continue }
            mounts.append((Self.unescaped(fields[4]), String(decoding: fields[dash + 1], as: UTF8.self)))
        }
    }

    /// The kind of the file system at an absolute, resolved path: that of the longest mount point above it, and of the
    /// last mounted there.
    func fileSystem(of path: String) -> String? {
        let path = Array(path.utf8)
        var best: (length: Int, kind: String)?
        for (point, kind) in mounts where Self.holds(point, path) && point.count >= best?.length ?? 0 {
            best = (point.count, kind)
        }
        return best?.kind
    }

    /// File systems that other hosts can write to, or that are served by a program which may keep in memory what it said
    /// is on disk. SQLite's locks and its shared-memory index do not work there.
    static func isRemote(_ kind: String) -> Bool {
        let remote: Set<String> = [
            "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "gfs2", "ocfs2", "lustre", "coda", "ncpfs",
            "glusterfs", "virtiofs", "beegfs", "orangefs",
        ]
        return remote.contains(kind) || kind == "fuse" || kind.hasPrefix("fuse.") || kind == "fuseblk"
    }

    private static func holds(_ point: [UInt8], _ path: [UInt8]) -> Bool {
        guard path.starts(with: point) else { return false }
        return point == [UInt8(ascii: "/")] || path.count == point.count || path[point.count] == UInt8(ascii: "/")
    }

    /// Space, tab, newline and backslash stand as `\040` and the like.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) else {
                result.append(byte)
                continue
            }
            result.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }))
            rest = rest.dropFirst(3)
        }
        return result
    }
}
