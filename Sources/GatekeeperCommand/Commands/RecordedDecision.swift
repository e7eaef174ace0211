import AuditTrail
import Invitations
import StrictJSON

/// What an entry of the trail says of one judgement, for people. Whatever is in it came from a file: it is shown as it
/// is, part by part, and what is not there is left out.
struct RecordedDecision {
    private let stored: StoredEntry
    private let content: JSON

    init(_ stored: StoredEntry) {
        self.stored = stored
        content = (try? JSON(parsing: stored.entry.content)) ?? .null
    }

    var isApproved: Bool { stored.entry.kind != .refusal && content["verdict"]?.string == Verdict.approved.rawValue }

    /// The policy that judged, by name and digest; nil where none was asked.
    var judge: (name: String, digest: String)? {
        guard stored.entry.kind != .refusal, let policy = content["policy"], let digest = text("digest", in: policy) else { return nil }
        return (text("name", in: policy) ?? "-", digest)
    }

    var lines: [String] {
        let decision = stored.entry.decision.map(\.description) ?? "-"
        var lines = ["\(stored.entry.kind.rawValue) \(decision) at \(stored.entry.time) (row \(stored.id))"]
        lines += ["  invited: \(stored.invitee?.invitee.address ?? "erased")"]
        lines += ["  inviter: \(text("inviter") ?? "-") (\(text("proof") ?? "-")) through \(caller)"]
        lines += ["  then: \(verdict)"]
        lines += reportOnly + candidate + policy + matches + quotas + facts + said
        return lines.map(VisibleText.line)
    }

    private func text(_ name: String, in part: JSON? = nil) -> String? { (part ?? content)[name]?.string }

    private var caller: String {
        let caller = content["caller"]
        return text("name", in: caller) ?? text("application", in: caller) ?? "-"
    }

    private var verdict: String {
        if stored.entry.kind == .refusal { return "refused before any policy was asked: \(text("reason") ?? "-")" }
        let onlyReports = isApproved && content["reportOnly"] != nil && content["policy"]?["mode"]?.string == "reportOnly"
        return onlyReports ? "approved: the policy only reports" : Self.ruling(content)
    }

    /// `denied: domainDenied at step 2 by domains.deny[0]`.
    private static func ruling(_ part: JSON) -> String {
        let reason = part["reason"]?.string.map { ": \($0)" } ?? ""
        let step = part["step"]?.string.map { " at step \($0)" } ?? ""
        let rule = part["rule"]?.string.map { " by \($0)" } ?? ""
        let requirement = part["requirement"]?.string.map { ", requirement \($0)" } ?? ""
        return "\(part["verdict"]?.string ?? "-")\(reason)\(step)\(rule)\(requirement)"
    }

    private var reportOnly: [String] {
        content["reportOnly"].map { ["  report only: \(Self.ruling($0))"] } ?? []
    }

    private var candidate: [String] {
        guard let candidate = content["candidate"] else { return [] }
        let policy = candidate["policy"] ?? .null
        let name = "\(text("name", in: policy) ?? "-"), digest \(text("digest", in: policy) ?? "-")"
        let differs = candidate["differs"]?.bool == true ? "differs" : "agrees"
        return ["  candidate: \(Self.ruling(candidate)), which \(differs) (\(name))"]
    }

    private var policy: [String] {
        guard let policy = content["policy"] else { return [] }
        let digest = text("digest", in: policy) ?? "-"
        return ["  policy: \(text("name", in: policy) ?? "-"), digest \(digest), mode \(text("mode", in: policy) ?? "-")"]
    }

    private var matches: [String] {
        let all = (content["matches"]?.array ?? []).map { match in
            let place = text("place", in: match).map { " at \($0)" } ?? ""
            let requirement = text("requirement", in: match).map { ", needs \($0)" } ?? ""
            let report = match["reportOnly"]?.bool == true ? ", reports only" : ""
            return "  matched: \(text("effect", in: match) ?? "-") \(text("rule", in: match) ?? "-")\(place): "
                + "\(text("role", in: match) ?? "-")\(requirement)\(report)"
        }
        let omitted = content["matchesOmitted"]?.integer.map { ["  matched: \($0) more that the entry leaves out"] } ?? []
        return all + omitted
    }

    private var quotas: [String] {
        let all = (content["quotas"]?.array ?? []).map { quota in
            func number(_ name: String) -> String { quota[name]?.integer.map(String.init) ?? "-" }
            let taken = quota["claimed"]?.bool == true ? ", and one more taken by this" : ""
            return "  quota: \(number("used")) of \(number("limit")) per \(text("dimension", in: quota) ?? "-") and "
                + "\(text("period", in: quota) ?? "-") used before\(taken) (\(text("scope", in: quota) ?? "-"))"
        }
        let omitted = content["quotasOmitted"]?.integer.map { ["  quota: \($0) more that the entry leaves out"] } ?? []
        return all + omitted
    }

    private var facts: [String] {
        (content["facts"]?.array ?? []).map { fact in
            let values = (fact["values"]?.array ?? []).compactMap(\.string)
            let more = fact["omitted"]?.integer.map { " and \($0) more" } ?? ""
            let shown = values.isEmpty ? "none" : values.joined(separator: ", ")
            let age = fact["age"]?.integer.map { "\($0) ms old" } ?? "of unknown age"
            return "  fact: \(text("fact", in: fact) ?? "-") is \(shown)\(more), from \(text("source", in: fact) ?? "-"), \(age)"
        }
    }

    private var said: [String] {
        ["justification", "ticket", "sponsor"].compactMap { name in text(name).map { "  \(name): \($0)" } }
    }
}
