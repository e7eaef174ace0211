import Invitations
public import StrictJSON

extension StoredEntry {
    /// The entry for a program or an export: the hashed envelope's members, its hash and row, and the side row where it
    /// was not erased. Digests are hexadecimal, times RFC 3339 beside the milliseconds that are hashed.
    ///
    /// The side row's key is left out: it opens the commitments and has no use to a reader.
    public func json() -> JSON {
        var members: JSON.Members = [
            "id": .integer(id.number),
            "version": .integer(Int64(entry.version)),
            "writer": .string(entry.writer.description),
            "sequence": .integer(entry.sequence),
            "time": .string(entry.time.description),
            "timeMilliseconds": .integer(entry.time.milliseconds),
            "kind": .string(entry.kind.rawValue),
            "decision": entry.decision.map { .string($0.description) } ?? .null,
            // What this program wrote parses; what someone else put there is shown as the text it is.
            "content": (try? JSON(parsing: entry.content)) ?? .string(String(decoding: entry.content, as: UTF8.self)),
            "previous": .string(entry.previous.description),
            "hash": .string(entry.hash.description),
        ]
        if let invitee = invitee?.invitee {
            var row: JSON.Members = ["address": .string(invitee.address)]
            row["displayName"] = invitee.displayName.map { .string($0) }
            row["domain"] = invitee.domain.map { .string($0) }
            row["ccAddress"] = invitee.ccAddress.map { .string($0) }
            row["ccName"] = invitee.ccName.map { .string($0) }
            members["invitee"] = .object(row)
        }
        return .object(members)
    }
}
