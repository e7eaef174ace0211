public import AuditTrail
import Invitations

extension Gate {
    /// Whether approved invitations are sent.
    public var forwarding: ForwardingState { outbound.forwarding.forwarding }

    /// Stops forwarding, or suspends the inviter whom the record names until the time that it names. Decisions go on being recorded, and are answered 503.
    ///
    /// - Throws: ``AuditUnavailable`` where the trail cannot be told: it is stopped all the same, and the trail is told as
    ///   soon as that works.
    public func pauseForwarding(_ record: CommandRecord) async throws(AuditUnavailable) {
        try await outbound.pause(record)
    }

    /// Resumes forwarding and lifts all suspensions, or the one of the inviter whom the record names; the guards count
    /// anew. It is told to the trail first.
    ///
    /// - Throws: ``AuditUnavailable`` where the trail cannot be told: nothing changed then.
    public func resumeForwarding(_ record: CommandRecord) async throws(AuditUnavailable) {
        try await outbound.resume(record)
    }

    /// Takes in what the trail says of pauses, resumptions and suspensions: at start, and every few seconds for what another
    /// process wrote.
    ///
    /// - Throws: ``AuditUnreadable``; what was known still holds.
    public func catchUpForwarding() async throws(AuditUnreadable) {
        try await outbound.catchUp()
    }

    /// The service is ending, and the time for waiting is over: whoever still waits for a turn is told so, unsent, and nobody
    /// waits any more. What can leave at once leaves.
    public func endWaiting() { outbound.queue.endWaiting() }

    /// Nothing leaves for Graph any more: what comes now, the rest of a batch, could not be answered within the bound.
    public func endDepartures() { outbound.queue.endDepartures() }

    /// How the way out stands.
    public var pacing: PacingStatus { PacingStatus(outbound, at: world.now()) }

    /// How many of the day's invitations are sent, where there is a ceiling.
    ///
    /// - Throws: ``AuditUnreadable``
    public func sentToday() async throws(AuditUnreadable) -> Int? {
        guard let ceiling = outbound.ceiling else { return nil }
        let key = ceiling.key(at: world.now())
        return try await quotas.usage(of: [key])[key] ?? 0
    }
}
