import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import UnixSignals

/// Shows the trail's newest entries, and those to come.
struct AuditTailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Show the newest entries, the oldest of them first; with --follow also those to come.",
        discussion: """
            Entries are followed by their row numbers, in the order in which they became durable: none is missed and none comes
            twice, however many processes write. Ctrl-C ends it with exit code 0.
            """)

    @OptionGroup var trail: TrailOptions
    @OptionGroup var filter: AuditFilter

    @Flag(name: .shortAndLong, help: "Go on with entries as they are written.")
    var follow = false
    @Option(help: "Begin with this row in place of the newest entries.")
    var from: Int64?
    @Option(name: .shortAndLong, help: "How many of the newest entries to begin with.")
    var lines = 10
    @Option(help: "table or json (one entry a line).")
    var format = OutputFormat.table

    /// How often the store is asked for more.
    private static let interval = Duration.milliseconds(500)

    func run() async throws {
        guard (0...1_000).contains(lines) else { throw ValidationError("--lines is from 0 to 1000.") }
        let query = try filter.query(at: World.system.now())
        let reader = try await trail.open()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await show(query, reader) } catch let error as AuditUnreadable { throw StartFault.dependency("\(error)") }
            }
            group.addTask { _ = await signals.first { _ in true } }
            try await group.next()
            group.cancelAll()
        }
    }

    private func show(_ query: AuditQuery, _ reader: SQLiteAuditReader) async throws {
        var cursor = try await begin(query, reader)
        while true {
            cursor = try await catchUp(query, after: cursor, reader)
            guard follow else { return }
            // Ends by cancellation.
            do { try await Task.sleep(for: Self.interval) } catch { return }
        }
    }

    /// Shows the newest entries, unless a row is given to begin with.
    ///
    /// - Returns: the row after which to go on.
    private func begin(_ query: AuditQuery, _ reader: SQLiteAuditReader) async throws -> EntryID {
        if let from { return EntryID(max(from, 1) - 1) }
        guard let newest = try await reader.newest() else { return EntryID(0) }
        guard lines > 0 else { return newest }
        var query = query
        query.through = newest
        query.limit = lines
        var found: [StoredEntry] = []
        repeat {
            let page = try await reader.query(query)
            found += page.entries
            query.after = page.next
        } while query.after != nil && found.count < lines
        write(found.prefix(lines).reversed())
        return newest
    }

    /// Shows what there is after a row, up to what was the newest when it was asked.
    private func catchUp(_ query: AuditQuery, after cursor: EntryID, _ reader: SQLiteAuditReader) async throws -> EntryID {
        guard let newest = try await reader.newest(), newest > cursor else { return cursor }
        var query = query
        query.order = .oldestFirst
        query.through = newest
        query.limit = 1_000
        query.after = cursor
        repeat {
            let page = try await reader.query(query)
            write(page.entries)
            query.after = page.next
        } while query.after != nil && !Task.isCancelled
        return newest
    }

    private func write(_ entries: some Collection<StoredEntry>) {
        guard !entries.isEmpty else { return }
        let lines = entries.map { stored in
            switch format {
            case .json: stored.json().visibleText()
            case .table: Self.line(AuditQueryCommand.row(stored))
            }
        }
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// The columns of `audit query`, at fixed widths: what comes later is not known yet.
    private static let widths = [8, 24, 14, 9, 22, 32, 36, 16, 24, 36]

    private static func line(_ cells: [String]) -> String {
        zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: max(0, width - cell.count)) }
            .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }
}
