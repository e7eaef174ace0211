import AuditTrail
import Invitations

/// What the trail's `paused` and `resumed` entries come to. Each counts by its row, so that it does not matter in which
/// order, or how often, they become known: this process's own at once, another's when they are read.
struct ForwardingLedger {
    private struct Standing {
        var row: EntryID
        /// Nil: lifted.
        var suspension: Suspension?
    }

    /// The last row that was read; all up to it are known.
    private(set) var readUpTo: EntryID?
    private(set) var forwarding = ForwardingState.open
    private var forwardingRow = EntryID(0)
    /// The last lifting of all suspensions.
    private var liftedRow = EntryID(0)
    private var standings: [ObjectID: Standing] = [:]

    /// One entry, as far as it matters here.
    struct Command {
        let row: EntryID
        let isPause: Bool
        let at: Timestamp
        let record: CommandRecord
    }

    /// - Returns: whether it changed anything.
    @discardableResult
    mutating func apply(_ command: Command) -> Bool {
        let record = command.record
        if let inviter = record.inviter {
            guard command.row > max(standings[inviter]?.row ?? liftedRow, liftedRow) else { return false }
            let suspension =
                command.isPause
                ? record.until.map { Suspension(inviter: inviter, since: command.at, until: $0, by: record.by, why: record.why) } : nil
            standings[inviter] = Standing(row: command.row, suspension: suspension)
            return true
        }
        var isNew = false
        if command.row > forwardingRow {
            forwardingRow = command.row
            forwarding =
                command.isPause
                ? .paused(ForwardingState.Pause(since: command.at, by: record.by, why: record.why)) : .open
            isNew = true
        }
        if !command.isPause, command.row > liftedRow {
            liftedRow = command.row
            standings = standings.filter { $0.value.row > command.row }
            isNew = true
        }
        return isNew
    }

    /// Entries that were read, oldest first, from ``readUpTo`` on without a gap.
    ///
    /// - Returns: those that changed anything.
    mutating func read(_ commands: [Command]) -> [Command] {
        let changing = commands.filter { apply($0) }
        if let last = commands.last?.row { readUpTo = max(last, readUpTo ?? last) }
        return changing
    }

    func suspension(of inviter: ObjectID, at now: Timestamp) -> Suspension? {
        standings[inviter]?.suspension.flatMap { $0.until > now ? $0 : nil }
    }

    func suspensions(at now: Timestamp) -> [Suspension] {
        standings.values.compactMap(\.suspension).filter { $0.until > now }.sorted { $0.until < $1.until }
    }

    /// Forgets what is over and known to be read: it cannot come up again.
    mutating func prune(at now: Timestamp) {
        guard let readUpTo else { return }
        standings = standings.filter { standing in
            standing.value.row > readUpTo || standing.value.suspension.map { $0.until > now } ?? false
        }
    }
}

extension ForwardingLedger.Command {
    /// - Returns: nil for an entry that is none of these, or whose content cannot be read.
    init?(_ stored: StoredEntry) {
        guard stored.entry.kind == .paused || stored.entry.kind == .resumed,
            let record = CommandRecord(content: stored.entry.content)
        else { return nil }
        self.init(
            row: stored.id, isPause: stored.entry.kind == .paused, at: stored.entry.time, record: record)
    }
}
