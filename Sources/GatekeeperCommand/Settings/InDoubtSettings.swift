import Gatekeeper

extension Settings {
    /// How what became of approved invitations is looked up, where it is not known.
    struct InDoubt: Sendable {
        var looksUp = true
        var asksAuditLog = true
        /// How long Entra may take to show a new guest and its audit record.
        var lagMinutes = 15
        var pace = DoubtPace()
    }
}

extension SettingsReader {
    mutating func inDoubt() -> Settings.InDoubt {
        let standard = Settings.InDoubt()
        return Settings.InDoubt(
            looksUp: bool("inDoubt.lookUp", default: standard.looksUp),
            asksAuditLog: bool("inDoubt.auditLog", default: standard.asksAuditLog),
            lagMinutes: int("inDoubt.lagMinutes", in: 1...1_440, default: standard.lagMinutes),
            pace: DoubtPace(
                roundSeconds: Double(int("inDoubt.everySeconds", in: 5...3_600, default: Int(standard.pace.roundSeconds)))))
    }
}
