public import AuditTrail
public import Gatekeeper
public import Invitations
public import StrictJSON
import Synchronization

/// A trail in memory: entries chained and quotas counted as a store does it, failing or holding on demand.
public final class MemoryAudit: AuditWriter, QuotaReader, ForwardingHistory, ReplayStore {
    fileprivate struct State {
        var entries: [RecordedEntry] = []
        var commands: [StoredEntry] = []
        var head: Digest256
        var failures: [(kind: EntryKind?, error: AuditUnavailable)] = []
        var turnstile: Turnstile?
        var usage: [String: Int] = [:]
        var reserved: [DecisionID: [String]] = [:]
        var readFailure: AuditUnreadable?
        var claims: [Digest256: MemoryClaim] = [:]
        var forgetsReplies = false
        var claimFailure: AuditUnreadable?
    }

    private let writer = WriterID(high: 1, low: 1)
    private let journal: Journal
    private let state: Mutex<State>

    public init(journal: Journal) {
        self.journal = journal
        state = Mutex(State(head: ChainOrigin.previous(writer: writer, heads: [])))
    }

    public var entries: [RecordedEntry] { state.withLock(\.entries) }

    /// The chain's head; nil before the first entry.
    public var head: ChainHead? {
        state.withLock { state in
            state.entries.isEmpty
                ? nil : ChainHead(writer: writer, sequence: Int64(state.entries.count), hash: state.head)
        }
    }

    public func entries(_ kind: EntryKind) -> [RecordedEntry] { entries.filter { $0.kind == kind } }

    /// From now on entries of this kind (any, when nil) fail so.
    public func fail(_ kind: EntryKind? = nil, with error: AuditUnavailable) {
        state.withLock { $0.failures.append((kind, error)) }
    }

    public func work() { state.withLock { $0.failures = [] } }

    /// Entries to come wait at the turnstile before they are durable.
    public func hold(at turnstile: Turnstile) { state.withLock { $0.turnstile = turnstile } }

    public func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt {
        try await append(draft, keeping: nil)
    }

    /// - Parameter keeping: a reply and the key that it belongs to, kept at once with the entry or not at all.
    func append(_ draft: EntryDraft, keeping kept: (reply: KeptReply, key: Digest256)?) async throws(AuditUnavailable) -> AuditReceipt {
        await state.withLock(\.turnstile)?.pass()
        let result = state.withLock { state in
            let result = state.write(draft, as: writer)
            if case .success = result, let kept, !state.forgetsReplies { state.claims[kept.key]?.reply = kept.reply }
            return result
        }
        let receipt = try result.get()
        journal.note(.durable(draft.kind))
        return receipt
    }

    public func append(_ draft: ReservingDraft) async throws(AuditUnavailable) -> QuotaAnswer {
        guard draft.isWithinBounds else { throw .invalidReservation }
        await state.withLock(\.turnstile)?.pass()
        let answer = state.withLock { $0.write(draft, as: writer) }
        if case .success(.held) = answer { journal.note(.durable(draft.draft.kind)) }
        return try answer.get()
    }

    public func usage(of counters: [String]) async throws(AuditUnreadable) -> [String: Int] {
        guard counters.count <= ReservingDraft.mostReservations else { throw .tooManyCounters(counters.count) }
        let (failure, usage) = state.withLock { ($0.readFailure, $0.usage) }
        if let failure { throw failure }
        return usage.filter { counters.contains($0.key) }
    }

    public func forwardingCommands(after row: EntryID?) async throws(AuditUnreadable) -> [StoredEntry] {
        let (failure, commands) = state.withLock { ($0.readFailure, $0.commands) }
        if let failure { throw failure }
        return Array(commands.filter { $0.id > row ?? EntryID(0) }.prefix(1_000))
    }

    /// As if others had taken so many places.
    public func use(_ counter: String, _ count: Int) { state.withLock { $0.usage[counter] = count } }

    /// Replies that were kept are gone, as after a restart without a lasting key, and none is kept from now on.
    public func forgetReplies() {
        state.withLock { state in
            state.forgetsReplies = true
            for key in state.claims.keys { state.claims[key]?.reply = nil }
        }
    }

    func heldClaim(on key: Digest256, at now: Timestamp) -> Result<HeldClaim?, AuditUnreadable> {
        state.withLock { state in
            if let failure = state.claimFailure { return .failure(failure) }
            guard let claim = state.claims[key], claim.counts(at: now) else { return .success(nil) }
            return .success(claim.held)
        }
    }

    /// From now on claims cannot be read, until this is given nil.
    public func failClaims(with error: AuditUnreadable?) { state.withLock { $0.claimFailure = error } }

    /// From now on counters cannot be read, until this is given nil.
    public func failReading(with error: AuditUnreadable?) { state.withLock { $0.readFailure = error } }
}

extension MemoryAudit.State {
    fileprivate mutating func write(_ draft: EntryDraft, as writer: WriterID) -> Result<AuditReceipt, AuditUnavailable> {
        if let failure = failures.first(where: { $0.kind == nil || $0.kind == draft.kind }) {
            return .failure(failure.error)
        }
        let number = Int64(entries.count + 1)
        let entry = draft.placed(writer: writer, sequence: number, previous: head)
        head = entry.hash
        entries.append(RecordedEntry(draft))
        if draft.kind == .paused || draft.kind == .resumed {
            commands.append(StoredEntry(id: EntryID(number), entry: entry, fields: draft.fields))
        }
        if draft.kind == .outcome, draft.fields.result != Outcome.unknown.rawValue, let decision = draft.decision {
            for counter in reserved.removeValue(forKey: decision) ?? [] where draft.releasesQuota {
                usage[counter] = max(usage[counter, default: 0] - 1, 0)
            }
        }
        if draft.kind == .outcome, let decision = draft.decision, let held = claims.first(where: { $1.decision == decision })?.key {
            claims[held]?.settle(draft)
            if draft.releasesClaim { claims[held] = nil }
        }
        return .success(AuditReceipt(id: EntryID(number), writer: writer, sequence: number, hash: entry.hash))
    }

    fileprivate mutating func write(_ draft: ReservingDraft, as writer: WriterID) -> Result<QuotaAnswer, AuditUnavailable> {
        if let failure = failures.first(where: { $0.kind == nil || $0.kind == draft.draft.kind }) {
            return .failure(failure.error)
        }
        let counters = draft.reservations.map(\.counter)
        if let claim = draft.claim, claims[claim.key]?.counts(at: draft.draft.time) == true { return .success(.taken) }
        if draft.reservations.contains(where: { usage[$0.counter, default: 0] >= $0.limit }) {
            return .success(.exhausted(usage: usage.filter { counters.contains($0.key) }))
        }
        return write(draft.draft, as: writer).map { receipt in
            for counter in counters { usage[counter, default: 0] += 1 }
            if let decision = draft.draft.decision { reserved[decision] = counters }
            if let claim = draft.claim, draft.takesClaim, let decision = draft.draft.decision {
                claims[claim.key] = MemoryClaim(claim, decision, draft.draft.time, receipt)
            }
            return .held(receipt)
        }
    }
}

/// One entry as a test looks at it.
public struct RecordedEntry: Sendable {
    public let kind: EntryKind
    public let time: Timestamp
    public let decision: DecisionID?
    /// What the chain holds.
    public let content: JSON
    /// The text of that, to look for what must not be in it.
    public let text: String
    public let fields: EntryFields
    public let invitee: Invitee?

    init(_ draft: EntryDraft) {
        kind = draft.kind
        time = draft.time
        decision = draft.decision
        content = (try? JSON(parsing: draft.content)) ?? .null
        text = String(decoding: draft.content, as: UTF8.self)
        fields = draft.fields
        invitee = draft.invitee?.invitee
    }

    public var reason: ReasonCode? { content["reason"]?.string.flatMap(ReasonCode.init) }
    public var status: Int64? { content["status"]?.integer }
}
