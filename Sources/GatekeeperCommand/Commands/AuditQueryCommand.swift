import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations
import StrictJSON

/// Shows entries of the trail, filtered.
struct AuditQueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Show entries of the trail, the newest first.")

    @OptionGroup var trail: TrailOptions
    @OptionGroup var filter: AuditFilter

    @Option(help: "Entries at most.")
    var limit = 50
    @Option(help: "Go on after this row, as a query before said.")
    var after: Int64?
    @Flag(help: "The oldest first.")
    var oldestFirst = false

    @Option(help: "table or json (one entry a line).")
    var format = OutputFormat.table

    func run() async throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is from 1 to 1000.") }
        var query = try filter.query(at: World.system.now())
        query.after = after.map { EntryID($0) }
        query.order = oldestFirst ? .oldestFirst : .newestFirst
        let (page, inDoubt) = try await page(of: query)
        switch format {
        case .table: print(inDoubt?.table ?? Self.table(page))
        case .json: for line in inDoubt?.lines ?? page.entries.map({ $0.json() }) { print(line.visibleText()) }
        }
        if let next = page.next { printError("More entries follow: --after \(next)") }
    }

    /// As many entries as were asked for, also where they are so large that the store gives fewer at a time.
    private func page(of query: AuditQuery) async throws -> (AuditPage, InDoubtListing?) {
        let reader = try await trail.open()
        var (query, entries) = (query, [] as [StoredEntry])
        do {
            repeat {
                query.limit = limit - entries.count
                let page = try await reader.query(query)
                entries += page.entries
                query.after = page.next
            } while query.after != nil && entries.count < limit
            let page = AuditPage(entries: entries, next: query.after)
            return (page, filter.inDoubt ? try await InDoubtListing(page, reader) : nil)
        } catch {
            throw StartFault.dependency("\(error)")
        }
    }

    static let columns = ["row", "time", "kind", "result", "reason", "invitee", "inviter", "caller", "by", "decision"]

    static func table(_ page: AuditPage) -> String {
        var table = TextTable(header: columns)
        table.rows = page.entries.map(row)
        return table.text
    }

    /// An entry's cells in a table.
    static func row(_ stored: StoredEntry) -> [String] {
        let content = (try? JSON(parsing: stored.entry.content)) ?? .null
        func cell(_ text: String?, _ width: Int = 36) -> String {
            text.map { VisibleText.cell($0, width: width) } ?? "-"
        }
        let other = OtherCells(stored.entry.kind, content)
        return [
            stored.id.description, stored.entry.time.description, stored.entry.kind.rawValue,
            cell(other.result ?? stored.fields.result), cell(other.reason ?? stored.fields.reason),
            cell(stored.invitee?.invitee.address, 40),
            cell(stored.fields.inviter?.description ?? content["inviter"]?.string),
            cell(content["caller"]?["name"]?.string ?? stored.fields.caller?.description, 24),
            cell(other.by ?? content["rule"]?.string, 32), cell(stored.entry.decision?.description),
        ]
    }
}

/// What the table says of an entry that is no judgement: who did it and why, in the columns that it has room in.
private struct OtherCells {
    /// The place that a policy took, or was to take; how far an export came; how many entries lost a person.
    var result: String?
    /// A person's reason. Of a policy the start of its digest, or how many faults it has; of an outcome that was looked up,
    /// what that rests on.
    var reason: String?
    /// Who did it; of a policy also who made it, as it says, or else whose file it is.
    var by: String?

    init(_ kind: EntryKind, _ content: JSON) {
        by = content["by"]?.string
        switch kind {
        case .policyLoaded, .policyRejected:
            result = content["role"]?.string
            let faults = content["faultCount"]?.integer.map { "\($0) fault\($0 == 1 ? "" : "s")" }
            reason = kind == .policyRejected ? faults : content["policy"]?["digest"]?.string.map { "digest \($0.prefix(12))" }
            let parts = [by, (content["author"] ?? content["fileOwner"])?.string].compactMap(\.self)
            by = parts.isEmpty ? nil : parts.joined(separator: ", ")
        case .outcome:
            // One that the caller was told has its reason already.
            guard content["source"]?.string != "answer", content["reason"] == nil else { return }
            reason = (content["why"] ?? content["detail"])?.string
            by = by ?? content["source"]?.string
        case .exported:
            result = content["state"]?.string
        case .erased:
            result = content["rows"]?.integer.map { "\($0) lost it" }
            reason = content["why"]?.string
        case .pruned:
            result = content["entries"]?.integer.map { "\($0) old" }
        case .reindexed:
            result = content["differing"]?.integer.map { "\($0) mended" }
            reason = content["first"]?.string
        case .paused, .resumed, .reloaded, .stopped: reason = content["why"]?.string
        case .decision, .inquiry, .refusal, .replayed, .started: by = nil
        }
    }
}

extension OutputFormat: ExpressibleByArgument {}
