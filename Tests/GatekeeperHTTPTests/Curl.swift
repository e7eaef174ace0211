import Foundation

/// The `curl` command.
enum Curl {
    struct Result: Sendable {
        let exitCode: Int32
        let output: String
    }

    static func run(_ arguments: [String]) async throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["curl", "--silent", "--max-time", "20", "--noproxy", "*"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        let exitCode = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { waiting.resume(throwing: error) }
        }
        return Result(exitCode: exitCode, output: String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self))
    }
}
