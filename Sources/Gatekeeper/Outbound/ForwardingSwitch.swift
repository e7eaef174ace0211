import AuditTrail
import Invitations
import Synchronization

/// Stops and resumes forwarding, as a whole and for one inviter. The trail is what holds: a restart reads it, and a second
/// process sees within seconds what was written by the first.
final class ForwardingSwitch: Sendable {
    private struct State {
        var ledger = ForwardingLedger()
        /// What stops forwarding although the trail could not be told of it, or not yet.
        var unwritten: [Unwritten] = []
        var nextNumber = 0
    }

    private struct Unwritten {
        let number: Int
        let record: CommandRecord
        let at: Timestamp
        /// Whether somebody is writing it at this moment.
        var isBeingWritten = true
    }

    /// A person ends a pause, and nobody knows when: often enough to be noticed, and seldom enough to be no load.
    static let pauseRetrySeconds = 60.0

    private let audit: any AuditWriter
    private let history: any ForwardingHistory
    private let world: World
    private let state = Mutex(State())

    init(audit: any AuditWriter, history: any ForwardingHistory, world: World) {
        self.audit = audit
        self.history = history
        self.world = world
    }

    var forwarding: ForwardingState {
        state.withLock { state in
            let mine = state.unwritten.first { $0.record.inviter == nil }
            return mine.map { .paused(ForwardingState.Pause(since: $0.at, by: $0.record.by, why: $0.record.why)) }
                ?? state.ledger.forwarding
        }
    }

    func suspensions(at now: Timestamp) -> [Suspension] {
        state.withLock { state in
            let mine = state.unwritten.compactMap { unwritten -> Suspension? in
                guard let inviter = unwritten.record.inviter, let until = unwritten.record.until, until > now else { return nil }
                return Suspension(inviter: inviter, since: unwritten.at, until: until, by: unwritten.record.by, why: unwritten.record.why)
            }
            let known = state.ledger.suspensions(at: now)
            return known + mine.filter { own in !known.contains { $0.inviter == own.inviter } }
        }
    }

    /// Why nothing may be sent in this inviter's name now; nil if it may.
    func objection(to inviter: ObjectID, at now: Timestamp) -> Held? {
        if !forwarding.isOpen { return Held(.forwardingPaused, retryAfter: Self.pauseRetrySeconds) }
        guard let until = suspension(of: inviter, at: now) else { return nil }
        return Held(.inviterSuspended, retryAfter: Double(until.milliseconds(since: now)) / 1_000, until: until)
    }

    /// Until when nothing is sent in this inviter's name.
    func suspension(of inviter: ObjectID, at now: Timestamp) -> Timestamp? {
        let until = state.withLock { state in
            state.ledger.suspension(of: inviter, at: now)?.until
                ?? state.unwritten.first { $0.record.inviter == inviter }?.record.until
        }
        return until.flatMap { $0 > now ? $0 : nil }
    }

    /// Stops at once, and then tells the trail.
    ///
    /// - Throws: ``AuditUnavailable`` where it cannot be told: it is stopped all the same, and the trail is told as soon as
    ///   that works.
    func pause(_ record: CommandRecord) async throws(AuditUnavailable) {
        let unwritten = state.withLock { state in
            let unwritten = Unwritten(number: state.nextNumber, record: record, at: world.now())
            state.nextNumber += 1
            state.unwritten.append(unwritten)
            return unwritten
        }
        try await write(unwritten)
    }

    /// Tells the trail, and only then resumes.
    func resume(_ record: CommandRecord) async throws(AuditUnavailable) {
        let now = world.now()
        let receipt = try await audit.append(.resumed(record, at: now))
        state.withLock { state in
            state.unwritten.removeAll { !$0.isBeingWritten && (record.inviter == nil || record.inviter == $0.record.inviter) }
            state.ledger.apply(.init(row: receipt.id, isPause: false, at: now, record: record))
        }
    }

    /// Reads what the trail says beyond what is known, and tells it what it could not be told before.
    ///
    /// - Returns: what changed by what was read.
    func catchUp() async throws(AuditUnreadable) -> [ForwardingLedger.Command] {
        var changes: [ForwardingLedger.Command] = []
        while true {
            let stored = try await history.forwardingCommands(after: state.withLock { $0.ledger.readUpTo })
            for entry in stored where ForwardingLedger.Command(entry) == nil { throw .damagedRow(entry.id) }
            let commands = stored.compactMap { ForwardingLedger.Command($0) }
            changes += state.withLock { $0.ledger.read(commands) }
            if stored.count < 1_000 { break }
        }
        state.withLock { state in
            state.ledger.prune(at: world.now())
            let now = world.now()
            state.unwritten.removeAll { !$0.isBeingWritten && $0.record.until.map { $0 <= now } ?? false }
        }
        await writeRest()
        return changes
    }

    private func writeRest() async {
        let rest = state.withLock { state in
            let rest = state.unwritten.filter { !$0.isBeingWritten }
            for index in state.unwritten.indices { state.unwritten[index].isBeingWritten = true }
            return rest
        }
        for unwritten in rest { try? await write(unwritten) }
    }

    private func write(_ unwritten: Unwritten) async throws(AuditUnavailable) {
        let receipt: AuditReceipt
        do {
            receipt = try await audit.append(.paused(unwritten.record, at: unwritten.at))
        } catch {
            state.withLock { state in
                guard let index = state.unwritten.firstIndex(where: { $0.number == unwritten.number }) else { return }
                state.unwritten[index].isBeingWritten = false
            }
            throw error
        }
        state.withLock { state in
            state.ledger.apply(.init(row: receipt.id, isPause: true, at: unwritten.at, record: unwritten.record))
            state.unwritten.removeAll { $0.number == unwritten.number }
        }
    }
}
