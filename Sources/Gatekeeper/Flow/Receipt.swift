import AuditTrail

/// What a caller keeps of an entry: the proof that it was written, to be held against the trail later.
public struct Receipt: Hashable, Sendable, CustomStringConvertible {
    /// The entry's row in the store, as text.
    public let entry: String
    /// `WRITER SEQUENCE HASH`: what `gatekeeper audit verify --expect` takes.
    public let description: String

    init(_ receipt: AuditReceipt) {
        entry = receipt.id.description
        description = "\(receipt.writer) \(receipt.sequence) \(receipt.hash)"
    }
}
