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
        var table = TextTable(
            header: columns)
        table.rows = page.entries.map(row)
        return table.text
    }

    /// An entry's cells in a table.
    static func row(_ stored: StoredEntry) -> [String] {
        let content = (try? JSON(parsing: stored.entry.content)) ?? .null
        func cell(_ text: String?, _ width: Int = 36) -> String {
            text.map { VisibleText.cell($0, width: width) } ?? "-"
        }
        let policy = PolicyCells(stored.entry.kind, content)
        return [
            stored.id.description, stored.entry.time.description, stored.entry.kind.rawValue,
            cell(policy?.result ?? stored.fields.result), cell(policy?.reason ?? stored.fields.reason),
            cell(stored.invitee?.invitee.address, 40),
            cell(stored.fields.inviter?.description),
            cell(content["caller"]?["name"]?.string ?? stored.fields.caller?.description, 24),
            cell(policy?.by ?? content["rule"]?.string, 32), cell(stored.entry.decision?.description),
        ]
    }
}

/// What the table says of an entry about a policy, which has neither verdict nor invitee.
private struct PolicyCells {
    /// The place that the policy took, or was to take.
    let result: String?
    /// The policy by the start of its digest; of a rejected one, how many faults it has.
    let reason: String?
    /// What had it read, and who made it, as the policy says, or else whose file it is.
    let by: String?

    init?(_ kind: EntryKind, _ content: JSON) {
        switch kind {
        case .policyLoaded: reason = content["policy"]?["digest"]?.string.map { "digest \($0.prefix(12))" }
        case .policyRejected:
            reason = content["faultCount"]?.integer.map { "\($0) fault\($0 == 1 ? "" : "s")" }
        default: return nil
        }
        result = content["role"]?.string
        let parts = [content["by"]?.string, (content["author"] ?? content["fileOwner"])?.string].compactMap(\.self)
        by = parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension OutputFormat: ExpressibleByArgument {}
