/// What checking a whole trail found.
public struct TrailReport: Hashable, Sendable {
    /// Entries that checked, up to the first fault.
    public var entries: Int64
    public var writers: Int
    /// The last entry of each chain: worth keeping elsewhere.
    public var heads: [ChainHead]
    public var fault: ChainFault?
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

    public var isWhole: Bool { fault == nil }
}
