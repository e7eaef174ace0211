import AuditTrail
import Foundation
import HostileTexts
import Invitations
import StrictJSON

func id<Kind>(_ number: UInt64) -> Identifier<Kind> { Identifier(high: 0xABCD, low: number) }

let noon = Timestamp(milliseconds: 1_795_608_000_000)

/// An entry for each hostile text, numbered from 0.
let hostileItems = HostileTexts.all.enumerated().map { item(Int64($0.offset), $0.element) }

/// A stored decision whose content and side row hold this text.
func item(_ number: Int64, _ text: String = "why", kind: EntryKind = .decision, result: String? = "approved") -> TrailItem {
    let content = JSON.object([
        "justification": .string(text), "matches": .array(Array(repeating: .string(text), count: 3)),
        "verdict": result.map { .string($0) } ?? .null,
    ])
    let key = CommitmentKey(random: (1, 2, 3, 4))
    let invitee = Invitee(storedAddress: "dana@fabrikam.example", displayName: text, domain: "fabrikam.example", ccAddress: nil, ccName: nil)
    let entry = Entry(
        writer: id(1), sequence: number, time: noon, kind: kind, decision: id(UInt64(number)), content: content.canonicalBytes(),
        previous: digest, hash: digest)
    return .entry(
        StoredEntry(
            id: EntryID(number), entry: entry, fields: EntryFields(result: result), invitee: InviteeRow(invitee: invitee, key: key)))
}

private let digest = ChainOrigin.previous(writer: id(1), heads: [])

/// A folder of its own for one test, removed with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "sinks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/entries.ndjson" }

    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }

    func text(_ name: String = "entries.ndjson") throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
    }

    func ids(_ name: String = "entries.ndjson") throws -> [Int64] { try lineIDs(try text(name)) }
}

/// The ids of lines of JSON; throws where a line is none.
func lineIDs(_ text: String) throws -> [Int64] {
    guard !text.isEmpty else { return [] }
    guard text.hasSuffix("\n") else { throw Misread(what: "the last line has no end") }
    return try text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map { line in
        guard let id = try JSON(parsing: Array(line.utf8))["id"]?.integer else { throw Misread(what: String(line)) }
        return id
    }
}

/// The id in a syslog message whose MSG is an entry.
func messageID(_ message: [UInt8]) throws -> Int64 {
    guard let start = message.firstIndex(of: UInt8(ascii: "{")),
        let id = try JSON(parsing: Array(message[start...]))["id"]?.integer
    else { throw Misread(what: String(decoding: message, as: UTF8.self)) }
    return id
}

struct Misread: Error { let what: String }

/// Waits until it is so; the suite's time limit ends a wait in vain.
func eventually(_ isSo: () throws -> Bool) async throws {
    while try !isSo() { try await Task.sleep(for: .milliseconds(5)) }
}
