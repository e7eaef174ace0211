public import Invitations

/// An entry that has no place in a chain yet: made and encoded by whoever has something to record, given its place by
/// the store. It can be made from the typed records only, so nothing reaches the trail that they have no member for.
public struct EntryDraft: Hashable, Sendable {
    public let kind: EntryKind
    public let time: Timestamp
    /// The decision that the entry is about.
    public let decision: DecisionID?
    /// The canonical JSON, except a `started` entry's, which is whole only with the heads of the other chains.
    public let content: [UInt8]
    public let fields: EntryFields
    /// What goes to the erasable side table.
    public let invitee: InviteeRow?
    let encoded: EncodedEntry
    let started: StartedRecord?
    /// Of an outcome: the places that its decision took in quotas are given back in the same transaction.
    public let releasesQuota: Bool
    /// Of an outcome: the decision stays in doubt for good, and is not to be looked up again.
    public let isFinalUnknown: Bool

    private init(
        _ kind: EntryKind, at time: Timestamp, decision: DecisionID? = nil, content: [UInt8],
        fields: EntryFields = EntryFields(), invitee: InviteeRow? = nil, started: StartedRecord? = nil,
        releasesQuota: Bool = false, isFinalUnknown: Bool = false
    ) {
        self.kind = kind
        self.time = time
        self.decision = decision
        self.content = content
        self.fields = fields
        self.invitee = invitee
        self.started = started
        self.releasesQuota = releasesQuota
        self.isFinalUnknown = isFinalUnknown
        encoded = EncodedEntry(
            kind: kind, time: time, decision: decision, content: content, version: EntryFormat.current)
    }

    /// - Parameter key: fresh random bits for this entry alone.
    public static func decision(_ record: DecisionRecord, invitee: Invitee, key: CommitmentKey) -> Self {
        judgement(.decision, record, invitee, key)
    }

    /// The same judgement, asked for without an invitation.
    public static func inquiry(_ record: DecisionRecord, invitee: Invitee, key: CommitmentKey) -> Self {
        judgement(.inquiry, record, invitee, key)
    }

    private static func judgement(
        _ kind: EntryKind, _ record: DecisionRecord, _ invitee: Invitee, _ key: CommitmentKey
    ) -> Self {
        EntryDraft(
            kind, at: record.time, decision: record.decision, content: record.content(invitee: invitee, key: key),
            fields: EntryFields(
                result: record.verdict.rawValue, reason: record.reason?.rawValue, inviter: record.inviter,
                caller: record.caller.application, channel: record.caller.channel.map { bounded($0) }),
            invitee: InviteeRow(invitee: invitee, key: key))
    }

    /// - Parameter releasingQuota: whether the decision's places in quotas are free again, because provably nothing was
    ///   created. An outcome that says `created` or `unknown` never frees them, whatever is given here.
    public static func outcome(_ record: OutcomeRecord, releasingQuota: Bool = false) -> Self {
        EntryDraft(
            .outcome, at: record.time, decision: record.decision, content: record.content(),
            fields: EntryFields(result: record.outcome.rawValue, reason: record.reason?.rawValue),
            releasesQuota: releasingQuota && record.outcome != .created && record.outcome != .unknown,
            isFinalUnknown: record.isFinalUnknown)
    }

    /// - Parameter invitee: what could be read of the invitee, if anything.
    public static func refusal(_ record: RefusalRecord, invitee: InviteeRow? = nil) -> Self {
        EntryDraft(
            .refusal, at: record.time, decision: record.decision, content: record.content(invitee: invitee),
            fields: EntryFields(
                reason: record.reason.rawValue, inviter: record.inviter, caller: record.caller.application,
                channel: record.caller.channel.map { bounded($0) }),
            invitee: invitee)
    }

    /// A request that was answered from an earlier one's outcome.
    public static func replayed(_ record: ReplayedRecord) -> Self {
        EntryDraft(
            .replayed, at: record.time, decision: record.first, content: record.content(),
            fields: EntryFields(
                reason: record.reason?.rawValue, inviter: record.inviter, caller: record.caller.application,
                channel: record.caller.channel.map { bounded($0) }))
    }

    /// Of an outcome: whether a claim that its decision holds on an idempotency key is given up, because provably nothing was
    /// created and another try may be sent.
    public var releasesClaim: Bool {
        releasesQuota || kind == .outcome && [Outcome.notSent.rawValue, Outcome.throttled.rawValue].contains(fields.result)
    }

    /// A writer's first entry; the store adds the heads of the other chains.
    public static func started(_ record: StartedRecord, at time: Timestamp) -> Self {
        started(record, at: time, heads: [])
    }

    private static func started(_ record: StartedRecord, at time: Timestamp, heads: [ChainHead]) -> Self {
        EntryDraft(.started, at: time, content: record.content(heads: heads), started: record)
    }

    public static func stopped(_ record: StoppedRecord, at time: Timestamp) -> Self {
        EntryDraft(.stopped, at: time, content: record.content())
    }

    public static func policyLoaded(_ record: PolicyLoadedRecord, at time: Timestamp) -> Self {
        EntryDraft(.policyLoaded, at: time, content: record.content())
    }

    public static func policyRejected(_ record: PolicyRejectedRecord, at time: Timestamp) -> Self {
        EntryDraft(.policyRejected, at: time, content: record.content())
    }

    public static func paused(_ record: CommandRecord, at time: Timestamp) -> Self {
        EntryDraft(.paused, at: time, content: record.content(), fields: EntryFields(inviter: record.inviter))
    }

    public static func resumed(_ record: CommandRecord, at time: Timestamp) -> Self {
        EntryDraft(.resumed, at: time, content: record.content(), fields: EntryFields(inviter: record.inviter))
    }

    public static func reloaded(_ record: CommandRecord, at time: Timestamp) -> Self {
        EntryDraft(.reloaded, at: time, content: record.content())
    }

    public static func exported(_ record: ExportedRecord, at time: Timestamp) -> Self {
        EntryDraft(.exported, at: time, content: record.content())
    }

    public static func erased(_ record: ErasedRecord, at time: Timestamp) -> Self {
        EntryDraft(.erased, at: time, content: record.content())
    }

    public static func pruned(_ record: PrunedRecord, at time: Timestamp) -> Self {
        EntryDraft(.pruned, at: time, content: record.content())
    }

    public static func reindexed(_ record: ReindexedRecord, at time: Timestamp) -> Self {
        EntryDraft(.reindexed, at: time, content: record.content())
    }

    /// A `started` draft with the heads that it is to commit to; any other draft as it is.
    public func committing(to heads: [ChainHead]) -> Self {
        started.map { .started($0, at: time, heads: heads) } ?? self
    }

    /// This draft as the entry at a place in a chain.
    public func placed(writer: WriterID, sequence: Int64, previous: Digest256) -> Entry {
        Entry(
            writer: writer, sequence: sequence, time: time, kind: kind, decision: decision, content: content,
            previous: previous, hash: encoded.hash(writer: writer, sequence: sequence, previous: previous))
    }
}
