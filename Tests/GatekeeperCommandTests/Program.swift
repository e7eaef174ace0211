import Foundation

/// The built `gatekeeper`, beside the program that runs these tests.
enum Program {
    struct Result: Sendable {
        let exitCode: Int32
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/gatekeeper"
    }()

    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files and not pipes: a pipe that nobody empties would stop the program.
        func file(_ name: String) throws -> FileHandle {
            let url = folder.appending(path: name)
            try Data().write(to: url)
            return try FileHandle(forWritingTo: url)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path].merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try file("out")
        process.standardError = try file("err")
        let exitCode = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { waiting.resume(throwing: error) }
        }
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
        }
        return Result(exitCode: exitCode, output: try text("out"), errors: try text("err"))
    }
}
