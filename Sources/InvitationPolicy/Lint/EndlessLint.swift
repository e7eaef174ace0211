/// Looks for exceptions that nobody will be reminded of.
///
/// Not every allow entry is an exception: a list of partners is the policy itself, and a warning for each of its lines
/// would be read by nobody. What counts is what somebody asked for: an entry that names an owner or a ticket, and a rule
/// that names a ticket or permits what is refused otherwise. `expires` ends it; `reviewBy`, where it is to stay, says
/// that somebody will look at it again.
struct EndlessLint {
    let parts: PolicyParts
    let log: FaultLog

    func check() {
        var told = 0
        for origin in parts.allowed.origins where told < Lint.warningsOfOneKind {
            let note = origin.note
            guard origin.listFile == nil, origin.expires == nil, note.reviewBy == nil,
                note.owner != nil || note.ticket != nil
            else { continue }
            warn(origin.source, origin.id)
            told += 1
        }
        for rule in parts.rules where rule.effect == .allow {
            guard rule.expires == nil, rule.note.reviewBy == nil, rule.note.ticket != nil || !rule.permit.isEmpty else {
                continue
            }
            warn(rule.source, rule.id)
        }
    }

    private func warn(_ source: SourceLocation, _ id: String) {
        log.warn(
            source, id, "an exception without an end", "give it `expires`, or `reviewBy` where it is to stay",
            kind: .neverExpires)
    }
}
