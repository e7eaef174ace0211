import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations

/// What the trail is told of an export by the command: a chain of its own, of a start, what is exported, what it came to, and an end.
struct ExportRecording {
    private let store: SQLiteAuditStore
    private let begun: ExportedRecord

    /// Returns once the trail says durably what is about to be given out.
    init(path: String, _ reader: SQLiteAuditReader, _ query: AuditQuery, _ filter: String?, _ format: ExportFormat) async throws {
        // Opening it for writing would bring its tables up to date, which takes minutes where it is large.
        guard try await reader.isCurrent() else {
            throw StartFault.dependency(
                "the audit store \(path) is of an earlier format: start the service once, or leave the record out (--no-record)")
        }
        let world = World.system
        do {
            store = try SQLiteAuditStore.open(path: path, writer: .random(world.randomPair()))
        } catch {
            throw StartFault.dependency("the export cannot be recorded: \(error); a copy is read with --no-record")
        }
        let id = RequestID.random(world.randomPair())
        begun = ExportedRecord(
            by: Self.account, filter: filter, format: format.rawValue, entries: 0, state: .begun, export: id.description,
            after: query.after?.number, through: query.through?.number)
        let started = StartedRecord(
            software: "gatekeeper \(softwareVersion) audit export", host: ProcessInfo.processInfo.hostName,
            processID: Int64(ProcessInfo.processInfo.processIdentifier))
        do {
            _ = try await store.append(.started(started, at: world.now()))
            _ = try await store.append(.exported(begun, at: world.now()))
        } catch {
            throw StartFault.dependency("the export cannot be recorded: \(error)")
        }
    }

    /// Says how it ended. That this cannot be written takes nothing back: that it began is in the trail.
    func end(_ state: ExportedRecord.State, entries: Int64, last: EntryID?) async {
        var record = begun
        record.state = state
        record.entries = entries
        record.last = last?.number
        let now = World.system.now()
        do {
            _ = try await store.append(.exported(record, at: now))
            _ = try await store.append(.stopped(StoppedRecord(why: "export \(state.rawValue)", drained: true), at: now))
        } catch {
            printError("warning: the trail could not be told how the export ended: \(error)")
        }
        await store.close()
    }

    /// The account as the system tells it: by its number, which nobody can choose, and its name.
    private static var account: String { "uid \(getuid()) (\(NSUserName()))" }
}
