import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Invitations

/// The program whose calls fail: a life of a store in short, each acknowledgement said on standard output at once.
struct VictimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "victim", shouldDisplay: false)

    @Option var store: String
    @Option var writer: UInt64

    /// What a failing append is worth: the store has to work again by itself.
    private static let attempts = 3

    func run() async throws {
        let opened: SQLiteAuditStore
        do {
            opened = try SQLiteAuditStore.open(path: store, writer: TrailSample.id(writer))
        } catch {
            say("not opened: \(error)")
            throw ExitCode(4)
        }
        for step in try TrailSample.steps(writer: writer) {
            guard await take(step, opened) else {
                say("gave up")
                throw ExitCode(1)
            }
        }
        await opened.close()
        say("closed")
    }

    /// - Returns: whether every entry of the step was acknowledged in the end.
    private func take(_ step: TrailSample.Step, _ store: SQLiteAuditStore) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for work in step { group.addTask { await acknowledge(work, store) } }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func acknowledge(_ work: TrailSample.Work, _ store: SQLiteAuditStore) async -> Bool {
        for _ in 0..<Self.attempts {
            do throws(AuditUnavailable) {
                let receipt = try await work.append(to: store)
                say("ack \(receipt.writer) \(receipt.sequence) \(receipt.hash)")
                return true
            } catch {
                say("no: \(error)")
            }
        }
        return false
    }

    /// In one write: whoever kills the process does not tear a line.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
