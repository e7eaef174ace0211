import AuditStores
import AuditTrail
import Foundation
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("audit tail")
struct AuditTailTests {
    private let folder: SettingsFolder
    private let store: SQLiteAuditStore

    init() async throws {
        folder = try SettingsFolder()
        store = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 7, low: 7))
        _ = try await store.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        for number in 1...20 { try await add(number) }
    }

    private func add(_ number: Int, to other: SQLiteAuditStore? = nil) async throws {
        let record = OutcomeRecord(decision: DecisionID(high: 1, low: UInt64(number)), time: Contoso.now, outcome: .created)
        _ = try await (other ?? store).append(.outcome(record))
    }

    @Test("shows the newest entries, the oldest of them first, or all from a row on")
    func newest() async throws {
        func rows(_ arguments: String...) async throws -> [Int64] {
            let shown = try await Program.run(["audit", "tail", "--format", "json", "--store", folder.store] + arguments)
            #expect(shown.exitCode == 0, "\(shown.errors)")
            return try shown.lines.compactMap { try JSON(parsing: Array($0.utf8))["id"]?.integer }
        }
        #expect(try await rows() == Array(12...21))
        #expect(try await rows("--lines", "3") == [19, 20, 21])
        #expect(try await rows("--lines", "0") == [])
        #expect(try await rows("--from", "20") == [20, 21])
        #expect(try await rows("--from", "22") == [])
        #expect(try await rows("--from", "0") == Array(1...21))
        #expect(try await rows("--from=\(Int64.min)") == Array(1...21))
        #expect(try await rows("--kind", "started") == [1])
    }

    @Test("follows what two writers add, each entry once and in order, and ends with 0 at Ctrl-C")
    func follows() async throws {
        let output = folder.path + "/out"
        try Data().write(to: URL(fileURLWithPath: output))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["audit", "tail", "--follow", "--lines", "1", "--format", "json", "--store", folder.store]
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardInput = FileHandle.nullDevice
        let (ends, ended) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in ended.yield(process.terminationStatus) }
        try process.run()
        func rows() throws -> [Int64] {
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
            return try text.split(separator: "\n").compactMap { try JSON(parsing: Array($0.utf8))["id"]?.integer }
        }
        while try rows().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        let other = try SQLiteAuditStore.open(path: folder.store, writer: WriterID(high: 8, low: 8))
        _ = try await other.append(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1_500 {
                group.addTask { try await add(100 + number, to: number % 3 == 0 ? other : nil) }
            }
            try await group.waitForAll()
        }
        while try rows().count < 1_502 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try rows() == Array(21...1_522))
        kill(process.processIdentifier, SIGINT)
        #expect(await ends.first { _ in true } == 0)
        await other.close()
        await store.close()
    }
}
