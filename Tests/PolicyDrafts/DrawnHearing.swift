public import InvitationPolicy
public import Invitations
public import SeededRandom

/// An invitation and an inviter of whom all is known, drawn from the words that the drafts use.
public struct DrawnHearing: Sendable {
    public var request: InvitationRequest
    public var inviter: InviterFacts
    public var app: ApplicationID
    public var context: DecisionContext
    /// The day on which it is judged.
    public static let now = Timestamp("2026-11-24T12:00:00Z") ?? Timestamp(milliseconds: 0)
    private let usageSeed: UInt64

    public init(_ random: inout SeededGenerator) throws {
        let domains = EntryDraft.domains + ["z.c.example", "contoso.com"]
        let host = PolicyDraft.pick(["myapps.microsoft.com", "myapps.microsoft.com", "apps.contoso.com"], &random)
        request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("g@\(PolicyDraft.pick(domains, &random))"),
            inviteRedirectUrl: try RedirectURL("https://\(host)"))
        request.invitedUserDisplayName = PolicyDraft.pick([nil, "Gil Guest", "Gil Guest", " ", "x.example"], &random)
        request.resetRedemption = Int.random(in: 0..<8, using: &random) == 0
        request.sendInvitationMessage = Bool.random(using: &random)
        if Int.random(in: 0..<8, using: &random) == 0 { request.invitedUserType = .member }
        if PolicyDraft.chance(&random) {
            let copied = try EmailAddress("c@\(PolicyDraft.pick(domains, &random))")
            request.messageInfo = .init(ccRecipient: .init(address: copied))
            request.messageInfo?.customizedMessageBody = PolicyDraft.pick(
                [nil, nil, "Welcome.", "See https://apps.contoso.com/x", "<b>Hello</b>"], &random)
        }
        inviter = try Self.inviter(&random)
        guard let app = ApplicationID(PolicyDraft.pick([Known.portal, Known.bot], &random)) else {
            throw Violation("no application id")
        }
        self.app = app
        let sponsor = PolicyDraft.pick([Known.ana, Known.bo], &random)
        guard let sponsor = ObjectID(sponsor) else { throw Violation("no object id") }
        context = DecisionContext(
            justification: PolicyDraft.pick([nil, "they audit us"], &random), ticket: PolicyDraft.pick([nil, "T-1"], &random),
            sponsor: PolicyDraft.pick(
                [
                    .notNamed, .noSuchUser, .user(sponsor, enabled: true, kind: .member),
                    .user(sponsor, enabled: true, kind: .member), .user(sponsor, enabled: false, kind: .member),
                    .user(sponsor, enabled: true, kind: .guest),
                ], &random),
            guestExists: PolicyDraft.pick([nil, true, false, false], &random))
        usageSeed = random.next()
    }

    private static func inviter(_ random: inout SeededGenerator) throws -> InviterFacts {
        guard let id = ObjectID(PolicyDraft.pick([Known.ana, Known.bo], &random)) else { throw Violation("no object id") }
        var facts = InviterFacts(id: id, proof: PolicyDraft.pick([.token, .token, .asserted, .chat], &random))
        func known<Value>(_ value: Value) -> Fact<Value> { .known(value, from: .token, asOf: now) }
        facts.enabled = known(Int.random(in: 0..<10, using: &random) > 0)
        facts.userKind = known(PolicyDraft.pick([.member, .guest], &random))
        let roles = [DirectoryRole.guestInviter, .globalAdministrator, .helpdeskAdministrator]
        facts.directoryRoles = known(Set(roles.filter { _ in PolicyDraft.chance(&random) }.map(\.template)))
        facts.appRoles = known(PolicyDraft.chance(&random) ? ["p"] : [])
        facts.groups = known(
            Set(RuleDraft.groups.filter { _ in Bool.random(using: &random) }.compactMap { ObjectID($0) }))
        return facts
    }

    /// What has been used up: drawn for every counter that one of these policies can look at, the same in all of them.
    public func usage(under policies: Policy...) throws -> QuotaUsage {
        var random = SeededGenerator(seed: usageSeed)
        var usage = QuotaUsage()
        let all = try policies.reduce(into: Set<QuotaCounter>()) { try $0.formUnion(counters(under: $1)) }
        for counter in all.sorted() { usage[counter] = Int.random(in: 0...4, using: &random) }
        return usage
    }

    public func counters(under policy: Policy) throws -> [QuotaCounter] {
        policy.quotaCounters(for: request, by: inviter.id, through: try caller(policy), at: Self.now)
    }

    public func judge(_ policy: Policy, usage: QuotaUsage) throws -> Decision {
        policy.decide(
            request, by: inviter, through: try caller(policy), context: context, usage: usage, at: Self.now)
    }

    public func caller(_ policy: Policy) throws -> PolicyCaller {
        guard let caller = policy.caller(app) else { throw Violation("the policy does not list the caller") }
        return caller
    }

    public mutating func forgetSome(_ random: inout SeededGenerator) {
        keepOnly(Set(FactKind.allCases.filter { _ in Bool.random(using: &random) }))
    }

    mutating func keepOnly(_ kinds: Set<FactKind>) {
        if !kinds.contains(.enabled) { inviter.enabled = .unknown }
        if !kinds.contains(.userKind) { inviter.userKind = .unknown }
        if !kinds.contains(.directoryRoles) { inviter.directoryRoles = .unknown }
        if !kinds.contains(.appRoles) { inviter.appRoles = .unknown }
        if !kinds.contains(.groups) { inviter.groups = .unknown }
    }
}

/// Ids that drafts and hearings share.
enum Known {
    static let portal = "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11"
    static let bot = "91aa4be0-7d53-4f1c-8a86-5b1f2c9e3d47"
    static let finance = "8f0c4d9e-1b2a-4e3f-a5d6-c7b8091a2b3c"
    static let staff = "5d0e2c71-94ab-4c1a-bb0f-3a7d6e8f9021"
    static let ana = "0a1b2c3d-0000-4000-8000-000000000001"
    static let bo = "0a1b2c3d-0000-4000-8000-000000000002"
}
