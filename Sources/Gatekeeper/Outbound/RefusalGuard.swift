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
        let byInviter = Dictionary(grouping: refusals, by: \.inviter).mapValues(\.count)
        let (counted, inviters) = (byInviter.values.reduce(0) { $0 + min($1, mostOfOne) }, byInviter.count)
        let domains = Set(refusals.map(\.domain)).count
        guard counted >= limits.refusals, inviters >= limits.refusalInviters, domains >= limits.refusalDomains
        else { return nil }
        return
            "\(counted) refusals by Graph over \(inviters) inviters and \(domains) domains within \(limits.windowSeconds) seconds (limit \(limits.refusals) over \(limits.refusalInviters) and \(limits.refusalDomains))"
    }

    /// How many of one inviter's count. What goes beyond the number at which that inviter is suspended says nothing more of
    /// the tenant: else one person could stop it for all, once two others had a refusal each.
    private var mostOfOne: Int { limits.refusalsPerInviter > 0 ? limits.refusalsPerInviter : .max }

    mutating func forget() { refusals = [] }
}
