import AuditTrail

/// Entries as syslog messages: RFC 5424, each in a frame that begins with its length (RFC 6587, section 3.4.1; RFC 5425,
/// section 4.3), so that nothing in a message can pass for the beginning of another.
public struct SyslogFormat: Sendable {
    public var facility: SyslogFacility
    /// The name of this host; what the format does not take becomes `?`.
    public var hostname: String
    /// The SD-ID of an element with the entry's place: a name, `@` and a private enterprise number. Nil means that there
    /// is no structured data: it needs a number of one's own (RFC 5424, section 7.2.2), and the message says it all.
    public var structuredDataID: String?
    var line: EntryLine

    /// - Parameter limit: the most bytes of a whole message, from 2,048.
    public init(
        facility: SyslogFacility, hostname: String, structuredDataID: String? = nil, includesInvitee: Bool, limit: Int
    ) {
        self.facility = facility
        self.hostname = hostname
        self.structuredDataID = structuredDataID
        line = EntryLine(includesInvitee: includesInvitee, limit: max(limit, EntryLine.smallestLimit))
    }

    /// Whether RFC 5424, section 6.3.2, takes the text for an SD-ID of one's own: at most 32 printable characters without
    /// `=`, `]` and `"`, and after one `@` a number.
    public static func isStructuredDataID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 32, !parts[0].isEmpty, let first = parts[1].first else { return false }
        let refused = Set("=]\"".utf8)
        return parts[0].allSatisfy { (33...126).contains($0) && !refused.contains($0) }
            && first != UInt8(ascii: "0") && parts[1].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// One frame. Its message is ASCII and so has no byte order mark (section 6.4 asks for one before UTF-8).
    func frame(of item: TrailItem) -> [UInt8] {
        let header = Array(self.header(of: item).utf8)
        var line = line
        line.limit -= header.count
        let message = header + line.bytes(of: item)
        return Array("\(message.count) ".utf8) + message
    }

    /// Everything before MSG, with the space before it. The process is the entry's writer: one run of one process, which
    /// is what section 6.2.6 wants to be told apart.
    private func header(of item: TrailItem) -> String {
        let priority = facility.code * 8 + SyslogSeverity(item).rawValue
        let host = Self.token(hostname, 255)
        switch item {
        case .entry(let stored):
            let entry = stored.entry
            let data =
                structuredDataID.map { "[\($0) entry=\"\(item.id)\" writer=\"\(entry.writer)\" sequence=\"\(entry.sequence)\"]" }
            return "<\(priority)>1 \(entry.time) \(host) gatekeeper \(entry.writer) \(entry.kind.rawValue) \(data ?? "-") "
        case .damaged:
            let data = structuredDataID.map { "[\($0) entry=\"\(item.id)\"]" }
            return "<\(priority)>1 - \(host) gatekeeper - damaged \(data ?? "-") "
        }
    }

    /// A field of a header: printable ASCII without spaces.
    private static func token(_ text: String, _ limit: Int) -> String {
        guard !text.isEmpty else { return "-" }
        return String(decoding: text.utf8.prefix(limit).map { (33...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
