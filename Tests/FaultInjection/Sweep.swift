import AuditStores
import AuditTrail
import Foundation
import Invitations

/// Runs the victim under strace, each time on a fresh copy of a store that has a history, and checks what is left.
struct Sweep {
    private let program: String
    private let folder: URL
    private var template: URL { folder.appendingPathComponent("template.sqlite") }

    /// The calls by which SQLite and the store reach their files.
    private static let calls = [
        "access", "close", "fallocate", "fchmod", "fchown", "fcntl", "fdatasync", "fstat", "fsync", "ftruncate", "lseek", "mmap",
        "newfstatat", "openat", "pread64", "pwrite64", "read", "readlink", "unlink", "write",
    ]

    init(program: String) throws {
        self.program = program
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatekeeper-faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func removeFolder() { try? FileManager.default.removeItem(at: folder) }

    /// Makes the store that each run begins with, and counts the calls of a run in which nothing fails.
    func count() async throws -> CallCount {
        let plain = try await Program.run(program, ["victim", "--store", template.path, "--writer", "1"])
        guard plain.status == 0 else { throw SweepFault("the store cannot be made: \(plain.output)") }
        let store = try freshCopy()
        defer { removeCopy(store) }
        let log = folder.appendingPathComponent("count.log").path
        let counted = try await Program.run("strace", trace(store, to: log) + victim(store))
        guard counted.status == 0 else { throw SweepFault("strace: \(counted.output)") }
        let result = CallCount(log: try String(contentsOfFile: log, encoding: .utf8))
        guard result.total > 0 else { throw SweepFault("strace saw no call on the store") }
        return result
    }

    func run(_ injection: Injection) async throws -> SweepResult {
        let store = try freshCopy()
        defer { removeCopy(store) }
        let log = store + ".log"
        let ran = try await Program.run("strace", trace(store, to: log) + ["-e", injection.expression] + victim(store))
        let traced = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        var result = SweepResult(injection, ran, traced)
        await result.inspect(store: store)
        return result
    }

    private func trace(_ store: String, to log: String) -> [String] {
        let files = ["", "-wal", "-shm", "-journal"].flatMap { ["-P", store + $0] }
        return ["-f", "-qq", "-o", log] + files + ["-P", folder.path, "-e", "trace=" + Self.calls.joined(separator: ",")]
    }

    private func victim(_ store: String) -> [String] { [program, "victim", "--store", store, "--writer", "2"] }

    private func freshCopy() throws -> String {
        let path = folder.appendingPathComponent("\(UUID().uuidString).sqlite")
        try FileManager.default.copyItem(at: template, to: path)
        return path.path
    }

    private func removeCopy(_ store: String) {
        for suffix in ["", "-wal", "-shm", "-journal", ".log"] { try? FileManager.default.removeItem(atPath: store + suffix) }
    }
}

struct SweepFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
