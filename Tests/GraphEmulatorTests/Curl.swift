import Foundation

/// The `curl` command: a client that tells how a connection ended.
enum Curl {
    struct Outcome: Sendable {
        let exitCode: Int32
        let output: String
    }

    static func run(_ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["curl", "--silent", "--max-time", "30", "--noproxy", "*"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        let exitCode = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                waiting.resume(throwing: error)
            }
        }
        return Outcome(exitCode: exitCode, output: String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self))
    }
}
