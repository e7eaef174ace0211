import ArgumentParser
import AuditStores
import AuditTrail
import Gatekeeper
import Invitations
import StrictJSON

/// Counts approvals and denials.
struct AuditStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count approvals and denials by reason, domain, inviter and week (ISO 8601, UTC).")

    @OptionGroup var trail: TrailOptions

    @Option(help: "From this time on: a date, an RFC 3339 time, or an age such as 30d, 12h, 15m.")
    var since: String?
    @Option(help: "Before this time, written like --since.")
    var until: String?
    @Option(help: "How many domains and inviters to name, those with the most denials first.")
    var top = 10
    @Option(help: "table or json.")
    var format = OutputFormat.table

    func run() async throws {
        guard (1...10_000).contains(top) else { throw ValidationError("--top is from 1 to 10000.") }
        let now = World.system.now()
        let from = try since.map { try AuditFilter.moment($0, "--since", now) }
        let end = try until.map { try AuditFilter.moment($0, "--until", now) }
        try AuditFilter.requireOrder(from, end)
        let statistics: AuditStatistics
        do {
            statistics = try await trail.open().statistics(from: from, until: end, top: top)
        } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
        switch format {
        case .table: print(statistics.text)
        case .json: print(statistics.json.visibleText())
        }
    }
}

extension AuditStatistics {
    /// Tables for people.
    var text: String {
        var reasonTable = TextTable(header: ["reason", "denied", "refused"])
        reasonTable.rows = reasons.map { [VisibleText.cell($0.reason, width: 40), String($0.denied), String($0.refused)] }
        let parts = [
            "\(approved) approved, \(denied) denied; \(refused) requests could not be judged", reasonTable.text,
            Self.table("domain", domains) { VisibleText.cell($0, width: 80) },
            Self.table("inviter", inviters) { $0.description },
            Self.table("week", weeks) { "\($0), from \($0.start.description.prefix(10))" },
        ]
        return parts.joined(separator: "\n\n")
    }

    private static func table<Key>(_ name: String, _ tallies: [Tally<Key>], _ text: (Key) -> String) -> String {
        var table = TextTable(header: [name, "denied", "approved"])
        table.rows = tallies.map { [$0.key.map(text) ?? "(none, or erased)", String($0.denied), String($0.approved)] }
        return table.text
    }

    var json: JSON {
        func list<Key>(_ name: String, _ tallies: [Tally<Key>], _ text: (Key) -> JSON.Members) -> JSON {
            .array(
                tallies.map { tally in
                    var members = tally.key.map(text) ?? [name: .null]
                    members["approved"] = .integer(Int64(tally.approved))
                    members["denied"] = .integer(Int64(tally.denied))
                    return .object(members)
                })
        }
        return [
            "approved": .integer(Int64(approved)), "denied": .integer(Int64(denied)), "refused": .integer(Int64(refused)),
            "byReason": .array(
                reasons.map {
                    ["reason": .string($0.reason), "denied": .integer(Int64($0.denied)), "refused": .integer(Int64($0.refused))]
                }),
            "byDomain": list("domain", domains) { ["domain": .string($0)] },
            "byInviter": list("inviter", inviters) { ["inviter": .string($0.description)] },
            "byWeek": list("week", weeks) {
                ["week": .string($0.description), "from": .string(String($0.start.description.prefix(10)))]
            },
        ]
    }
}
