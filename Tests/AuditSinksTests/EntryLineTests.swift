import AuditTrail
import HostileTexts
import StrictJSON
import Testing

@testable import AuditSinks

@Suite("An entry's line")
struct EntryLineTests {
    private let line = EntryLine(includesInvitee: false, limit: 8_192)

    @Test("is one line of plain ASCII that parses to the same entry, whatever callers wrote")
    func hostile() throws {
        // The longest of them, which no sink takes whole, is whole here as well.
        let whole = EntryLine(includesInvitee: true, limit: 64 << 20)
        for (number, text) in HostileTexts.all.enumerated() {
            let bytes = whole.bytes(of: item(7, text))
            #expect(bytes.allSatisfy { (0x20...0x7E).contains($0) }, "text \(number)")
            #expect(bytes.starts(with: EntryLine.beginning))
            let json = try JSON(parsing: bytes)
            #expect(json["content"]?["justification"]?.string?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "text \(number)")
            #expect(json["invitee"]?["displayName"]?.string?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "text \(number)")
        }
    }

    @Test("names the person invited only where it is told to")
    func invitee() throws {
        #expect(try JSON(parsing: line.bytes(of: item(1)))["invitee"] == nil)
        let full = EntryLine(includesInvitee: true, limit: 8_192)
        #expect(try JSON(parsing: full.bytes(of: item(1)))["invitee"]?["address"]?.string == "dana@fabrikam.example")
    }

    @Test("loses its largest members when it would be too long, says so, and keeps its place in the chain")
    func truncated() throws {
        let long = String(repeating: "\u{1b}", count: 1_000)
        let bytes = line.bytes(of: item(7, long))
        #expect(bytes.count <= 8_192)
        let json = try JSON(parsing: bytes)
        #expect(json["truncated"]?.bool == true)
        #expect(json["omitted"] == ["content.matches"])
        #expect(json["content"]?["justification"]?.string == long)
        #expect(json["id"]?.integer == 7 && json["hash"]?.string?.count == 64 && json["sequence"]?.integer == 7)
        // What fits is whole.
        #expect(try JSON(parsing: line.bytes(of: item(7)))["truncated"] == nil)
    }

    @Test("fits the smallest limit whatever the entry holds")
    func smallest() throws {
        let long = String(repeating: "\u{1b}", count: 5_000)
        let small = EntryLine(includesInvitee: true, limit: EntryLine.smallestLimit)
        let bytes = small.bytes(of: item(.max, long))
        #expect(bytes.count <= EntryLine.smallestLimit)
        #expect(try JSON(parsing: bytes)["id"]?.integer == .max)
    }

    @Test("of a damaged row says that it is damaged")
    func damaged() throws {
        #expect(try JSON(parsing: line.bytes(of: .damaged(EntryID(3)))) == ["id": 3, "damaged": true])
    }
}

@Suite("A syslog frame")
struct SyslogFormatTests {
    private func format(_ data: String? = nil, host: String = "gate-1", limit: Int = 8_192) -> SyslogFormat {
        SyslogFormat(facility: .logaudit, hostname: host, structuredDataID: data, includesInvitee: false, limit: limit)
    }

    private func text(_ item: TrailItem, _ format: SyslogFormat) -> String { String(decoding: format.frame(of: item), as: UTF8.self) }

    @Test("has its length, the header of RFC 5424 and the line")
    func header() {
        let frame = text(item(7), format())
        let parts = frame.split(separator: " ", maxSplits: 8, omittingEmptySubsequences: false)
        #expect(parts[0] == "\(frame.utf8.count - parts[0].utf8.count - 1)")
        #expect(
            parts[1...7] == ["<110>1", "2026-11-25T12:00:00.000Z", "gate-1", "gatekeeper", "00000000-0000-abcd-0000-000000000001", "decision", "-"])
        #expect(parts[8].hasPrefix("{\"id\":7,"))
    }

    @Test("has nothing of a text in its header, and the message's length whatever the text is")
    func hostile() throws {
        for item in hostileItems {
            let bytes = format("gate@4711").frame(of: item)
            #expect(bytes.allSatisfy { (0x20...0x7E).contains($0) })
            let length = try #require(bytes.firstIndex(of: UInt8(ascii: " ")))
            #expect(String(decoding: bytes[..<length], as: UTF8.self) == "\(bytes.count - length - 1)")
            let message = String(decoding: bytes[(length + 1)...], as: UTF8.self)
            let header = "<110>1 2026-11-25T12:00:00.000Z gate-1 gatekeeper 00000000-0000-abcd-0000-000000000001 decision [gate@4711 entry="
            #expect(message.hasPrefix(header))
            #expect(message.dropFirst(header.count).prefix { $0 != "{" }.allSatisfy { $0.isNumber || " \"=-]abcdewritersqunc".contains($0) })
        }
    }

    @Test("has structured data where there is an id for it")
    func structured() {
        let frame = text(item(7), format("gate@4711"))
        #expect(frame.contains(" decision [gate@4711 entry=\"7\" writer=\"00000000-0000-abcd-0000-000000000001\" sequence=\"7\"] {\"id\":7,"))
        #expect(["gate@4711", "a@1"].allSatisfy(SyslogFormat.isStructuredDataID))
        #expect(
            ["gate", "gate@", "@1", "a b@1", "a]@1", "a@1x", "a@b@1", "a@0", String(repeating: "a", count: 31) + "@1"].allSatisfy {
                !SyslogFormat.isStructuredDataID($0)
            })
    }

    @Test(
        "says how grave the entry is",
        arguments: [
            (EntryKind.decision, "approved", 6), (.decision, "denied", 5), (.outcome, "created", 6), (.outcome, "unknown", 4),
            (.outcome, "refused", 4), (.refusal, nil, 5), (.paused, nil, 1), (.policyRejected, nil, 3), (.inquiry, "denied", 6),
            (.erased, nil, 5),
        ] as [(EntryKind, String?, Int)])
    func severity(_ kind: EntryKind, _ result: String?, _ severity: Int) {
        #expect(text(item(1, kind: kind, result: result), format()).contains("<\(13 * 8 + severity)>1 "))
    }

    @Test("of a damaged row is an alert")
    func damaged() {
        #expect(text(.damaged(EntryID(3)), format()).contains("<105>1 - gate-1 gatekeeper - damaged - {"))
    }

    @Test("stays within the size of a message, header and all", arguments: [2_048, 8_192])
    func size(_ limit: Int) throws {
        let long = String(repeating: "\u{1b}", count: 20_000)
        let frame = format("gate@4711", host: String(repeating: "h", count: 300), limit: limit).frame(of: item(7, long))
        let message = frame.drop { $0 != UInt8(ascii: " ") }.dropFirst()
        #expect(message.count <= limit)
        #expect(try messageID(Array(message)) == 7)
    }

    @Test("takes no host's name that would be more than one field")
    func host() {
        #expect(text(item(1), format(host: "a b\n<1>é")).contains("Z a?b?<1>?? gatekeeper "))
        #expect(text(item(1), format(host: "")).contains("Z - gatekeeper "))
    }
}
