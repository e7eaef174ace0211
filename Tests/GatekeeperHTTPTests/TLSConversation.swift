import Foundation
import GatekeeperTesting
import Synchronization

/// One TLS connection that stays open between requests: `openssl s_client` with its input in the test's hand.
final class TLSConversation: Sendable {
    private let process: Process
    private let input: Mutex<FileHandle>
    private let statuses: Statuses

    /// The statuses of the answers, as they come.
    private actor Statuses {
        private let iterator: AsyncStream<Int>.AsyncIterator

        init(_ stream: AsyncStream<Int>) { iterator = stream.makeAsyncIterator() }

        func next() async -> Int? {
            var iterator = iterator
            return await iterator.next(isolation: self)
        }
    }

    init(_ port: Int, _ authority: String) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_client", "-quiet", "-no_ign_eof", "-verify_return_error", "-connect", "127.0.0.1:\(port)",
            "-servername", "localhost", "-CAfile", authority,
        ]
        let (inputPipe, outputPipe) = (Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = FileHandle.nullDevice
        input = Mutex(inputPipe.fileHandleForWriting)
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        statuses = Statuses(stream)
        try process.run()
        let output = outputPipe.fileHandleForReading
        Thread.detachNewThread {
            var text = ""
            while true {
                let data = output.availableData
                if data.isEmpty { break }
                text += String(decoding: data, as: UTF8.self)
                while let line = text.range(of: "HTTP/1.1 "), let end = text[line.upperBound...].firstIndex(of: " ") {
                    continuation.yield(Int(text[line.upperBound..<end]) ?? 0)
                    text = String(text[end...])
                }
            }
            continuation.finish()
        }
    }

    /// The status of one more invitation's answer; nil when the connection is gone.
    func invite() async throws -> Int? {
        let bytes = try WireRequest().bytes
        try input.withLock { try $0.write(contentsOf: bytes) }
        return await statuses.next()
    }

    func end() { process.terminate() }
}
