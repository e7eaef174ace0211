public import AuditTrail
public import Gatekeeper
public import Invitations
public import StrictJSON
import Synchronization

/// A trail in memory: entries chained as a store chains them, failing or holding on demand.
public final class MemoryAudit: AuditWriter {
    private struct State {
        var entries: [RecordedEntry] = []
        var head: Digest256
        var failures: [(kind: EntryKind?, error: AuditUnavailable)] = []
        var turnstile: Turnstile?
    }

    private let writer = WriterID(high: 1, low: 1)
    private let journal: Journal
    private let state: Mutex<State>

    public init(journal: Journal) {
        self.journal = journal
        state = Mutex(State(head: ChainOrigin.previous(writer: writer, heads: [])))
    }

    public var entries: [RecordedEntry] { state.withLock(\.entries) }

    public func entries(_ kind: EntryKind) -> [RecordedEntry] { entries.filter { $0.kind == kind } }

    /// From now on entries of this kind (any, when nil) fail so.
    public func fail(_ kind: EntryKind? = nil, with error: AuditUnavailable) {
        state.withLock { $0.failures.append((kind, error)) }
    }

    public func work() { state.withLock { $0.failures = [] } }

    /// Entries to come wait at the turnstile before they are durable.
    public func hold(at turnstile: Turnstile) { state.withLock { $0.turnstile = turnstile } }

    public func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt {
        await state.withLock(\.turnstile)?.pass()
        let result: Result<AuditReceipt, AuditUnavailable> = state.withLock { state in
            if let failure = state.failures.first(where: { $0.kind == nil || $0.kind == draft.kind }) {
                return .failure(failure.error)
            }
            let number = Int64(state.entries.count + 1)
            let entry = draft.placed(writer: writer, sequence: number, previous: state.head)
            state.head = entry.hash
            state.entries.append(RecordedEntry(draft))
            return .success(AuditReceipt(id: EntryID(number), writer: writer, sequence: number, hash: entry.hash))
        }
        let receipt = try result.get()
        journal.note(.durable(draft.kind))
        return receipt
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
