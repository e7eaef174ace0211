import AuditTrail
import Invitations

/// Holds what the small tables said at the end against the entries.
extension CopyCheck {
    /// - Parameter anchor: where the trail begins, if retention removed something.
    mutating func finish(with tail: StoreTail, format: Int, removed: Int64, anchor: AttestedCheckpoint?) {
        checkIntents(tail.intents, format)
        checkChains(tail.chains, format, removed, anchor)
        for fault in tail.claims + tail.strays { add(fault) }
    }

    private mutating func checkIntents(_ rows: [StoreTail.IntentRow], _ format: Int) {
        var seen: Set<DecisionID> = []
        for row in rows {
            guard let decision = row.decision, let intent = open[decision] else {
                add(CopyFault(.extra, "open_intents", "holds a decision in doubt that is none, or is settled", id: EntryID(row.entry)))
                continue
            }
            seen.insert(decision)
            if intent.row != row.entry {
                add(CopyFault(.altered, "open_intents.entry", "names row \(row.entry)", id: EntryID(intent.row)))
            } else if format >= 7, intent.isFinal != row.isFinal {
                let what =
                    row.isFinal
                    ? "says that it was looked up in vain, and no outcome does" : "says that it is to be looked up, and an outcome says that it was"
                add(CopyFault(.altered, "open_intents.final", what, id: EntryID(intent.row)))
            }
        }
        for (decision, intent) in open.sorted(by: { $0.value.row < $1.value.row }) where !seen.contains(decision) {
            add(CopyFault(.missing, "open_intents", "lacks a decision that is in doubt", id: EntryID(intent.row)))
        }
    }

    private mutating func checkChains(_ rows: [StoreTail.ChainRow], _ format: Int, _ removed: Int64, _ anchor: AttestedCheckpoint?) {
        let anchored = Dictionary(
            (anchor?.checkpoint.heads ?? []).map { ($0.writer, $0) }, uniquingKeysWith: { first, _ in first })
        for row in rows {
            guard let writer = row.writer else {
                add(CopyFault(.altered, "chains.writer", "is no id"))
                continue
            }
            // A `started` entry that listed more may be gone; then what it listed is, too.
            let gone = removed > 0 ? anchored[writer]?.sequence ?? row.removed?.sequence ?? 0 : 0
            let isTrue = listed[writer].map { $0 == row.committed } ?? (row.committed >= 0 && row.committed <= gone)
            if !isTrue {
                add(
                    CopyFault(
                        .altered, "chains.committed",
                        "says \(row.committed) of writer \(writer), and the trail's starts list entry \(listed[writer] ?? 0): the entries between would be attested by no later start or checkpoint"
                    ))
            }
            let expected = anchored[writer]
            // A chain that the anchor leaves out was over; nothing that is left tells of it.
            if expected != row.removed, removed == 0 || expected != nil || begun.contains(writer) {
                add(CopyFault(.altered, "chains.removed", "says of writer \(writer) what the anchor does not"))
            }
        }
    }
}
