import Foundation

/// A program run to its end.
enum Program {
    struct Ending: Sendable {
        /// The exit code, or the negated number of the signal that ended it.
        let status: Int32
        let output: String
    }

    /// - Parameter name: a path, or a name that is looked for on the PATH.
    static func run(_ name: String, _ arguments: [String]) async throws -> Ending {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: the wait blocks.
            Thread.detachNewThread { continuation.resume(with: Result { try runHere(name, arguments) }) }
        }
    }

    private static func runHere(_ name: String, _ arguments: [String]) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let status = process.terminationStatus
        return Ending(status: process.terminationReason == .exit ? status : -status, output: output)
    }
}
