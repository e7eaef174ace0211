import Invitations
import StrictJSON

/// A line of an export that is no entry: why.
public struct LineFault: Error, Hashable, Sendable {
    public let why: String

    init(_ why: String) { self.why = why }
}

extension StoredEntry {
    /// Reads back what ``json()`` gives. Every member is either hashed, or follows from one that is and is compared with
    /// it; only the row and the side row are taken as they stand.
    ///
    /// The columns are as the content has them, and there is no side row: an export has no key to check one with.
    init(exported line: JSON) throws(LineFault) {
        guard let members = line.object else { throw LineFault("it is no object") }
        // What an inviter is not shown of an entry is hashed with the rest.
        guard members["withheld"] == nil else { throw LineFault("parts of it were withheld from its reader, so that its hash cannot be checked") }
        for (name, _) in members where !Self.exportedNames.contains(name) {
            throw LineFault("it has a member that entries have not: \(VisibleText.cell(name, width: 64))")
        }
        func integer(_ name: String) throws(LineFault) -> Int64 {
            guard let value = members[name]?.integer else { throw LineFault("\(name) is missing, or no integer") }
            return value
        }
        func parsed<Value>(_ name: String, _ parse: (String) -> Value?) throws(LineFault) -> Value {
            guard let value = members[name]?.string.flatMap(parse) else { throw LineFault("\(name) is missing, or cannot be read") }
            return value
        }
        func identifier<Kind>(_ name: String) throws(LineFault) -> Identifier<Kind> {
            // The spelling that was written, and no other.
            try parsed(name) { text in Identifier<Kind>(text).flatMap { $0.description == text ? $0 : nil } }
        }
        let time = Timestamp(milliseconds: try integer("timeMilliseconds"))
        guard members["time"]?.string == time.description else { throw LineFault("time is not that of timeMilliseconds") }
        var decision: DecisionID?
        if members["decision"] != .null { decision = try identifier("decision") }
        let (content, fields) = try Self.content(members["content"])
        try Self.requireSideRow(members["invitee"])
        let entry = Entry(
            version: Int(truncatingIfNeeded: try integer("version")), writer: try identifier("writer"),
            sequence: try integer("sequence"), time: time, kind: try parsed("kind") { EntryKind(rawValue: $0) },
            decision: decision, content: content, previous: try parsed("previous") { Digest256(hex: $0) },
            hash: try parsed("hash") { Digest256(hex: $0) })
        self.init(id: EntryID(try integer("id")), entry: entry, fields: fields)
    }

    private static let exportedNames: Set<String> = [
        "id", "version", "writer", "sequence", "time", "timeMilliseconds", "kind", "decision", "content", "previous", "hash",
        "invitee",
    ]

    private static func content(_ value: JSON?) throws(LineFault) -> ([UInt8], EntryFields) {
        switch value {
        case .object?: (value?.canonicalBytes() ?? [], EntryFields(content: value ?? .null))
        // What does not parse is shown as the text it is.
        case .string(let text)?: (Array(text.utf8), EntryFields())
        default: throw LineFault("content is missing, or no object")
        }
    }

    private static func requireSideRow(_ value: JSON?) throws(LineFault) {
        guard let value else { return }
        let names: Set = ["address", "displayName", "domain", "ccAddress", "ccName"]
        guard let members = value.object, members["address"] != nil,
            members.allSatisfy({ names.contains($0.name) && $0.value.string != nil })
        else { throw LineFault("invitee is not of the form that it has") }
        // The domain follows from the address, where that is one.
        if let domain = members["domain"]?.string, let address = members["address"]?.string.flatMap({ try? EmailAddress($0) }),
            !address.domain.ascii.utf8.elementsEqual(domain.utf8)
        {
            throw LineFault("the invitee's domain is not that of the address")
        }
    }
}
