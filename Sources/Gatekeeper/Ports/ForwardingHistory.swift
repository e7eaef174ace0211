public import AuditTrail

/// Reads what the trail says of pauses and resumptions, whichever process wrote it.
public protocol ForwardingHistory: Sendable {
    /// The `paused` and `resumed` entries after a row (from the first on, if nil), oldest first, at most 1,000.
    func forwardingCommands(after row: EntryID?) async throws(AuditUnreadable) -> [StoredEntry]
}
