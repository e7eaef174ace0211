/// What was kept outside a trail, and what it is held against.
public struct TrailEvidence: Sendable {
    /// Heads and receipts.
    public var heads: [ChainHead]
    /// Signed checkpoints. An anchor counts as one too: it says where the chains stood.
    public var checkpoints: [AttestedCheckpoint]
    /// Anchors from which the trail may begin.
    public var anchors: [AttestedCheckpoint]
    /// Why an anchor that is there does not count, if one does not.
    public var anchorFault: String?

    public init(heads: [ChainHead] = [], checkpoints: [AttestedCheckpoint] = [], anchors: [AttestedCheckpoint] = [], anchorFault: String? = nil) {
        self.heads = heads
        self.checkpoints = checkpoints
        self.anchors = anchors
        self.anchorFault = anchorFault
    }

    /// Sorts signed notes by what they are for.
    public init(heads: [ChainHead] = [], notes: [AttestedCheckpoint]) {
        self.init(
            heads: heads, checkpoints: notes, anchors: notes.filter { $0.checkpoint.purpose == .anchor })
    }

    /// The heads that a trail must hold which begins after `base`, and sentences about what lies before.
    func expectations(after base: AttestedCheckpoint?) -> (expected: [ChainVerifier.Expected], unchecked: [String]) {
        let removed = base?.checkpoint.entries ?? 0
        let anchored = Dictionary(
            (base?.checkpoint.heads ?? []).map { ($0.writer, $0.sequence) }, uniquingKeysWith: { first, _ in first })
        var expected: [ChainVerifier.Expected] = []
        var unchecked: [String] = []
        for note in checkpoints {
            let checkpoint = note.checkpoint
            let witness = "the \(checkpoint.purpose.rawValue) of \(checkpoint.time)"
            if checkpoint.entries < removed {
                unchecked.append("\(witness): all that it attests was removed by retention")
            } else if checkpoint.entries > removed {
                expected += checkpoint.heads.map { ChainVerifier.Expected(head: $0, witness: witness) }
            }
        }
        for head in heads {
            let last = anchored[head.writer]
            if let last, head.sequence < last {
                unchecked.append("entry \(head.sequence) of writer \(head.writer): it was removed by retention")
                continue
            }
            // The anchor leaves out chains that were over. Whether this is one of them cannot be told.
            let doubt = base != nil && last == nil ? " (unless its whole chain was removed by retention)" : ""
            expected.append(ChainVerifier.Expected(head: head, witness: ChainVerifier.keptHead + doubt))
        }
        return (expected, unchecked)
    }
}
