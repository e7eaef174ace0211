import AuditTrail
import FoundationEssentials
import GRDB
import Invitations
import Testing

@testable import AuditStores

@Suite("Opening a store")
struct OpeningTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test("leaves the writer at synchronous = FULL in WAL mode")
    func full() async throws {
        let store = try await folder.open()
        let (synchronous, mode) = try await store.pool.writeWithoutTransaction { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2)
        #expect(mode == "wal")
    }

    @Test("is refused at synchronous = NORMAL")
    func normal() {
        #expect(throws: AuditStoreFault.notDurable(synchronous: 1)) {
            try StoreConnection.open(path: folder.store, synchronous: "NORMAL")
        }
    }

    @Test("makes a file for its owner only, and narrows one that is wider")
    func mode() async throws {
        func mode(_ path: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return (attributes[.posixPermissions] as? Int) ?? -1
        }
        let store = try await folder.open()
        #expect(try mode(folder.store) == 0o600)
        #expect(try mode(folder.store + "-wal") == 0o600)
        await store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.store)
        _ = try SQLiteAuditStore.open(path: folder.store, writer: id(2))
        #expect(try mode(folder.store) == 0o600)
    }

    @Test("is refused on a network file system, also when only a link leads there")
    func networkFileSystem() throws {
        let (local, remote) = (folder.path + "/local", folder.path + "/remote")
        for path in [local, remote] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        let table = folder.path + "/mountinfo"
        let mount = URL(filePath: remote).resolvingSymlinksInPath().path
        try Data(
            """
            22 1 8:1 / / rw - ext4 /dev/sda1 rw
            30 22 0:40 / \(mount) rw - nfs4 host:/share rw

            """.utf8
        ).write(to: URL(filePath: table))
        func fault(_ path: String) -> AuditStoreFault? {
            do throws(AuditStoreFault) { _ = try StoreFile(path: path, mountTable: table) } catch { return error }
            return nil
        }
        #expect(fault(remote + "/audit") == .networkFileSystem(path: remote + "/audit", kind: "nfs4"))
        #expect(fault(local + "/audit") == nil)

        try Data().write(to: URL(filePath: remote + "/moved"))
        try FileManager.default.createSymbolicLink(atPath: local + "/link", withDestinationPath: remote + "/moved")
        #expect(fault(local + "/link") == .networkFileSystem(path: local + "/link", kind: "nfs4"))
        try FileManager.default.createSymbolicLink(atPath: remote + "/link", withDestinationPath: local + "/audit")
        #expect(fault(remote + "/link") == nil)
        try FileManager.default.createSymbolicLink(atPath: local + "/dangling", withDestinationPath: remote + "/none")
        #expect(fault(local + "/dangling") == .notARegularFile(path: local + "/dangling"))
        #expect(!FileManager.default.fileExists(atPath: remote + "/none"))
    }

    @Test("marks the file as ours")
    func marks() async throws {
        await (try await folder.open()).close()
        let database = try DatabaseQueue(path: folder.store)
        let marks = try await database.read { db in
            try ["application_id", "user_version"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(marks == [0x4741_5445, StoreSchema.version])
    }

    @Test("is refused for another program's database, a later format, a folder, and no database at all")
    func foreign() async throws {
        let other = try DatabaseQueue(path: folder.path + "/other.sqlite")
        try await other.write { db in try db.execute(sql: "CREATE TABLE players (name TEXT)") }
        #expect(throws: AuditStoreFault.notAnAuditStore(path: folder.path + "/other.sqlite")) {
            try SQLiteAuditStore.open(path: folder.path + "/other.sqlite", writer: id(1))
        }
        #expect(try await other.read { db in try String.fetchOne(db, sql: "PRAGMA journal_mode") } == "delete")

        await (try await folder.open()).close()
        let later = StoreSchema.version + 1
        try folder.tamper("PRAGMA user_version = \(later)")
        #expect(throws: AuditStoreFault.newerFormat(path: folder.store, found: later, known: StoreSchema.version)) {
            try SQLiteAuditStore.open(path: folder.store, writer: id(2))
        }
        #expect(throws: AuditStoreFault.notARegularFile(path: folder.path)) {
            try SQLiteAuditStore.open(path: folder.path, writer: id(2))
        }
        let text = folder.path + "/text"
        try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: text))
        #expect(throws: AuditStoreFault.notAnAuditStore(path: text)) {
            try SQLiteAuditStore.open(path: text, writer: id(2))
        }
    }

    @Test("is refused to a reader with the reason that the system has: not there, a folder, no database; a good one is read")
    func reading() async throws {
        #expect(throws: AuditStoreFault.cannotOpen(path: folder.path + "/none", why: "No such file or directory")) {
            try SQLiteAuditReader.open(path: folder.path + "/none")
        }
        #expect(throws: AuditStoreFault.notARegularFile(path: folder.path)) { try SQLiteAuditReader.open(path: folder.path) }
        let text = folder.path + "/text"
        try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: text))
        #expect(throws: AuditStoreFault.notAnAuditStore(path: text)) { try SQLiteAuditReader.open(path: text) }
        #expect("\(AuditStoreFault.notAnAuditStore(path: text))".contains("no database at all"))
        await (try await folder.open()).close()
        _ = try SQLiteAuditReader.open(path: folder.store)
    }

    @Test("is refused where the folder is not there or cannot be written")
    func unwritable() {
        #expect(throws: AuditStoreFault.self) {
            try SQLiteAuditStore.open(path: folder.path + "/none/audit.sqlite", writer: id(1))
        }
        // Not writable for anybody, root included.
        #expect(throws: AuditStoreFault.self) {
            try SQLiteAuditStore.open(path: "/proc/audit.sqlite", writer: id(1))
        }
    }

    @Test("tells local file systems from those where locks cannot be relied on")
    func mounts() {
        let table = MountTable(
            Array(
                """
                22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
                30 22 0:40 / /mnt/share rw - nfs4 host:/share rw
                31 22 0:41 / /mnt/with\\040space rw shared:5 master:2 - fuse.sshfs host: rw
                32 30 8:2 / /mnt/share/local rw - xfs /dev/sdb1 rw
                33 22 0:42 / /srv rw - ext4 /dev/sdc1 rw
                34 33 0:43 / /srv rw - cifs //host/srv rw

                """.utf8))
        #expect(table.fileSystem(of: "/var/lib") == "ext4")
        #expect(table.fileSystem(of: "/mnt/share") == "nfs4")
        #expect(table.fileSystem(of: "/mnt/shared") == "ext4")
        #expect(table.fileSystem(of: "/mnt/with space/x") == "fuse.sshfs")
        #expect(table.fileSystem(of: "/mnt/share/local/x") == "xfs")
        #expect(table.fileSystem(of: "/srv/x") == "cifs")
        for kind in ["nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "9p"] { #expect(MountTable.isRemote(kind)) }
        for kind in ["ext4", "xfs", "btrfs", "overlay", "tmpfs", "zfs", "fusectl"] { #expect(!MountTable.isRemote(kind)) }
        #expect(MountTable(readingFrom: "/proc/self/mountinfo")?.fileSystem(of: "/") != nil)
        #expect(MountTable(readingFrom: folder.path + "/none") == nil)
    }
}
