import AuditTrail
import Invitations

/// The query parameters of a reading request, taken strictly: one that is unknown, repeated or of no use is a fault, since a
/// filter passed over would give out, or leave out, what nobody meant. All faults are told at once.
struct AuditParameters {
    private(set) var query = AuditQuery()
    private(set) var format = ExportFormat.ndjson
    /// The filter as it was understood, for the record.
    private(set) var filter = ""
    private var faults: [(name: String, what: String)] = []

    static let mostEntries = 1_000

    /// There is no `address`: a URL ends up in the logs of every proxy on the way, and an address is a person.
    private static let filters = [
        "from", "until", "kind", "verdict", "outcome", "reason", "inviter", "caller", "channel", "decision", "rule", "policy", "domain",
        "inDoubt", "candidateDiffers", "after",
    ]

    init(_ read: AuditRead) throws(Objection) {
        guard let parameters = read.parameters else {
            throw Objection(.parse, .queryNotSupported, "The URL's query is not percent-encoded UTF-8.")
        }
        let known: [String]
        switch read.resource {
        case .entries: known = Self.filters + ["limit"]
        case .export: known = Self.filters + ["format"]
        case .entry: known = []
        }
        var seen: Set<String> = []
        for (name, value) in parameters.prefix(64) {
            guard known.contains(name) else {
                fault(name, known.isEmpty ? "is not taken here" : "is unknown; known are \(known.joined(separator: ", "))")
                continue
            }
            guard seen.insert(name).inserted else {
                fault(name, "came more than once")
                continue
            }
            take(name, value)
        }
        if parameters.count > 64 { fault("…", "makes too many; at most 64 are looked at") }
        if let first = faults.first {
            let all = faults.map { "\"\(VisibleText.cell($0.name, width: 64))\" \($0.what)" }
            throw Objection(
                .parse, .queryNotSupported, "Query parameter \(all.joined(separator: "; ")).",
                target: VisibleText.cell(first.name, width: 64))
        }
        filter = parameters.filter { !["limit", "format", "after"].contains($0.name) }
            .map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "&")
    }

    mutating func confine(to inviter: ObjectID) { query.inviter = inviter }

    private mutating func fault(_ name: String, _ what: String) {
        // An unknown one is told the known ones once.
        let what = faults.contains { $0.what == what } && what.hasPrefix("is unknown") ? "is unknown" : what
        faults.append((name, what))
    }

    private mutating func take(_ name: String, _ text: String) {
        switch name {
        case "from": query.from = value(name, text, "a date or an RFC 3339 time") { Timestamp($0) }
        case "until": query.until = value(name, text, "a date or an RFC 3339 time") { Timestamp($0) }
        case "kind":
            let kinds = text.split(separator: ",", omittingEmptySubsequences: false).map { EntryKind(rawValue: String($0)) }
            query.kinds =
                value(name, text, oneOf(EntryKind.self) + ", or several with commas") { _ in
                    kinds.contains { $0 == nil } ? nil : Set(kinds.compactMap(\.self))
                } ?? []
        case "verdict": query.verdict = value(name, text, oneOf(Verdict.self)) { Verdict(rawValue: $0) }
        case "outcome": query.outcome = value(name, text, oneOf(Outcome.self)) { Outcome(rawValue: $0) }
        case "reason": query.reason = value(name, text, "a reason code") { ReasonCode(rawValue: $0) }
        case "inviter": query.inviter = value(name, text, "an object id") { ObjectID($0) }
        case "caller": query.caller = value(name, text, "a client id") { ApplicationID($0) }
        case "channel": query.channel = value(name, text, "1 to 256 bytes") { Self.bounded($0) }
        case "decision": query.decision = value(name, text, "a decision id") { DecisionID($0) }
        case "rule": query.rule = value(name, text, "1 to 256 bytes") { Self.bounded($0) }
        case "policy": query.policy = value(name, text, "a digest in hexadecimal, or its first 8 digits or more") { PolicyDigest.prefix($0) }
        case "domain": query.domain = value(name, text, "a domain") { try? MailDomain($0) }
        case "inDoubt": query.inDoubt = value(name, text, "true or false") { Bool($0) } ?? false
        case "candidateDiffers": query.candidateDiffers = value(name, text, "true or false") { Bool($0) } ?? false
        case "after": query.after = value(name, text, "a cursor, as an answer before gave it") { Self.row($0) }
        case "limit":
            query.limit =
                value(name, text, "from 1 to \(Self.mostEntries)") {
                    Self.row($0).flatMap { Int(exactly: $0.number) }.flatMap { 1...Self.mostEntries ~= $0 ? $0 : nil }
                } ?? 1
        case "format": format = value(name, text, oneOf(ExportFormat.self)) { ExportFormat(rawValue: $0) } ?? .ndjson
        default: fault(name, "is unknown")
        }
    }

    private mutating func value<Value>(_ name: String, _ text: String, _ expected: String, _ parse: (String) -> Value?) -> Value? {
        if let value = parse(text) { return value }
        fault(name, "is \"\(VisibleText.cell(text, width: 64))\"; expected: \(expected)")
        return nil
    }

    private func oneOf<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
        "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func bounded(_ text: String) -> String? { 1...256 ~= text.utf8.count ? text : nil }

    /// A row's number, in digits alone.
    static func row(_ text: String) -> EntryID? {
        guard 1...19 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int64(text).map { EntryID($0) }
    }
}
