import Foundation
import Synchronization

/// One child process, line by line.
final class Run: Sendable {
    let pid: pid_t
    /// The exit code, or the negated number of the signal that ended it.
    let ending: Task<Int32, Never>
    /// Lines of standard error.
    let errors: AsyncStream<String>
    private let output: Lines
    private let input: Mutex<FileHandle>
    private let process: Process

    init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        // The gate takes these for its settings; ours are the tests'.
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GATEKEEPER_") }
            .merging(environment) { $1 }
        let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        let (exits, exit) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { ended in
            exit.yield(ended.terminationReason == .exit ? ended.terminationStatus : -ended.terminationStatus)
            exit.finish()
        }
        try process.run()
        self.process = process
        pid = process.processIdentifier
        ending = Task { await exits.first { _ in true } ?? -1 }
        output = Lines(Self.lines(of: outputPipe.fileHandleForReading))
        errors = Self.lines(of: errorPipe.fileHandleForReading)
        input = Mutex(inputPipe.fileHandleForWriting)
    }

    /// A test that failed leaves no process behind.
    deinit {
        if process.isRunning { kill(pid, SIGKILL) }
    }

    /// The next line of standard output; nil at its end.
    func nextLine() async -> String? { await output.next() }

    /// The rest of standard output.
    func outputText() async -> String {
        var text = ""
        while let line = await nextLine() { text += line + "\n" }
        return text
    }

    func errorText() async -> String { await errors.reduce(into: "") { $0 += $1 + "\n" } }

    func write(line: [UInt8]) throws {
        try input.withLock { try $0.write(contentsOf: line + [UInt8(ascii: "\n")]) }
    }

    func endInput() {
        input.withLock { try? $0.close() }
    }

    private static func lines(of handle: FileHandle) -> AsyncStream<String> {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        // A thread of its own: the reads block.
        Thread.detachNewThread {
            var rest: [UInt8] = []
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            continuation.finish()
        }
        return lines
    }
}

/// Gives a stream's lines one at a time.
private actor Lines {
    private let iterator: AsyncStream<String>.AsyncIterator

    init(_ stream: AsyncStream<String>) { iterator = stream.makeAsyncIterator() }

    func next() async -> String? {
        // The copy reads on where the other stopped: what they share is the stream.
        var iterator = iterator
        return await iterator.next(isolation: self)
    }
}
