import Crypto
public import Invitations

/// One entry of the audit trail, as it is stored and hashed.
public struct Entry: Hashable, Sendable {
    /// The format of the hashed bytes (``EntryFormat``).
    public var version: Int
    public var writer: WriterID
    /// Counts the writer's entries, from 1, without a gap.
    public var sequence: Int64
    public var time: Timestamp
    public var kind: EntryKind
    /// A decision's own id; an outcome names its decision; nil for what happens outside any request.
    public var decision: DecisionID?
    /// What the entry says: the canonical bytes (RFC 8785) of one JSON object.
    public var content: [UInt8]
    /// The hash of the writer's preceding entry; for its first, ``ChainOrigin``.
    public var previous: Digest256
    public var hash: Digest256

    public init(
        version: Int = EntryFormat.current, writer: WriterID, sequence: Int64, time: Timestamp, kind: EntryKind,
        decision: DecisionID?, content: [UInt8], previous: Digest256, hash: Digest256
    ) {
        self.version = version
        self.writer = writer
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.decision = decision
        self.content = content
        self.previous = previous
        self.hash = hash
    }

    /// The hash that this entry's other fields give.
    public func computedHash() -> Digest256 {
        let draft = EncodedEntry(kind: kind, time: time, decision: decision, content: content, version: version)
        return draft.hash(writer: writer, sequence: sequence, previous: previous)
    }
}

/// The bytes of an entry that do not depend on its place in a chain, ready before its place is known.
///
/// `hash = SHA-256("gatekeeper audit entry v1\n" || envelope)`, where the envelope is the canonical JSON (RFC 8785) of
/// `{"content", "decision", "kind", "previous", "sequence", "time", "version", "writer"}`: ids in lower case, digests in
/// hexadecimal, the time in milliseconds since 1970, `decision` null where there is none. Any JSON library and any
/// SHA-256 can check it.
struct EncodedEntry: Hashable, Sendable {
    /// The tag and the envelope up to and with `"kind"`: the members before those of the place, in canonical order.
    let head: [UInt8]
    let time: Timestamp
    let version: Int

    init(kind: EntryKind, time: Timestamp, decision: DecisionID?, content: [UInt8], version: Int) {
        var head: [UInt8] = []
        head.reserveCapacity(content.count + 128)
        head.append(contentsOf: "gatekeeper audit entry v1\n{\"content\":".utf8)
        head.append(contentsOf: content)
        if let decision {
            head.append(contentsOf: ",\"decision\":\"".utf8)
            head.append(contentsOf: decision.description.utf8)
            head.append(contentsOf: "\",\"kind\":\"".utf8)
        } else {
            head.append(contentsOf: ",\"decision\":null,\"kind\":\"".utf8)
        }
        head.append(contentsOf: kind.rawValue.utf8)
        head.append(UInt8(ascii: "\""))
        self.head = head
        self.time = time
        self.version = version
    }

    func hash(writer: WriterID, sequence: Int64, previous: Digest256) -> Digest256 {
        var tail: [UInt8] = []
        tail.reserveCapacity(224)
        tail.append(contentsOf: ",\"previous\":\"".utf8)
        tail.append(contentsOf: previous.hexBytes)
        tail.append(contentsOf: "\",\"sequence\":".utf8)
        tail.append(contentsOf: String(sequence).utf8)
        tail.append(contentsOf: ",\"time\":".utf8)
        tail.append(contentsOf: String(time.milliseconds).utf8)
        tail.append(contentsOf: ",\"version\":".utf8)
        tail.append(contentsOf: String(version).utf8)
        tail.append(contentsOf: ",\"writer\":\"".utf8)
        tail.append(contentsOf: writer.description.utf8)
        tail.append(contentsOf: "\"}".utf8)
        var hasher = SHA256()
        hasher.update(data: head)
        hasher.update(data: tail)
        return Digest256(hasher.finalize())
    }
}
