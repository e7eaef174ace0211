import AuditTrail
import InvitationPolicy
import Invitations

/// The difference between two policies, for people.
struct DifferenceText {
    private let difference: PolicyDifference

    init(_ difference: PolicyDifference) {
        self.difference = difference
    }

    var text: String {
        var lines = difference.notes.map { "Note: \($0)." }
        for direction in PolicyDifference.Direction.allCases {
            let changes = difference.changes.filter { $0.direction == direction }
            guard !changes.isEmpty else { continue }
            lines.append("\(direction.title) (\(changes.count)):")
            for change in changes { lines += self.lines(change) }
        }
        if !difference.beside.isEmpty {
            lines.append("Changed keys (\(difference.beside.count)), whether or not an invitation shows it:")
            lines += difference.beside.map { "  \($0)" }
        }
        lines.append(conclusion)
        lines += difference.limits.map { "Left out: \($0)." }
        // Names, owners and ids come from files.
        return lines.map(VisibleText.line).joined(separator: "\n")
    }

    private var conclusion: String {
        if difference.isEmpty { return "No difference." }
        let judged = "\(difference.judged) \(difference.judged == 1 ? "invitation was" : "invitations were") judged by both policies."
        return difference.changes.isEmpty ? "No invitation is judged differently. \(judged)" : judged
    }

    private func lines(_ change: PolicyDifference.Change) -> [String] {
        let since = change.since.map { "from \($0) on, " } ?? ""
        var lines = ["  \(since)to \(domains(change.domains))"]
        let others =
            change.invitersOmitted > 0 ? "; and \(change.invitersOmitted) more \(change.invitersOmitted == 1 ? "kind" : "kinds") of inviters" : ""
        lines.append("    inviter:  \(change.inviters.joined(separator: "; or "))\(others)")
        lines.append("    before:   \(change.before.text)")
        lines.append("    after:    \(change.after.text)")
        lines.append("    witness:  \(change.witness.text)")
        lines.append("              \(change.requests.first ?? "")")
        let more = change.combinations - 1
        if more > 0 {
            lines.append("    so \(more == 1 ? "is 1 more combination" : "are \(more) more combinations") of domain, inviter and request")
        }
        return lines
    }

    private func domains(_ domains: PolicyDifference.ChangedDomains) -> String {
        var parts = domains.examples
        if domains.listed > parts.count { parts.append("\(domains.listed - parts.count) more listed names") }
        if domains.includesUnlisted { parts.append("domains that no list names") }
        return parts.joined(separator: ", ")
    }
}

extension PolicyDifference.Direction {
    fileprivate var title: String {
        switch self {
        case .newlyAllowed: "Newly allowed"
        case .newlyDenied: "Newly denied"
        case .otherReason: "Denied for another reason"
        case .otherReport: "Reported otherwise, with the same verdict"
        }
    }
}

extension PolicyDifference.Opinion {
    /// Such as `denied: domainDenied by domains.deny[0] (policy.yaml:12:9)`.
    fileprivate var text: String {
        var text = verdict.text
        if let rule { text += " by \(rule)" }
        if let source { text += " (\(source))" }
        if let requirement { text += ", requirement \(requirement)" }
        if let reportOnly { text += "; only reported: \(reportOnly.text)" }
        return text
    }
}

extension Decision.Verdict {
    var text: String {
        switch self {
        case .approved: "approved"
        case .denied(let reason): "denied: \(reason.rawValue)"
        case .undecided(let missing): "undecided for want of \(missing.map(\.rawValue).sorted().joined(separator: ", "))"
        }
    }
}

extension PolicyDifference.Witness {
    fileprivate var text: String {
        let proof = inviter.proof == .token ? "" : ", named by the application"
        return "\(request.invitedUserEmailAddress) by \(inviter.id) through \(callerName)\(proof)"
    }
}
