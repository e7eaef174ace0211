public import AuditTrail

/// Tells how much of the quotas is used up. The answer is a snapshot: what holds is only what is reserved with the
/// decision's entry (``AuditWriter``).
public protocol QuotaReader: Sendable {
    /// What these counters stand at; those not named in the answer stand at 0.
    ///
    /// - Parameter counters: the counters' canonical texts, at most 64.
    func usage(of counters: [String]) async throws(AuditUnreadable) -> [String: Int]
}
