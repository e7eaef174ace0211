import AuditTrail
import InvitationPolicy
import Invitations
import PolicyReplay
import SeededRandom

/// Policies, and how a decision of theirs gets into the trail, as the flow puts it there.
enum World {
    static let portal = ApplicationID(high: 0x6c1e, low: 0x8000_0000_0000_0001)
    static let finance = ObjectID(high: 0x8f0c, low: 0x8000_0000_0000_0002)
    static let staff = ObjectID(high: 0x5d0e, low: 0x8000_0000_0000_0003)
    static let ana = ObjectID(high: 0x0a1b, low: 0x8000_0000_0000_0004)
    static let noon = Timestamp("2026-11-24T12:00:00Z") ?? Timestamp(milliseconds: 0)

    struct NoList: Error {}

    /// The parts are indented as they stand under `invitations`.
    static func policy(
        level: String = "everyone", domains: String = "allow: [a.example]", rules: String = "", require: String = "",
        defaults: String = "", caller: ApplicationID = portal, more: String = "", top: String = ""
    ) throws -> Policy {
        let text = """
            version: 1
            name: test
            \(top)
            invitations:
              whoMayInvite: \(level)
              callers:
                - {app: \(caller), name: portal, channel: portal, mayName: {groups: [\(staff)]}}
              internalDomains: [contoso.com]
              \(more)
              domains: {\(domains)}
              rules: [\(rules)]
              defaults:
                \(defaults)
                require: {redirectHosts: [myapps.microsoft.com]\(require.isEmpty ? "" : ", " + require)}
            """
        return try Policy.load(text: text, file: "policy.yaml") { _ in throw NoList() }.policy
    }

    /// Policies that ask for everything that can be asked for.
    static func variety() throws -> [Policy] {
        [
            try policy(),
            try policy(
                level: "adminsGuestInvitersAndAllMembers", domains: "deny: [b.example], allow: [a.example]",
                rules: """
                    {id: finance, effect: allow, inviters: {groups: [\(finance)]}, domains: [c.example], require: {ticket: true, sponsor: true}},
                    {id: admins, effect: allow, inviters: {directoryRoles: [globalAdministrator]}, permit: [resetRedemption, memberType]},
                    {id: interns, effect: deny, inviters: {groups: [\(staff)]}, domains: [c.example]}
                    """.split(separator: "\n").joined()),
            try policy(require: "message: any", defaults: "quota: {perInviter: 3, per: day}\n    allowUndeliveredMessage: true"),
            try policy(require: "justification: true, displayName: true", more: "existingGuest: refuse"),
            try policy(rules: "{id: r, effect: allow, domains: [c.example], mode: reportOnly}", top: "mode: reportOnly"),
        ]
    }

    /// The decision as the trail gives it back; nil where it was undecided, which is no decision.
    static func recorded(
        _ hearing: Drawn, by policy: Policy, kind: EntryKind = .decision, number: UInt64 = 1,
        naming first: Set<ObjectID> = [], findings: Bool = true
    ) throws -> (decision: Decision, stored: StoredEntry)? {
        guard let listed = policy.caller(portal) else { return nil }
        let decision = hearing.judge(policy, through: listed)
        if case .undecided = decision.verdict { return nil }
        let counters = policy.quotaCounters(for: hearing.request, by: hearing.inviter.id, through: listed, at: hearing.time)
        let claimed = Set(decision.claims.map(\.counter))
        let reason: ReasonCode? = if case .denied(let reason) = decision.verdict { reason } else { nil }
        let content = hearing.request.messageInfo?.customizedMessageBody.map { MessageContent($0) }
        let found = content.map {
            MessageFindings(isPlain: $0.isPlain, linkHosts: $0.linkHosts.map(\.ascii), linksUnreadable: $0.hasUnreadableLinks)
        }
        let record = DecisionRecord(
            decision: DecisionID(high: 9, low: number), time: hearing.time,
            request: RequestRecord(operation: "POST /v1.0/invitations", requestID: RequestID(high: 3, low: number)),
            caller: CallerRecord(application: portal, name: listed.name, channel: listed.channel.rawValue),
            inviter: hearing.inviter.id, proof: hearing.inviter.proof,
            facts: FactRecord.used(hearing.inviter.known, of: hearing.inviter, at: hearing.time, naming: first),
            invitation: InvitationRecord(hearing.request, findings: findings ? found : nil),
            justification: hearing.context.justification, ticket: hearing.context.ticket,
            sponsor: hearing.context.sponsor == .notNamed ? nil : "ana@contoso.com",
            verdict: decision.isApproved ? .approved : .denied, reason: reason, step: String(decision.step),
            rule: decision.deciding?.id, policy: PolicyReference(name: policy.name, digest: policy.digest, mode: "enforce"),
            quotas: counters.map {
                QuotaRecord(
                    scope: $0.scope, dimension: $0.dimension.rawValue, period: $0.period.rawValue, limit: 1,
                    used: hearing.usage[$0], isClaimed: claimed.contains($0))
            },
            sponsorStanding: hearing.context.sponsor.record, guestExists: hearing.context.guestExists)
        let key = CommitmentKey(random: (1, 2, 3, number))
        let invitee = Invitee(hearing.request)
        let draft =
            kind == .inquiry
            ? EntryDraft.inquiry(record, invitee: invitee, key: key) : EntryDraft.decision(record, invitee: invitee, key: key)
        return (decision, stored(draft, number))
    }

    static func stored(_ draft: EntryDraft, _ number: UInt64) -> StoredEntry {
        let writer = WriterID(high: 4, low: 4)
        let entry = draft.placed(
            writer: writer, sequence: Int64(number), previous: ChainOrigin.previous(writer: writer, heads: []))
        return StoredEntry(id: EntryID(Int64(number)), entry: entry, fields: draft.fields, invitee: draft.invitee)
    }
}

extension SponsorStanding {
    var record: SponsorRecord? {
        switch self {
        case .notNamed: nil
        case .noSuchUser: SponsorRecord(.noSuchUser, source: .graph, age: 5)
        case .user(let id, let enabled, let kind):
            SponsorRecord(.user(id, enabled: enabled, kind: kind), source: .graph, age: 5)
        }
    }
}

/// Everything that a decision rests on, drawn by chance.
struct Drawn {
    var request: InvitationRequest
    var inviter: InviterFacts
    var context: DecisionContext
    var usage: QuotaUsage
    var time: Timestamp

    init(_ random: inout SeededGenerator, message: Bool) throws {
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }
        let hosts = ["myapps.microsoft.com", "myapps.microsoft.com", "apps.contoso.com:8443"]
        request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("Guest@\(pick(["a", "b", "c", "d"])).example"),
            inviteRedirectUrl: try RedirectURL("https://\(pick(hosts))/path?x=1"),
            invitedUserDisplayName: pick([nil, "Dana", "see evil.example"]),
            invitedUserType: pick([.guest, .guest, .guest, .member]), sendInvitationMessage: Bool.random(using: &random),
            resetRedemption: pick([false, false, false, true]))
        if message {
            let texts = ["Welcome", "see https://myapps.microsoft.com/x", "see https://evil.test", "go to http://x", "<b>", ""]
            request.messageInfo = .init(customizedMessageBody: pick(texts))
        }
        if pick([false, false, true]) {
            let copy = try EmailAddress("boss@\(pick(["contoso.com", "a.example", "b.example"]))")
            request.messageInfo = request.messageInfo ?? .init()
            request.messageInfo?.ccRecipient = .init(address: copy, name: pick([nil, "Boss"]))
        }
        time = World.noon.adding(seconds: Int64.random(in: -100_000...100_000, using: &random))
        inviter = InviterFacts(id: World.ana, proof: pick([.token, .token, .asserted]))
        let asOf = time.adding(seconds: -20)
        inviter.enabled = .known(pick([true, true, true, false]), from: .graph, asOf: asOf)
        inviter.userKind = pick([.unknown, .known(.member, from: .token, asOf: asOf), .known(.guest, from: .token, asOf: asOf)])
        let admin = DirectoryRole.globalAdministrator.template
        inviter.directoryRoles = pick([.unknown, .known([], from: .graph, asOf: asOf), .known([admin], from: .graph, asOf: asOf)])
        let groups: [Set<ObjectID>] = [[], [World.finance], [World.staff], [World.finance, World.staff]]
        inviter.groups = pick([.unknown, .known(pick(groups), from: .graph, asOf: asOf)])
        context = DecisionContext(
            justification: pick([nil, "audit", " "]), ticket: pick([nil, "T-1"]),
            sponsor: pick([.notNamed, .noSuchUser, .user(World.ana, enabled: true, kind: .member), .user(World.ana, enabled: true, kind: .guest)]),
            guestExists: pick([true, false]))
        usage = QuotaUsage()
        let counter = QuotaCounter(
            scope: QuotaCounter.defaults, dimension: .inviter, subject: World.ana.description, period: .day, at: time)
        usage[counter] = Int.random(in: 0...4, using: &random)
    }

    func judge(_ policy: Policy, through caller: PolicyCaller) -> Decision {
        policy.decide(request, by: inviter, through: caller, context: context, usage: usage, at: time)
    }
}
