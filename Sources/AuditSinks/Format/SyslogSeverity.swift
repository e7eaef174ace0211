import AuditTrail

/// How grave an entry is: RFC 5424, table 2.
enum SyslogSeverity: Int {
    /// Action must be taken immediately.
    case alert = 1
    case error = 3
    case warning = 4
    /// Normal but significant.
    case notice = 5
    case informational = 6

    init(_ item: TrailItem) {
        guard case .entry(let stored) = item else {
            self = .alert
            return
        }
        self =
            switch stored.entry.kind {
            case .decision: stored.fields.result == Verdict.approved.rawValue ? .informational : .notice
            case .outcome: stored.fields.result == Outcome.created.rawValue ? .informational : .warning
            case .inquiry, .started: .informational
            case .paused: .alert
            case .policyRejected: .error
            default: .notice
            }
    }
}

/// Which part of a system a message is from: RFC 5424, table 1, by the names that receivers' configurations use.
public enum SyslogFacility: String, Hashable, Sendable, CaseIterable {
    case user, daemon, auth, authpriv, logaudit, local0, local1, local2, local3, local4, local5, local6, local7

    var code: Int {
        switch self {
        case .user: 1
        case .daemon: 3
        case .auth: 4
        case .authpriv: 10
        case .logaudit: 13
        case .local0: 16
        case .local1: 17
        case .local2: 18
        case .local3: 19
        case .local4: 20
        case .local5: 21
        case .local6: 22
        case .local7: 23
        }
    }
}
