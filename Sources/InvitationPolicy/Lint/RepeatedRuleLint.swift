import Invitations

/// Looks for two rules that say the same: one of them changes nothing, or lets pass as many again where each has a quota.
struct RepeatedRuleLint {
    let parts: PolicyParts
    let log: FaultLog

    func check() {
        guard parts.rules.count > 1 else { return }
        var first: [String: Rule] = [:]
        var told = 0
        for rule in parts.rules where told < Lint.warningsOfOneKind {
            let meaning = rule.meaningDigest
            guard let other = first[meaning] else {
                first[meaning] = rule
                continue
            }
            let advice = "one of the two can go" + (rule.quotas.isEmpty ? "" : "; each has its quota for itself")
            log.warn(rule.source, rule.id, "a rule that says what `\(other.id)` at \(other.source) says", advice, kind: .repeatedRule)
            told += 1
        }
    }
}
