import Gatekeeper

extension Settings {
    /// How fast the trail may be read over HTTP.
    struct Reading: Sendable {
        /// Pages and single entries that one reader may take in a minute.
        var pagesPerMinute = 120
        /// Exports that one reader may begin in a minute.
        var exportsPerMinute = 6
        /// Exports at once, of all readers.
        var exportsAtOnce = 4

        var limits: AuditDesk.Limits {
            var limits = AuditDesk.Limits()
            limits.pagesPerMinute = pagesPerMinute
            limits.exportsPerMinute = exportsPerMinute
            limits.exportsAtOnce = exportsAtOnce
            return limits
        }
    }
}

extension SettingsReader {
    mutating func reading() -> Settings.Reading {
        let standard = Settings.Reading()
        return Settings.Reading(
            pagesPerMinute: int("audit.pagesPerMinute", in: 1...100_000, default: standard.pagesPerMinute),
            exportsPerMinute: int("audit.exportsPerMinute", in: 1...1_000, default: standard.exportsPerMinute),
            exportsAtOnce: int("audit.exportsAtOnce", in: 1...64, default: standard.exportsAtOnce))
    }
}
