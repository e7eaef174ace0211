import AuditTrail

extension Settings {
    /// How the trail proves itself, and how long its entries are kept.
    struct Proof: Sendable {
        /// The key that signs checkpoints; none are made without one.
        var keyFile: String?
        /// Where each checkpoint is appended, besides the store and the log.
        var file: String?
        /// A checkpoint is made after as many entries…
        var everyEntries = 1_000
        /// …or, if there are any, after as many seconds.
        var intervalSeconds: Int64 = 900
        /// Keys that signed before the present one.
        var trustedKeys: [NoteVerifier] = []
        /// Days that entries are kept; without end where there is no number.
        var retentionDays: Int?
    }
}

extension SettingsReader {
    mutating func proof(resolved: (String) -> String) -> Settings.Proof {
        var proof = Settings.Proof()
        proof.keyFile = path("audit.checkpoints.keyFile", resolved)
        proof.file = path("audit.checkpoints.file", resolved)
        proof.everyEntries = int("audit.checkpoints.everyEntries", in: 1...1_000_000, default: proof.everyEntries)
        if let seconds = duration("audit.checkpoints.interval", in: 1...(30 * 86_400)) { proof.intervalSeconds = seconds }
        for text in strings("audit.checkpoints.trustedKeys") {
            do { proof.trustedKeys.append(try NoteVerifier(vkey: text)) } catch { fault("audit.checkpoints.trustedKeys", "\(error)") }
        }
        if isPresent("audit.retentionDays") {
            proof.retentionDays = int("audit.retentionDays", in: 1...36_500, default: 36_500)
            if proof.keyFile == nil {
                fault(
                    "audit.retentionDays",
                    "needs audit.checkpoints.keyFile: what is left of the trail begins where a signed anchor says, or nobody could tell retention from tampering"
                )
            }
        }
        if proof.file != nil, proof.keyFile == nil { fault("audit.checkpoints.file", "counts only with audit.checkpoints.keyFile") }
        return proof
    }

    private mutating func path(_ key: String, _ resolved: (String) -> String) -> String? {
        guard let text = string(key) else { return nil }
        if text.isEmpty { fault(key, "is empty; leave the key out where there is no file") }
        return resolved(text)
    }
}
