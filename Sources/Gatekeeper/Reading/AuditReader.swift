public import AuditTrail

/// Reads entries of the trail for people and programs that look at it.
///
/// Not the store's own reader: a search that takes its time must not keep an invitation waiting.
public protocol AuditReader: Sendable {
    /// - Parameter deadline: when to give what was found so far, with where to go on; nil for never.
    func query(_ query: AuditQuery, until deadline: ContinuousClock.Instant?) async throws(AuditUnreadable) -> AuditPage

    func entry(_ id: EntryID) async throws(AuditUnreadable) -> StoredEntry?

    /// The number of the newest row; nil in an empty trail.
    func newest() async throws(AuditUnreadable) -> EntryID?
}
