import Invitations

/// Watches Graph's answers as a whole: one that is to stop forwarding, or refusals over several inviters and domains, which
/// no single inviter's mistake explains.
struct RefusalGuard {
    private struct Refusal {
        let at: UInt64
        let inviter: ObjectID
        let domain: MailDomain
    }

    private let limits: GuardLimits
    private let length: UInt64
    private var refusals: [Refusal] = []

    init(_ limits: GuardLimits) {
        self.limits = limits
        length = UInt64(limits.windowSeconds) * 1_000_000_000
    }

    /// Graph answered.
    ///
    /// - Parameters:
    ///   - code: Graph's `error.code`.
    ///   - isRefusal: whether it refused the invitation, rather than the gate or for the moment.
    /// - Returns: why forwarding has to stop, in figures, if it has to.
    mutating func answered(
        _ status: Int, code: String?, isRefusal: Bool, to inviter: ObjectID, for domain: MailDomain, at now: UInt64
    ) -> String? {
        if let pattern = limits.stopAt.first(where: { $0.matches(status: status, code: code) }) {
            return "Graph answered \(pattern), at which forwarding is to stop"
        }
        guard isRefusal, limits.refusals > 0 else { return nil }
        refusals.removeAll { now >= $0.at + length }
        refusals.append(Refusal(at: now, inviter: inviter, domain: domain))
        // So many of one inviter's say nothing more than half as many do.
        if refusals.count > 16 * limits.refusals { refusals.removeFirst() }
        let inviters = Set(refusals.map(\.inviter)).count
        let domains = Set(refusals.map(\.domain)).count
        guard refusals.count >= limits.refusals, inviters >= limits.refusalInviters, domains >= limits.refusalDomains
        else { return nil }
        return
            "\(refusals.count) refusals by Graph over \(inviters) inviters and \(domains) domains within \(limits.windowSeconds) seconds (limit \(limits.refusals) over \(limits.refusalInviters) and \(limits.refusalDomains))"
    }

    mutating func forget() { refusals = [] }
}
