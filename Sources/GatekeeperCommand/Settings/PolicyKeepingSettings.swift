import Gatekeeper

extension SettingsReader {
    /// How the policy is kept up with its files.
    mutating func keeping(resolved: (String) -> String) -> Settings.PolicyKeeping {
        var keeping = Settings.PolicyKeeping()
        keeping.watchSeconds = int("policy.watchSeconds", in: 0...3_600, default: keeping.watchSeconds)
        if let file = string("policy.candidateFile") {
            if file.isEmpty { fault("policy.candidateFile", "is empty; leave the key out where there is no candidate") }
            if file == string("policy.file") { fault("policy.candidateFile", "is the policy itself") }
            keeping.candidateFile = resolved(file)
        }
        let hasConsequence = isPresent("policy.whenTooOld")
        let consequence = choice("policy.whenTooOld", default: PolicyAgeLimit.Consequence.warn)
        if let seconds = duration("policy.maxAge", in: 1...(3_650 * 86_400)) {
            // Else the policy would be too old each time just before it is looked at.
            if seconds <= 2 * keeping.watchSeconds {
                fault("policy.maxAge", "is no longer than two looks at the policy's files (policy.watchSeconds: \(keeping.watchSeconds))")
            }
            keeping.ageLimit = PolicyAgeLimit(seconds: seconds, consequence: consequence)
        } else if hasConsequence, !isPresent("policy.maxAge") {
            fault("policy.whenTooOld", "counts only with policy.maxAge")
        }
        return keeping
    }
}
