public import ArgumentParser
public import AuditTrail
public import Invitations

/// The filters by which the commands read the trail.
struct AuditFilter: ParsableArguments {
    @Option(help: "From this time on: a date, an RFC 3339 time, or an age such as 30d, 12h, 15m.")
    var since: String?
    @Option(help: "Before this time, written like --since.")
    var until: String?
    @Option(help: "Only entries of this kind; may be repeated.")
    var kind: [EntryKind] = []
    @Option(help: "Only decisions with this verdict.")
    var verdict: Verdict?
    @Option(help: "Only outcomes with this result.")
    var outcome: Outcome?
    @Option(help: "Only entries with this reason code, such as domainDenied (documentation: Reason codes).")
    var reason: ReasonCode?
    @Option(help: "Only entries of this inviter, by object id.")
    var inviter: String?
    @Option(help: "Only entries of this calling application, by client id.")
    var caller: String?
    @Option(help: "Only entries of this channel, such as portal or bot.")
    var channel: String?
    @Option(help: "Only invitations into this domain.")
    var domain: String?
    @Option(help: "Only invitations of this address.")
    var address: String?
    @Option(help: "Only entries of this decision.")
    var decision: String?
    @Option(help: "Only decisions that this rule or list entry matched.")
    var rule: String?
    @Flag(help: "Only approved decisions whose outcome is not known.")
    var inDoubt = false
    @Flag(help: "Only decisions and inquiries that the candidate policy judged otherwise.")
    var candidateDiffers = false
    @Option(help: "Only entries under the policy with this digest, or whose digest begins so (8 digits or more).")
    var policy: String?

    func query(at now: Timestamp) throws -> AuditQuery {
        var query = AuditQuery()
        query.from = try since.map { try Self.moment($0, "--since", now) }
        query.until = try until.map { try Self.moment($0, "--until", now) }
        try Self.requireOrder(query.from, query.until)
        query.kinds = Set(kind)
        query.verdict = verdict
        query.outcome = outcome
        query.reason = reason
        query.inviter = try inviter.map { try parsed($0, "--inviter", "an object id", ObjectID.init) }
        query.caller = try caller.map { try parsed($0, "--caller", "a client id", ApplicationID.init) }
        query.channel = channel
        query.domain = try domain.map { text in
            do { return try MailDomain(text) } catch { throw ValidationError("--domain \(text): \(error).") }
        }
        query.address = address.map { text in
            // Stored in its normalised form; a text that is no address may still have been recorded as it was typed.
            (try? EmailAddress(text))?.description ?? text
        }
        query.decision = try decision.map { try parsed($0, "--decision", "a decision id", DecisionID.init) }
        query.rule = rule
        query.inDoubt = inDoubt
        query.candidateDiffers = candidateDiffers
        query.policy = try policy.map {
            try parsed($0, "--policy", "a digest in hexadecimal, or its first 8 digits or more", PolicyDigest.prefix)
        }
        return query
    }

    private func parsed<Value>(
        _ text: String, _ option: String, _ expected: String, _ parse: (String) -> Value?
    ) throws -> Value {
        guard let value = parse(text) else { throw ValidationError("\(option) \(text): \(expected) is expected.") }
        return value
    }

    /// The filter in words, for the record of an export: what was given, in the order of the options.
    var words: String? {
        let options: [(String, String?)] = [
            ("since", since), ("until", until), ("kind", kind.isEmpty ? nil : kind.map(\.rawValue).joined(separator: ",")),
            ("verdict", verdict?.rawValue), ("outcome", outcome?.rawValue), ("reason", reason?.rawValue), ("inviter", inviter),
            ("caller", caller), ("channel", channel), ("domain", domain), ("address", address.map { _ in "(an address)" }),
            ("decision", decision), ("rule", rule), ("policy", policy), ("in-doubt", inDoubt ? "true" : nil),
            ("candidate-differs", candidateDiffers ? "true" : nil),
        ]
        let given = options.compactMap { name, value in value.map { "\(name)=\($0)" } }
        return given.isEmpty ? nil : given.joined(separator: "&")
    }

    /// An empty span finds nothing, which reads like "there was nothing".
    static func requireOrder(_ from: Timestamp?, _ until: Timestamp?) throws {
        guard let from, let until, from >= until else { return }
        throw ValidationError("--since \(from) is not before --until \(until): no entry could be found.")
    }

    /// A date, an RFC 3339 time, or an age.
    static func moment(_ text: String, _ option: String, _ now: Timestamp) throws -> Timestamp {
        if let moment = Timestamp(text) { return moment }
        let units: [Character: Int64] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (0...1_000_000).contains(count)
        else {
            throw ValidationError("\(option) \(text): a date, an RFC 3339 time or an age such as 30d is expected.")
        }
        return now.adding(seconds: -count * unit)
    }
}

extension EntryKind: ExpressibleByArgument {}
extension Verdict: ExpressibleByArgument {}
extension Outcome: ExpressibleByArgument {}
extension ReasonCode: ExpressibleByArgument {
    /// Not listed in help: they are eighty, and each has its meaning on a page of its own.
    public static var allValueStrings: [String] { [] }
    public static var defaultCompletionKind: CompletionKind { .list(allCases.map(\.rawValue)) }
}
extension ExportFormat: ExpressibleByArgument {}
