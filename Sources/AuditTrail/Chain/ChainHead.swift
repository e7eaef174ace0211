import Crypto
public import Invitations
import StrictJSON

/// The last entry of a writer's chain at some moment.
///
/// A head written down elsewhere (a log line, a ticket, another system) is what shows later that the trail was not cut
/// after it, or written anew: nothing inside the file can show that of its newest entries.
public struct ChainHead: Hashable, Sendable {
    public var writer: WriterID
    public var sequence: Int64
    public var hash: Digest256

    public init(writer: WriterID, sequence: Int64, hash: Digest256) {
        self.writer = writer
        self.sequence = sequence
        self.hash = hash
    }
}

/// What a chain begins from.
///
/// A writer's first entry is `started`, and its content lists the heads of the other chains then present that no
/// earlier `started` entry had listed already (the older ones are held by those). Its `previous` is
/// `SHA-256("gatekeeper audit origin v1\n" || canonical {"heads", "version", "writer"})` over the same list, so that cutting
/// an older chain, or dropping it whole, shows in every chain that began after it.
public enum ChainOrigin {
    public static func previous(writer: WriterID, heads: [ChainHead], version: Int = EntryFormat.current) -> Digest256 {
        var object = CanonicalObject()
        object.heads(heads)
        object.member("version", Int64(version))
        object.member("writer", writer.description)
        var hasher = SHA256()
        hasher.update(data: Array("gatekeeper audit origin v1\n".utf8))
        hasher.update(data: object.finish())
        return Digest256(hasher.finalize())
    }

    /// The heads that a `started` entry's content lists; nil if it lists none in the form they are written.
    static func heads(in content: JSON) -> [ChainHead]? {
        guard let listed = content["heads"]?.array else { return nil }
        var heads: [ChainHead] = []
        for item in listed {
            guard let writer = item["writer"]?.string.flatMap({ WriterID($0) }),
                let sequence = item["sequence"]?.integer,
                let hash = item["hash"]?.string.flatMap({ Digest256(hex: $0) })
            else { return nil }
            heads.append(ChainHead(writer: writer, sequence: sequence, hash: hash))
        }
        return heads
    }
}

extension Entry {
    /// The heads that a `started` entry commits to; none for any other.
    public var listedHeads: [ChainHead] {
        guard kind == .started, let content = try? JSON(parsing: content, limits: ChainVerifier.limits) else { return [] }
        return ChainOrigin.heads(in: content) ?? []
    }
}

extension CanonicalObject {
    /// The member `heads`, sorted by writer: one list has one form.
    mutating func heads(_ heads: [ChainHead]) {
        member("heads", heads.sorted { $0.writer < $1.writer }) { object, head in
            object.member("hash", head.hash.description)
            object.member("sequence", head.sequence)
            object.member("writer", head.writer.description)
        }
    }
}
