import Invitations

/// Watches one inviter's habits: a burst of domains never invited to before, or of refusals by Graph.
///
/// What it remembers is bounded: an inviter who was not seen for one or two windows is forgotten.
struct InviterGuard {
    private struct Habits {
        /// Domains, with when the inviter last came up with them.
        var domains: [MailDomain: UInt64] = [:]
        /// When new ones came up, within the window.
        var arrivals: [UInt64] = []
        var refusals: [UInt64] = []
    }

    private static let mostInviters = 20_000
    private static let mostDomains = 1_000

    private let limits: GuardLimits
    private let length: UInt64
    private var young: [ObjectID: Habits] = [:]
    private var old: [ObjectID: Habits] = [:]
    private var turnedAt: UInt64 = 0

    init(_ limits: GuardLimits) {
        self.limits = limits
        length = UInt64(limits.windowSeconds) * 1_000_000_000
    }

    /// An invitation is about to leave.
    ///
    /// - Returns: what was too much, in figures; nil if it may leave.
    mutating func leaving(for domain: MailDomain, by inviter: ObjectID, at now: UInt64) -> String? {
        guard limits.newDomains > 0 else { return nil }
        return withHabits(of: inviter, at: now) { [limits] habits in
            if habits.domains[domain] != nil {
                habits.domains[domain] = now
                return nil
            }
            guard habits.arrivals.count < limits.newDomains else {
                return
                    "\(habits.arrivals.count + 1) domains that were new to this inviter within \(limits.windowSeconds) seconds (limit \(limits.newDomains))"
            }
            if habits.domains.count >= Self.mostDomains, let oldest = habits.domains.min(by: { $0.value < $1.value })?.key {
                habits.domains[oldest] = nil
            }
            habits.domains[domain] = now
            habits.arrivals.append(now)
            return nil
        }
    }

    /// Graph refused an invitation.
    ///
    /// - Returns: what was too much, in figures, if it was.
    mutating func refused(_ inviter: ObjectID, at now: UInt64) -> String? {
        guard limits.refusalsPerInviter > 0 else { return nil }
        return withHabits(of: inviter, at: now) { [limits] habits in
            habits.refusals.append(now)
            guard habits.refusals.count >= limits.refusalsPerInviter else { return nil }
            return "\(habits.refusals.count) refusals by Graph within \(limits.windowSeconds) seconds (limit \(limits.refusalsPerInviter))"
        }
    }

    /// Begins anew: with one inviter, or with all.
    mutating func forget(_ inviter: ObjectID?) {
        guard let inviter else {
            (young, old) = ([:], [:])
            return
        }
        (young[inviter], old[inviter]) = (nil, nil)
    }

    private mutating func withHabits(
        of inviter: ObjectID, at now: UInt64, _ change: (inout Habits) -> String?
    ) -> String? {
        if now >= turnedAt + length || young.count >= Self.mostInviters { (old, young, turnedAt) = (young, [:], now) }
        var habits = young[inviter] ?? old[inviter] ?? Habits()
        habits.arrivals.removeAll { now >= $0 + length }
        habits.refusals.removeAll { now >= $0 + length }
        defer { young[inviter] = habits }
        return change(&habits)
    }
}
