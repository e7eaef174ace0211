import AuditTrail
import Foundation
import HostileTexts
import Testing

@testable import AuditSinks

@Suite("The sink of standard output", .timeLimit(.minutes(1)))
struct StandardOutputSinkTests {
    private let pipe = Pipe()

    private func sink(stallSeconds: Int = 1) -> StandardOutputSink {
        StandardOutputSink(
            includesInvitee: false, limit: 16_384, descriptor: pipe.fileHandleForWriting.fileDescriptor, stallSeconds: stallSeconds)
    }

    @Test("writes a line for each entry, whatever its texts are")
    func lines() async throws {
        let reader = pipe.fileHandleForReading
        let reading = Task.detached { try reader.readToEnd() ?? Data() }
        try await sink(stallSeconds: 30).take(hostileItems)
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: try await reading.value, as: UTF8.self)
        #expect(try lineIDs(text) == (0..<Int64(hostileItems.count)).map { $0 })
        #expect(Harmless.offenders(in: text) == [])
    }

    @Test("stalls while nobody reads, and goes on in the middle of the line when somebody does")
    func stalls() async throws {
        let sink = sink()
        let page = (1...200).map { item($0, String(repeating: "x", count: 500)) }
        await #expect(throws: SinkFailure.stalled(seconds: 1)) { try await sink.take(page) }
        let reader = pipe.fileHandleForReading
        let reading = Task.detached { try reader.readToEnd() ?? Data() }
        try await sink.take(page)
        try await sink.take([item(201)])
        try pipe.fileHandleForWriting.close()
        #expect(try lineIDs(String(decoding: try await reading.value, as: UTF8.self)) == Array(1...201))
    }

    @Test("finishes the line that it had begun also when another page comes")
    func otherPage() async throws {
        let sink = sink()
        await #expect(throws: SinkFailure.self) { try await sink.take((1...200).map { item($0, String(repeating: "x", count: 500)) }) }
        let reader = pipe.fileHandleForReading
        let reading = Task.detached { try reader.readToEnd() ?? Data() }
        try await sink.take([item(900)])
        try pipe.fileHandleForWriting.close()
        let ids = try lineIDs(String(decoding: try await reading.value, as: UTF8.self))
        #expect(ids.dropLast() == ArraySlice(1...Int64(ids.count - 1)) && ids.last == 900)
    }

    @Test("fails, and does not end the process, when the reader is gone")
    func gone() async throws {
        try pipe.fileHandleForReading.close()
        await #expect(throws: SinkFailure.refused(call: "write", what: "standard output", why: "Broken pipe")) {
            try await sink().take([item(1)])
        }
    }

    @Test("stops waiting when its task is cancelled")
    func cancelled() async throws {
        let sink = sink(stallSeconds: 3_600)
        let taking = Task { try await sink.take((1...200).map { item($0, String(repeating: "x", count: 500)) }) }
        try await Task.sleep(for: .milliseconds(50))
        taking.cancel()
        await #expect(throws: SinkFailure.cancelled) { try await taking.value }
    }
}
