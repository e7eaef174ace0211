import AuditTrail
import Invitations
import Synchronization

/// Requests beyond a pace that leave no entry of their own: a flood of them would fill the trail, which is what the
/// pace is to prevent. They are counted, and ``Gate/recordRefusalsLeftOut()`` writes one entry for all of an application
/// together, which has the decision id that each of them was answered with.
final class RefusalsLeftOut: Sendable {
    /// Refusals of one application in a second that have an entry each.
    static let ownEntriesPerSecond = 5

    private struct Ledger {
        var second: Int64
        var written = 0
        /// What is counted now.
        var sum: RefusalRecord?
        /// What was counted and is on its way into the trail, or could not be written yet.
        var closed: RefusalRecord?
    }

    private let ledgers = Mutex<[ApplicationID: Ledger]>([:])

    /// Takes a refusal that is to have no entry of its own.
    ///
    /// - Returns: the decision id of the entry that will stand for it; nil when it is to have its own.
    func takes(_ record: RefusalRecord) -> DecisionID? {
        let second = record.time.milliseconds / 1_000
        return ledgers.withLock { ledgers in
            var ledger = ledgers[record.caller.application] ?? Ledger(second: second)
            defer { ledgers[record.caller.application] = ledger }
            if ledger.second != second { (ledger.second, ledger.written) = (second, 0) }
            guard ledger.written >= Self.ownEntriesPerSecond else {
                ledger.written += 1
                return nil
            }
            var sum = ledger.sum ?? record
            sum.requests = (sum.requests ?? 0) + 1
            ledger.sum = sum
            return sum.decision
        }
    }

    /// What is to be written now: it takes no more requests. Each stays due until it is ``written(_:)``.
    func due(at now: Timestamp) -> [RefusalRecord] {
        ledgers.withLock { ledgers in
            for (application, var ledger) in ledgers {
                if ledger.closed == nil { (ledger.closed, ledger.sum) = (ledger.sum, nil) }
                // What is over need not be remembered.
                let isOver = ledger.closed == nil && ledger.second != now.milliseconds / 1_000
                ledgers[application] = isOver ? nil : ledger
            }
            return ledgers.values.compactMap(\.closed).sorted { $0.time < $1.time }
        }
    }

    func written(_ record: RefusalRecord) {
        ledgers.withLock { $0[record.caller.application]?.closed = nil }
    }
}

extension Gate {
    /// Writes the entries that stand for the refusals without one of their own: to be called every second or so, and at
    /// the end. What cannot be written is tried again the next time.
    public func recordRefusalsLeftOut() async {
        for record in leftOut.due(at: world.now()) {
            do throws(AuditUnavailable) {
                _ = try await audit.append(.refusal(record))
                leftOut.written(record)
            } catch {
                observer.auditFailed(error, decision: record.decision, at: world.now())
            }
        }
    }
}
