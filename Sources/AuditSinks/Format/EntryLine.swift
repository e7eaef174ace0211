import AuditTrail
import StrictJSON

/// An entry as one line of JSON, for programs of other makers.
///
/// Every byte lies between space and `~`: whatever a caller had written into the trail, here is no line break, no escape
/// sequence and no character that reads otherwise than it is. It parses to the same value.
struct EntryLine {
    /// Whether the side row goes out with it: address and names of the person invited. A copy cannot be erased.
    var includesInvitee: Bool
    /// The most bytes, without the line's end; at least 2,048, which holds the members that are never left out.
    var limit: Int

    /// The smallest limit: what every receiver of syslog takes (RFC 5424, section 6.1).
    static let smallestLimit = 2_048

    /// How every line begins, by which a sink knows its own.
    static let beginning = Array("{\"id\":".utf8)

    /// The line, without an end.
    ///
    /// One that would be longer than the limit loses its largest members, first those of `content`, until it fits; then it
    /// has `"truncated":true` and, in `omitted`, which they were. The id, the place in the chain and the hash stay, so
    /// that the whole entry can be found in the trail.
    func bytes(of item: TrailItem) -> [UInt8] {
        let whole = json(item)
        let text = Self.ascii(whole)
        guard text.count > limit, case .object(var members) = whole else { return text }
        members["truncated"] = true
        var omitted: [JSON] = []
        for part in Self.parts(of: members) {
            part.leave(out: &members)
            omitted.append(.string(part.name))
            members["omitted"] = .array(omitted)
            let shorter = Self.ascii(.object(members))
            if shorter.count <= limit { return shorter }
        }
        // Names of members are short in what this program writes; in a row of someone else's making they may be anything.
        members["omitted"] = nil
        members["content"] = nil
        return Self.ascii(.object(members))
    }

    private func json(_ item: TrailItem) -> JSON {
        switch item {
        case .damaged(let id): return ["id": .integer(id.number), "damaged": true]
        case .entry(var stored):
            if !includesInvitee { stored.invitee = nil }
            return stored.json()
        }
    }

    /// A member that can be left out, and what it takes.
    private struct Part {
        var name: String
        var content: String?
        var size: Int

        func leave(out members: inout JSON.Members) {
            guard let content else { return members[name] = nil }
            guard case .object(var inner)? = members["content"] else { return members["content"] = nil }
            inner[content] = nil
            members["content"] = .object(inner)
        }
    }

    /// The parts in the order in which they are left out: the largest first, the invitee after all of the content.
    private static func parts(of members: JSON.Members) -> [Part] {
        var parts: [Part] = []
        if case .object(let content)? = members["content"] {
            for (name, value) in content {
                parts.append(Part(name: "content.\(name)", content: name, size: ascii(value).count))
            }
            parts.sort { ($0.size, $1.name) > ($1.size, $0.name) }
        } else {
            parts.append(Part(name: "content", size: 0))
        }
        if members["invitee"] != nil { parts.append(Part(name: "invitee", size: 0)) }
        return parts
    }

    private static func ascii(_ json: JSON) -> [UInt8] {
        let text = json.visibleText()
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        guard !isASCII else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        for unit in text.utf16 {
            if unit < 0x80 {
                bytes.append(UInt8(unit))
            } else {
                // RFC 8259, section 7. Beyond ASCII there are only texts.
                bytes.append(contentsOf: "\\u".utf8)
                for shift in stride(from: 12, through: 0, by: -4) {
                    let digit = UInt8(unit >> UInt16(shift) & 0xF)
                    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            }
        }
        return bytes
    }
}
