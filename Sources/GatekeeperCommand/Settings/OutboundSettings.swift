import Gatekeeper

extension SettingsReader {
    /// How the way out to Graph is paced and protected.
    mutating func outbound() -> OutboundLimits {
        var limits = OutboundLimits()
        limits.requests = int("outbound.requests", in: 1...100_000, default: limits.requests)
        limits.windowSeconds = int("outbound.windowSeconds", in: 1...60, default: limits.windowSeconds)
        // Graph's own limit for all applications of a tenant; a stand-in for Graph may have any.
        if limits.requests * 5 > 150 * limits.windowSeconds, !bool("endpoints.allowCustom", default: false) {
            fault(
                "outbound.requests",
                "is \(limits.requests) in \(limits.windowSeconds) seconds; Graph takes 150 in 5 seconds from all applications of a tenant together")
        }
        limits.waiting = int("outbound.queue", in: 0...100_000, default: limits.waiting)
        limits.waitingPerInviter = int(
            "outbound.queuePerInviter", in: 0...10_000, default: min(limits.waitingPerInviter, limits.waiting))
        if limits.waitingPerInviter > limits.waiting {
            fault("outbound.queuePerInviter", "is \(limits.waitingPerInviter), and outbound.queue \(limits.waiting)")
        }
        limits.waitSeconds = int("outbound.waitSeconds", in: 0...60, default: limits.waitSeconds)
        limits.sends = int("outbound.sends", in: 1...10, default: limits.sends)
        let ceiling = int("outbound.dailyCeiling", in: 0...10_000_000, default: 0)
        limits.dailyCeiling = ceiling == 0 ? nil : ceiling
        limits.breaker.failuresInRow = int("outbound.breakerFailures", in: 1...1_000, default: limits.breaker.failuresInRow)
        limits.guards = guards()
        return limits
    }

    private mutating func guards() -> GuardLimits {
        var limits = GuardLimits()
        limits.windowSeconds = duration("guard.window", in: 60...86_400) ?? limits.windowSeconds
        limits.newDomains = int("guard.newDomains", in: 0...900, default: limits.newDomains)
        limits.refusalsPerInviter = int("guard.refusalsPerInviter", in: 0...10_000, default: limits.refusalsPerInviter)
        limits.suspensionSeconds = duration("guard.suspension", in: 60...(7 * 86_400)) ?? limits.suspensionSeconds
        limits.refusals = int("guard.refusals", in: 0...1_000, default: limits.refusals)
        limits.refusalInviters = int("guard.refusalInviters", in: 1...1_000, default: limits.refusalInviters)
        limits.refusalDomains = int("guard.refusalDomains", in: 1...1_000, default: limits.refusalDomains)
        if limits.refusals > 0, max(limits.refusalInviters, limits.refusalDomains) > limits.refusals {
            fault("guard.refusals", "is \(limits.refusals), fewer than the inviters or domains that it is to be spread over")
        }
        for text in strings("guard.stopAt") {
            guard let pattern = AnswerPattern(text) else {
                fault("guard.stopAt", "has \"\(text)\"; a status from 400 to 599 is expected, with Graph's error code after a space, or without one")
                continue
            }
            limits.stopAt.append(pattern)
        }
        return limits
    }
}
