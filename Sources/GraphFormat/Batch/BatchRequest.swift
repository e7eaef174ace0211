/// A JSON batch (Graph's JSON batching page): requests that travel together, each to be judged and answered alone.
public struct BatchRequest: Hashable, Sendable {
    /// As many as Graph takes.
    public static let mostItems = 20
    /// Bytes of a whole batch: each of its requests may be as large as one that travels alone, and they share as much
    /// again for ids, urls and headers.
    public static let mostBytes = (mostItems + 1) * mostBytesOfOne
    /// Bytes of one invitation.
    static let mostBytesOfOne = 64 * 1_024

    /// In the order in which they were written.
    public let items: [BatchItem]
}

/// One request of a batch.
public struct BatchItem: Hashable, Sendable {
    /// As written. Ids are compared without case, and are unique in their batch.
    public let id: String
    /// Places in the batch of the requests that must have succeeded before this one is done.
    public let dependencies: Set<Int>
    public let content: Content
    /// Its own `client-request-id`, not yet looked at.
    public let clientRequestID: String?

    public enum Content: Hashable, Sendable {
        /// An invitation, whose body is still to be read; empty where it has none.
        case invitation(body: [UInt8])
        /// What the gate does not do inside a batch, with why, and its method and path for the record.
        case refused(BodyFault, requestLine: String)
    }
}
