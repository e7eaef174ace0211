import AuditTrail
import Invitations
import PolicyReplay

/// What a replay came to, for people.
struct ReplayText {
    private let report: ReplayReport
    private let limit: Int

    init(_ report: ReplayReport, limit: Int) {
        self.report = report
        self.limit = limit
    }

    var text: String {
        let parts = [[heading], table] + ReplayReport.Direction.allCases.map(flips) + [honest]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var heading: String {
        guard let first = report.first, let last = report.last else { return "No recorded decision was found." }
        return "\(report.judged) decisions from \(first) to \(last) were judged again."
    }

    private var table: [String] {
        var table = TextTable(header: ["", "decisions"])
        table.rows = ReplayReport.Direction.allCases.map { [$0.title, String(report.count($0))] }
        table.rows += [["unchanged", String(report.unchanged)], ["cannot be told", String(report.cannotTell)]]
        return [table.text]
    }

    private func flips(_ direction: ReplayReport.Direction) -> [String] {
        guard let flips = report.flips[direction] else { return [] }
        var causes = TextTable(header: ["decisions", "before", "after", "by", "place", "such as"])
        causes.rows = flips.causes.prefix(limit).map { cause in
            [
                String(cause.count), cause.before, cause.after, cell(cause.rule), cell(cause.place),
                cause.examples.map(\.description).joined(separator: " "),
            ]
        }
        var lines = ["\(direction.title): \(flips.count)", causes.text]
        if flips.causes.count > limit { lines.append("and \(flips.causes.count - limit) more causes") }
        return lines + names("domain", flips.domains) + names("inviter", flips.inviters)
    }

    private func names(_ header: String, _ counts: TopCounts) -> [String] {
        var table = TextTable(header: ["decisions", header])
        table.rows = counts.top(limit).map { [String($0.count), cell($0.name)] }
        let rest = counts.names - table.rows.count
        return ["", table.text] + (rest > 0 ? ["and \(rest) more"] : [])
    }

    private func cell(_ text: String?) -> String { text.map { VisibleText.cell($0, width: 64) } ?? "-" }

    private var honest: [String] {
        var lines: [String] = []
        for (hinge, count) in report.hinges.sorted(by: { $0.key < $1.key }) {
            lines.append("Cannot be told, since it hinges on \(hinge.words), which was not recorded: \(count)")
        }
        for (why, count) in report.leftOut.sorted(by: { $0.key < $1.key }) {
            lines.append("Not judged again, since \(VisibleText.line(why)): \(count)")
        }
        if report.outOfScope > 0 {
            lines.append("Refused before any policy was asked, so no matter for one: \(report.outOfScope)")
        }
        return lines + report.notes.map { "Left out: \($0)." }
    }
}

extension ReplayReport.Direction {
    fileprivate var title: String {
        switch self {
        case .approvedToDenied: "approved -> denied"
        case .deniedToApproved: "denied -> approved"
        case .otherReason: "denied for another reason"
        }
    }
}

extension Unrecorded {
    fileprivate var words: String {
        switch self {
        case .redirectPath: "the redirect URL's path"
        case .messageText: "the message's words"
        case .displayName: "the whole display name"
        case .longText: "the whole justification or ticket"
        case .groups: "all of the inviter's groups"
        case .fact: "a fact about the inviter"
        case .sponsorStanding: "who the sponsor was"
        case .guestExists: "whether the guest existed"
        case .quotaUsage: "how much of a quota was used"
        }
    }
}
