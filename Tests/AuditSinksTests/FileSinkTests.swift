import AuditTrail
import Foundation
import HostileTexts
import Testing

@testable import AuditSinks

@Suite("The file sink", .timeLimit(.minutes(1)))
struct FileSinkTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func sink(_ path: String? = nil) -> FileSink { FileSink(path: path ?? folder.file, includesInvitee: true, limit: 262_144) }

    private func mode() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int
    }

    @Test("appends a line for each entry to a file that only its owner can read")
    func appends() async throws {
        let sink = sink()
        try await sink.take([item(1), item(2)])
        try await sink.take([item(3)])
        await sink.close()
        try await self.sink().take([item(4)])
        #expect(try folder.ids() == [1, 2, 3, 4])
        #expect(try mode() == 0o600)
    }

    @Test("leaves the rights of a file that is there to its owner")
    func keepsMode() async throws {
        try folder.write("")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.file)
        try await sink().take([item(1)])
        #expect(try mode() == 0o640)
    }

    @Test("writes hostile texts as one line each")
    func hostile() async throws {
        try await sink().take(hostileItems)
        #expect(try folder.ids() == (0..<Int64(hostileItems.count)).map { $0 })
        #expect(Harmless.offenders(in: try folder.text()) == [])
    }

    @Test("goes on in a new file when the old one was renamed or removed")
    func rotates() async throws {
        let sink = sink()
        try await sink.take([item(1)])
        try FileManager.default.moveItem(atPath: folder.file, toPath: folder.path + "/old")
        try await sink.take([item(2)])
        #expect(try folder.ids("old") == [1] && folder.ids() == [2])
        try FileManager.default.removeItem(atPath: folder.file)
        try await sink.tend()
        #expect(try folder.ids() == [])
        try await sink.take([item(3)])
        #expect(try folder.ids() == [3])
    }

    @Test("cuts off a line that a crash left without its end", arguments: ["{\"id\":2,\"ver", "{\"i", "{"])
    func mends(_ partial: String) async throws {
        try await sink().take([item(1)])
        let whole = try folder.text()
        try folder.write(whole + partial)
        try await sink().take([item(2)])
        #expect(try folder.ids() == [1, 2])
        try folder.write(partial)
        try await sink().take([item(1)])
        #expect(try folder.ids() == [1])
    }

    @Test("cuts off a long one as well")
    func mendsLong() async throws {
        try await sink().take([item(1)])
        try folder.write(try folder.text() + "{\"id\":2,\"" + String(repeating: "x", count: 200_000))
        try await sink().take([item(2)])
        #expect(try folder.ids() == [1, 2])
    }

    @Test("does not touch a file that ends in something else")
    func foreign() async throws {
        try folder.write("{\"id\":1}\nroot:x:0:0")
        await #expect(throws: SinkFailure.foreignEnd(path: folder.file)) { try await sink().take([item(1)]) }
        #expect(try folder.text() == "{\"id\":1}\nroot:x:0:0")
        try folder.write("root:x:0:0\n")
        try await sink().take([item(1)])
        #expect(try folder.text().hasPrefix("root:x:0:0\n{\"id\":1,"))
    }

    @Test("takes no pipe and no device")
    func kinds() async throws {
        _ = unsafe mkfifo(folder.file, 0o600)
        await #expect(throws: SinkFailure.notARegularFile(path: folder.file)) { try await sink().take([item(1)]) }
        await #expect(throws: SinkFailure.notARegularFile(path: "/dev/full")) { try await sink("/dev/full").take([item(1)]) }
    }

    @Test("takes no file that another process writes")
    func locked() async throws {
        let first = sink()
        let second = sink()
        try await first.take([item(1)])
        await #expect(throws: SinkFailure.locked(path: folder.file)) { try await second.take([item(2)]) }
        await first.close()
        try await second.take([item(2)])
        #expect(try folder.ids() == [1, 2])
    }

    @Test("leaves nothing of a page that a full disk cut short, and works on when there is room", .enabled(if: SmallDisk.isAvailable))
    func full() async throws {
        let disk = try SmallDisk(in: folder)
        let sink = sink(disk.path + "/entries.ndjson")
        try await sink.take([item(1)])
        let rest = try disk.fill(leaving: 1_000)
        let page = (2..<40).map { item($0) }
        for _ in 0..<3 {
            await #expect(throws: SinkFailure.self) { try await sink.take(page) }
            #expect(try disk.ids() == [1])
        }
        try FileManager.default.removeItem(atPath: rest)
        try await sink.take(page)
        #expect(try disk.ids() == Array(1..<40))
    }
}

/// A file system of 64 KiB in memory, where this process may mount one.
final class SmallDisk {
    static let isAvailable = (try? SmallDisk(in: Folder())) != nil

    let path: String

    init(in folder: Folder) throws {
        path = folder.path + "/disk"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard unsafe mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else { throw Misread(what: "mount: \(errno)") }
    }

    deinit { _ = unsafe umount2(path, CInt(MNT_DETACH)) }

    /// Fills the disk with a file; returns its path.
    func fill(leaving bytes: Int) throws -> String {
        let file = path + "/rest"
        var size = 64 << 10
        while size > 0 {
            if (try? Data(count: size).write(to: URL(fileURLWithPath: file))) != nil { return file }
            size -= 4_096
        }
        throw Misread(what: "the disk is full already")
    }

    func ids() throws -> [Int64] {
        try lineIDs(String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/entries.ndjson")), as: UTF8.self))
    }
}
