/// A later word on a decision in doubt, which is written only while the decision is in doubt.
///
/// A type of its own beside ``EntryDraft``: of two who settle one decision, in one process or in two, the second is told
/// that it came too late, and writes nothing.
public struct SettlingDraft: Hashable, Sendable {
    public let draft: EntryDraft
    /// Whether it may settle a decision whose look-up has ended with `unknown`: a person's word may, a look-up may not.
    public let settlesFinalUnknown: Bool

    /// What a look-up found. Only `created`, `notSent` and `unknown` can be looked up; with `notSent` the decision's places
    /// in quotas are free again.
    public static func lookup(_ record: OutcomeRecord) -> Self? {
        guard record.source == .lookup, [.created, .notSent, .unknown].contains(record.outcome) else { return nil }
        return Self(record, settlesFinalUnknown: false)
    }

    /// What a person found out: `created` or `notSent`.
    public static func word(_ record: OutcomeRecord) -> Self? {
        guard record.source == .operator, [.created, .notSent].contains(record.outcome) else { return nil }
        return Self(record, settlesFinalUnknown: true)
    }

    private init(_ record: OutcomeRecord, settlesFinalUnknown: Bool) {
        draft = .outcome(record, releasingQuota: record.outcome == .notSent)
        self.settlesFinalUnknown = settlesFinalUnknown
    }
}
