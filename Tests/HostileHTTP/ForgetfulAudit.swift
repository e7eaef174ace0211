import AuditTrail
import Gatekeeper
import Invitations
import Synchronization

/// A trail that keeps nothing but the count, so that what grows in a long run is the gate's own.
final class ForgetfulAudit: AuditWriter, QuotaReader, ForwardingHistory, ReplayStore {
    private let count = Atomic<Int64>(0)

    var entries: Int64 { count.load(ordering: .relaxed) }

    func append(_ draft: EntryDraft) async throws(AuditUnavailable) -> AuditReceipt { try receipt() }

    func append(_ draft: ReservingDraft) async throws(AuditUnavailable) -> QuotaAnswer { .held(try receipt()) }

    func usage(of counters: [String]) async throws(AuditUnreadable) -> [String: Int] { [:] }

    func claim(on key: Digest256, at now: Timestamp) async throws(AuditUnreadable) -> HeldClaim? { nil }

    func append(
        _ outcome: EntryDraft, keeping reply: KeptReply, under claim: KeyClaim
    ) async throws(AuditUnavailable) -> AuditReceipt { try receipt() }

    func forwardingCommands(after row: EntryID?) async throws(AuditUnreadable) -> [StoredEntry] { [] }

    private func receipt() throws(AuditUnavailable) -> AuditReceipt {
        let number = count.add(1, ordering: .relaxed).newValue
        guard let hash = Digest256(bytes: [UInt8](repeating: 0, count: 32)) else { throw .closed }
        return AuditReceipt(id: EntryID(number), writer: WriterID(high: 1, low: 1), sequence: number, hash: hash)
    }
}
