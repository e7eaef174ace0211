import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations

/// Gives entries out in bulk.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write entries as NDJSON or CSV, the oldest first.",
        discussion: """
            The trail is told, before the first entry and after the last, who exported what: under a chain of the command's own.
            --no-record leaves that out, for a copy of a store that is not to be changed.

            A file is made with mode 0600 and never written over. If the command was killed, run it again with --resume and the same
            filter: it takes away a line that is not whole and goes on after the last whole one. The row to go on after, by --after,
            is told in the end.
            """)

    @OptionGroup var trail: TrailOptions
    @OptionGroup var filter: AuditFilter

    @Option(help: "ndjson or csv.")
    var format = ExportFormat.ndjson
    @Option(name: .shortAndLong, help: "The file to write; standard output unless given.")
    var output: String?
    @Flag(help: "Go on with the file where an export of the same filter ended.")
    var resume = false
    @Option(help: "Begin after this row.")
    var after: Int64?
    @Flag(help: "Do not tell the trail.")
    var noRecord = false

    func validate() throws {
        guard !resume || output != nil else { throw ValidationError("--resume goes on with a file: name it by --output FILE.") }
        guard !resume || after == nil else { throw ValidationError("--resume finds the row in the file; leave --after out.") }
    }

    func run() async throws {
        var query = try filter.query(at: World.system.now())
        let reader = try await trail.open()
        let file = try ExportFile(path: output, resuming: resume, format: format)
        query.order = .oldestFirst
        query.limit = 1_000
        query.after = file.last ?? after.map { EntryID($0) }
        do {
            query.through = try await reader.newest() ?? EntryID(0)
            let recording = noRecord ? nil : try await ExportRecording(path: try await trail.path(), reader, query, filter.words, format)
            var counted: (entries: Int64, last: EntryID?) = (0, query.after)
            do {
                try await write(query, from: reader, to: file, &counted)
            } catch {
                await recording?.end(.broken, entries: counted.entries, last: counted.last)
                throw error
            }
            await recording?.end(.finished, entries: counted.entries, last: counted.last)
            let row = counted.last.map { " up to row \($0). To go on later: --after \($0)" } ?? ""
            printError("\(counted.entries) entries written\(row)")
        } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
    }

    private func write(
        _ query: AuditQuery, from reader: SQLiteAuditReader, to file: ExportFile, _ counted: inout (entries: Int64, last: EntryID?)
    ) async throws {
        var query = query
        if !file.hasHead { try file.write(format.head) }
        repeat {
            let page = try await reader.query(query)
            var piece = ""
            for stored in page.entries { piece += format.line(stored.json()) }
            try file.write(piece)
            counted.entries += Int64(page.entries.count)
            counted.last = page.entries.last?.id ?? counted.last
            query.after = page.next
        } while query.after != nil
        try file.finish()
    }
}
