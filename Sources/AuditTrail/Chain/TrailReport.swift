/// What checking a whole trail found.
public struct TrailReport: Hashable, Sendable {
    /// Entries that checked, up to the first fault.
    public var entries: Int64
    public var writers: Int
    /// The last entry of each chain: worth keeping elsewhere.
    public var heads: [ChainHead]
    public var fault: ChainFault?
    /// What is wrong with the copies out of the entries by which a store finds them; nil where they were not looked at.
    public var copies: CopyFindings?
    /// How many entries were removed by retention, as a valid anchor says.
    public var removed: Int64 = 0
    /// How many signed checkpoints the trail was held against, from the store and kept elsewhere.
    public var checkpoints = 0
    /// What could not be checked, a sentence each.
    public var unchecked: [String] = []

    public init(entries: Int64, writers: Int, heads: [ChainHead], fault: ChainFault?) {
        self.entries = entries
        self.writers = writers
        self.heads = heads
        self.fault = fault
    }

    /// Whether the entries, and what is derived from them, are as they were written.
    public var isWhole: Bool { chainIsWhole && copies?.first == nil }

    /// Whether the entries are as they were written, whatever is derived from them.
    public var chainIsWhole: Bool { fault == nil }
}
