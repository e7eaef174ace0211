public import AuditTrail
public import Gatekeeper
import Invitations
import Synchronization

/// A trail to be read in memory: what is put in, filtered by the conditions that the tests use; failing on demand.
public final class MemoryTrail: AuditReader {
    private struct State {
        var entries: [StoredEntry] = []
        var head: Digest256
        var failure: AuditUnreadable?
        var failsAfter = 0
        var queries: [AuditQuery] = []
        var findsNothing = 0
    }

    private static let writer = WriterID(high: 3, low: 3)
    private let state = Mutex(State(head: ChainOrigin.previous(writer: writer, heads: [])))

    public init() {}

    public func add(_ draft: EntryDraft) {
        state.withLock { state in
            let number = Int64(state.entries.count + 1)
            let entry = draft.placed(writer: Self.writer, sequence: number, previous: state.head)
            state.head = entry.hash
            state.entries.append(StoredEntry(id: EntryID(number), entry: entry, fields: draft.fields, invitee: draft.invitee))
        }
    }

    public var entries: [StoredEntry] { state.withLock(\.entries) }

    /// What was asked for.
    public var queries: [AuditQuery] { state.withLock(\.queries) }

    /// From the query after so many on, reading fails so.
    public func fail(with error: AuditUnreadable?, after count: Int = 0) {
        state.withLock { ($0.failure, $0.failsAfter) = (error, count) }
    }

    /// The next queries find nothing in the time that they have, and say where to go on.
    public func findNothing(times: Int) { state.withLock { $0.findsNothing = times } }

    private static func matches(_ stored: StoredEntry, _ query: AuditQuery) -> Bool {
        let fields = stored.fields
        return query.inviter.map { fields.inviter == $0 } ?? true && query.reason.map { fields.reason == $0.rawValue } ?? true
            && query.domain.map { stored.invitee?.invitee.domain == $0.ascii } ?? true
            && query.channel.map { fields.channel == $0 } ?? true && (query.kinds.isEmpty || query.kinds.contains(stored.entry.kind))
            && query.through.map { stored.id <= $0 } ?? true
            && query.after.map { query.order == .newestFirst ? stored.id < $0 : stored.id > $0 } ?? true
    }

    public func query(_ query: AuditQuery, until deadline: ContinuousClock.Instant?) async throws(AuditUnreadable) -> AuditPage {
        let (entries, failure, findsNothing) = state.withLock { state in
            defer { (state.failsAfter, state.findsNothing) = (state.failsAfter - 1, max(0, state.findsNothing - 1)) }
            state.queries.append(query)
            return (state.entries, state.failsAfter > 0 ? nil : state.failure, state.findsNothing > 0)
        }
        if findsNothing { return AuditPage(entries: [], next: query.after ?? EntryID(0)) }
        if let failure { throw failure }
        let found = (query.order == .newestFirst ? entries.reversed() : entries).filter { Self.matches($0, query) }
        let page = Array(found.prefix(query.limit))
        return AuditPage(entries: page, next: found.count > page.count ? page.last?.id : nil)
    }

    public func entry(_ id: EntryID) async throws(AuditUnreadable) -> StoredEntry? {
        let (entries, failure) = state.withLock { ($0.entries, $0.failsAfter > 0 ? nil : $0.failure) }
        if let failure { throw failure }
        return entries.first { $0.id == id }
    }

    public func newest() async throws(AuditUnreadable) -> EntryID? { state.withLock { $0.entries.last?.id } }
}
