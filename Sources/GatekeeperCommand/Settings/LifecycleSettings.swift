import Foundation
import Gatekeeper

extension Settings {
    /// The socket for commands to the running service.
    struct Control: Sendable {
        /// A path.
        var socket: String
        /// Accounts that may command beside root and the service's own.
        var accounts: Set<uid_t> = []
    }

    /// How the service leaves.
    struct Leaving: Sendable {
        /// Seconds in which `/readyz` says no and requests are served all the same: load balancers look and go elsewhere.
        var announceSeconds = 5
        /// Seconds in which kept connections without a request may bring one more.
        var idleSeconds = 1
        /// Seconds, counted from when the listener closes, in which invitations may wait for their turn; nil: as long as the
        /// last of them can.
        var waitSeconds: Int?
    }

    /// What the service listener takes from clients.
    struct Limits: Sendable {
        var concurrentRequests = 10_000
        var requestSeconds = 20
        var answerSeconds = 30
        var idleSeconds = 60
    }

    /// From when the listener closes until the last request that it took is decided: it takes those who wait to be accepted
    /// for a second at most.
    private var lastDecisionSeconds: Int { 1 + leaving.idleSeconds + longestDecisionSeconds }

    /// How long after the listener closes invitations wait for their turn. Unless told otherwise none that came by itself is
    /// sent home for the end of that time: it has waited as long as it may at any time.
    var lastWaitSeconds: Int { leaving.waitSeconds ?? lastDecisionSeconds + outbound.waitSeconds }

    /// And how long after it invitations leave at all: what the rest of a batch would go on with.
    var lastDepartureSeconds: Int { max(lastWaitSeconds, lastDecisionSeconds) }

    /// The longest that a stop takes, in seconds.
    var longestStopSeconds: Int { leaving.announceSeconds + lastDepartureSeconds + longestSendSeconds + 5 }
}

extension SettingsReader {
    /// - Parameter auditFile: the socket's place is beside it, unless told otherwise.
    mutating func control(besides auditFile: String, resolved: (String) -> String) -> Settings.Control? {
        let beside = URL(fileURLWithPath: auditFile).deletingLastPathComponent().appendingPathComponent("control.sock").path
        var control = Settings.Control(socket: beside)
        let accounts = strings("control.accounts")
        control.accounts = Set(accounts.compactMap { uid_t($0) })
        let wrong = accounts.filter { uid_t($0) == nil }
        if !wrong.isEmpty { fault("control.accounts", "has \(wrong.joined(separator: ", ")); numbers of accounts (uid) are expected") }
        guard let path = string("control.socket") else { return control }
        if path.isEmpty { fault("control.socket", "is empty; name a path, or off") }
        if path == "off" { return nil }
        control.socket = resolved(path)
        return control
    }

    mutating func leaving() -> Settings.Leaving {
        Settings.Leaving(
            announceSeconds: int("drain.announceSeconds", in: 0...300, default: 5),
            idleSeconds: int("drain.idleSeconds", in: 0...60, default: 1),
            waitSeconds: isPresent("drain.waitSeconds") ? int("drain.waitSeconds", in: 0...600, default: 0) : nil)
    }

    mutating func limits() -> Settings.Limits {
        Settings.Limits(
            concurrentRequests: int("limits.concurrentRequests", in: 1...1_000_000, default: 10_000),
            requestSeconds: int("limits.requestSeconds", in: 1...300, default: 20),
            answerSeconds: int("limits.answerSeconds", in: 1...300, default: 30),
            idleSeconds: int("limits.idleSeconds", in: 1...3_600, default: 60))
    }
}
