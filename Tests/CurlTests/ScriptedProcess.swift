import Foundation
import Glibc
import Synchronization

/// A Python script of the folder `Servers`: prints its port first, then what it sees. It ends when its standard input
/// does: with its owner, or with a test process that crashed.
///
/// The scripts print what they saw before they answer it, and `lines` reads the pipe when asked, so a test that has the
/// answer finds the line.
final class ScriptedProcess: Sendable {
    private struct State {
        let process: Process
        let input: Pipe
        let output: FileHandle
        var text = ""
    }

    let port: Int
    private let state: Mutex<State>

    static func script(_ name: String, _ arguments: [String], file: String = #filePath) throws -> ScriptedProcess {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Servers")
        return try ScriptedProcess(["python3", folder.appendingPathComponent(name).path] + arguments)
    }

    private init(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let reading = output.fileHandleForReading
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n"), let byte = try reading.read(upToCount: 1), !byte.isEmpty { line += byte }
        port = Int(String(decoding: line.dropLast(), as: UTF8.self)) ?? 0
        _ = fcntl(reading.fileDescriptor, F_SETFL, O_NONBLOCK)
        state = Mutex(State(process: process, input: input, output: reading))
    }

    deinit { state.withLock { $0.process.terminate() } }

    /// What it has printed since its port.
    func lines(starting prefix: String) -> [String] {
        state.withLock { state in
            var chunk = [UInt8](repeating: 0, count: 16 << 10)
            while case let count = unsafe read(state.output.fileDescriptor, &chunk, chunk.count), count > 0 {
                state.text += String(decoding: chunk[..<count], as: UTF8.self)
            }
            return state.text.split(separator: "\n").filter { $0.hasPrefix(prefix) }.map(String.init)
        }
    }
}

func setEnvironment(_ name: String, _ value: String) { unsafe setenv(name, value, 1) }
