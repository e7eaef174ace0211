/// The copies out of the entries, by which they are found, are made anew because they differed.
public struct ReindexedRecord: Hashable, Sendable {
    public var by: String
    /// How many places differed.
    public var differing: Int64
    /// The copy of the first that did, such as `entries.reason`.
    public var first: String?

    public init(by: String, differing: Int64, first: String? = nil) {
        self.by = by
        self.differing = differing
        self.first = first
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("differing", differing)
        object.member("first", first)
        return object.finish()
    }
}
