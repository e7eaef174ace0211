import InvitationPolicy
import Invitations
import PolicyDrafts
import SeededRandom
import Testing

@Suite("Explanations")
struct ExplanationTests {
    static let seeds = (0..<80).map { UInt64($0) }

    private func explain(
        _ policy: Policy, _ request: InvitationRequest = request(), by inviter: InviterFacts = inviter(),
        through app: String = Known.portal, context: DecisionContext = DecisionContext(guestExists: false),
        usage: QuotaUsage = QuotaUsage(), at now: Timestamp = noon
    ) -> Explanation {
        policy.explain(request, by: inviter, through: policy.named(app), context: context, usage: usage, at: now)
    }

    @Test("of thousands of drawn hearings, the steps tell what the decision says", arguments: seeds)
    func agrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 9_000)
        var draft = PolicyDraft(&random)
        draft.mode = ["enforce", "enforce", "reportOnly"].randomElement(using: &random) ?? "enforce"
        let policy = try draft.load()
        for _ in 0..<60 {
            var hearing = try DrawnHearing(&random)
            if Int.random(in: 0..<4, using: &random) == 0 { hearing.forgetSome(&random) }
            let decision = try hearing.judge(policy, usage: hearing.usage(under: policy))
            let explanation = try hearing.explained(by: policy)
            #expect(explanation.decision == decision)
            #expect(explanation.steps.map(\.kind) == ExplainedStep.Kind.allCases)
            agree(explanation, decision)
        }
    }

    private func agree(_ explanation: Explanation, _ decision: Decision) {
        let stops = explanation.steps.filter { [.failed, .undecided, .suspended].contains($0.status) }
        let settled = decision.reportOnly.flatMap { decision.step <= 1 && decision.isApproved ? $0 : nil }
        let (verdict, step) = settled.map { ($0.verdict, $0.step) } ?? (decision.verdict, decision.step)
        switch verdict {
        case .approved:
            #expect(stops.isEmpty)
            #expect(explanation.steps.allSatisfy { $0.status == .passed })
            #expect(explanation.wouldPass.isEmpty)
        case .denied(let reason):
            #expect(stops.count == 1)
            #expect(stops.first?.kind.number == step)
            #expect(stops.first?.reason == reason)
            #expect(stops.first?.status == (settled == nil ? .failed : .suspended))
            #expect(!explanation.wouldPass.isEmpty)
        case .undecided(let missing):
            #expect(stops.count == 1 && stops.first?.kind.number == step && stops.first?.reason == nil)
            #expect(missing.allSatisfy { stops.first?.finding.contains($0.rawValue) ?? false })
        }
        // After the one that settles it, nothing was reached.
        if let stop = stops.first, let place = explanation.steps.firstIndex(of: stop) {
            #expect(explanation.steps[(place + 1)...].allSatisfy { $0.status == .notReached })
        }
    }

    @Test("every match of a decision stands as evidence at a step, with its place", arguments: seeds)
    func evidence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 10_000)
        let policy = try PolicyDraft(&random).load()
        for _ in 0..<25 {
            let explanation = try DrawnHearing(&random).explained(by: policy)
            for match in explanation.decision.matches {
                let kind: ExplainedStep.Kind = match.effect == .deny ? .denies : .grants
                let told = explanation.steps.first { $0.kind == kind }?.evidence ?? []
                #expect(told.contains { $0.id == match.id && $0.source == match.source && $0.outcome.rawValue == match.role.rawValue })
            }
        }
    }

    @Test("what is said to suffice does: done as it says, the invitation is approved", arguments: seeds)
    func remedies(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 11_000)
        let policy = try PolicyDraft(&random).load()
        for _ in 0..<40 {
            let hearing = try DrawnHearing(&random)
            for remedy in try hearing.explained(by: policy).wouldPass where remedy.kind == .suffices {
                var mended = Mended(hearing, usage: try hearing.usage(under: policy))
                let isUnderstood = remedy.needs.allSatisfy { mended.follow($0) }
                #expect(isUnderstood, "\(remedy.needs)")
                #expect(try mended.judge(policy).isApproved, "\(remedy.needs)")
            }
        }
    }

    @Test("where a rule would let the invitation pass for another inviter, it is said which")
    func otherInviters() throws {
        let explanation = explain(try CasesFixture.policy(), request("a@bigfour.example"))
        let first = try #require(explanation.wouldPass.first)
        #expect(first.kind == .suffices && first.id == "auditors" && first.source != nil)
        #expect(first.needs == ["membership in group \(Known.finance)", "a ticket (X-Gatekeeper-Ticket)"])
        let grants = try #require(explanation.steps.first { $0.kind == .grants })
        #expect(grants.status == .nothing && grants.evidence.map(\.outcome) == [.otherInviters])
        // Nothing granted, so that no requirement was asked.
        let asked = explanation.steps.filter { [.requirements, .existingGuest, .quotas].contains($0.kind) }
        #expect(asked.map(\.status) == [.notReached, .notReached, .notReached])
        #expect(explanation.wouldPass.last?.needs == ["an entry in domains.allow for bigfour.example"])
        #expect(explanation.wouldPass.last?.kind == .changesPolicy)
    }

    @Test("the evidence names what of the inviter matched, and nothing that did not")
    func matched() throws {
        let policy = try policy(
            rules: "{id: r, effect: allow, inviters: {groups: [\(Known.finance), \(Known.staff)], "
                + "directoryRoles: [guestInviter, userAdministrator], callers: [invite-portal], userKind: member}, "
                + "domains: [fabrikam.com]}")
        let explanation = explain(policy, by: inviter(roles: [.guestInviter], groups: [Known.staff]))
        let evidence = try #require(explanation.steps.first { $0.kind == .grants }?.evidence.first)
        #expect(
            evidence.because == [
                "domain fabrikam.com", "group \(Known.staff)", "role guestInviter", "through invite-portal", "a member",
            ])
    }

    @Test("a deny is never mended, and an internal address neither")
    func never() throws {
        let policy = try CasesFixture.policy()
        let denied = explain(policy, request("a@competitor.example"))
        #expect(denied.wouldPass.map(\.needs) == [["nothing: domains.deny[0] lists it; deny wins"]])
        #expect(denied.wouldPass.map(\.kind) == [.never])
        let own = explain(policy, request("a@contoso.com"))
        #expect(own.wouldPass.map(\.kind) == [.never])
        #expect(own.steps.first { $0.kind == .internalAddress }?.evidence.map(\.outcome) == [.isInternal])
    }

    @Test("a quota that is used up says when it starts anew; the guest who exists and the sponsor are told as well")
    func requirements() throws {
        let policy = try policy(
            domains: "allow: [fabrikam.com]", require: "sponsor: true", defaults: "quota: {perTenant: 5, per: day}",
            more: "existingGuest: refuse")
        let counters = policy.quotaCounters(for: request(), by: objectID(Known.ana), through: policy.named(Known.portal), at: noon)
        let full = QuotaUsage(Dictionary(uniqueKeysWithValues: counters.map { ($0, 5) }))
        let sponsor = SponsorStanding.user(objectID(Known.bo), enabled: true, kind: .member)
        let used = explain(policy, context: DecisionContext(sponsor: sponsor, guestExists: false), usage: full)
        #expect(used.steps.first { $0.status == .failed }?.kind == .quotas)
        #expect(used.wouldPass.first?.needs.first?.hasPrefix("to wait until 2026-11-25T00:00:00.000Z") == true)
        let there = explain(policy, context: DecisionContext(sponsor: sponsor, guestExists: true))
        #expect(there.steps.first { $0.status == .failed }?.kind == .existingGuest)
        #expect(there.wouldPass.first?.needs == ["an address that no user of the tenant has"])
        let alone = explain(policy)
        #expect(alone.steps.first { $0.status == .failed }?.kind == .requirements)
        #expect(alone.wouldPass.first?.needs == ["a sponsor who is an enabled member of the tenant (X-Gatekeeper-Sponsor)"])
    }

    @Test("an advice that another rule would spoil is not given")
    func spoiled() throws {
        let policy = try policy(
            rules: "{id: by-staff, effect: allow, inviters: {groups: [\(Known.staff)]}}, "
                + "{id: no-staff, effect: deny, inviters: {groups: [\(Known.staff)]}}")
        #expect(explain(policy).wouldPass.map(\.kind) == [.changesPolicy])
        let twin = try self.policyWithout()
        #expect(explain(twin).wouldPass.map(\.kind) == [.suffices, .changesPolicy])
    }

    private func policyWithout() throws -> Policy {
        try policy(rules: "{id: by-staff, effect: allow, inviters: {groups: [\(Known.staff)]}}")
    }

    @Test("an approval by a policy that only reports is told as such; an enforced one has its step and grant")
    func onlyReports() throws {
        let domains = "allow: [fabrikam.com], deny: [competitor.example]"
        let reporting = try policy(domains: domains, top: "mode: reportOnly")
        for address in ["a@fabrikam.com", "a@competitor.example"] {
            #expect(explain(reporting, request(address)).summary == "approved: the policy only reports")
        }
        let enforcing = explain(try policy(domains: domains))
        #expect(enforcing.summary.hasPrefix("approved at step 4 by domains.allow[0] ("))
        #expect(enforcing.lines.contains("✓ 3 a grant matches - domains.allow[0] does"))
    }

    @Test("of what a change of the policy needs besides, only the change is called one; where nothing helps nothing is asked for")
    func beyondReach() throws {
        let policy = try policy(level: "adminsGuestInvitersAndAllMembers", domains: "deny: [competitor.example]")
        let guest = inviter(kind: .guest)
        let lines = explain(policy, by: guest).lines
        #expect(
            lines.contains(
                "  * an inviter who is a member of the tenant; and a change of the policy: an entry in domains.allow for fabrikam.com"))
        let never = explain(policy, request("a@competitor.example"), by: guest).lines
        #expect(never.contains { $0.hasPrefix("  - nothing: domains.deny[0] lists it; deny wins (") })
    }

    @Test("a role that answers a rule's condition and its permission is asked for once")
    func sharedRole() throws {
        let policy = try policy(
            rules: "{id: resets, effect: allow, permit: [resetRedemption], domains: [fabrikam.com], "
                + "inviters: {directoryRoles: [userAdministrator, guestInviter]}}")
        var reset = request()
        reset.resetRedemption = true
        let remedy = try #require(explain(policy, reset).wouldPass.first { $0.id == "resets" })
        #expect(remedy.needs == ["the directory role userAdministrator"])
    }

    @Test("an invitation that cannot be decided says which facts that takes")
    func undecided() throws {
        var unsure = inviter()
        unsure.enabled = .unknown
        let text = explain(try policy(domains: "allow: [fabrikam.com]"), by: unsure).lines
        #expect(text.last == "to be decided once these facts are known: enabled")
    }

    @Test("the lines name steps, places and remedies")
    func lines() throws {
        let text = explain(try CasesFixture.policy(), request("a@bigfour.example"), by: inviter(groups: [Known.finance])).lines
        #expect(text.contains { $0.hasPrefix("✗ 4 a grant's requirements are met: ticketRequired") })
        #expect(text.contains { $0.hasPrefix("    not whole: auditors at policy.yaml:") && $0.hasSuffix(": needs ticket") })
        #expect(text.contains { $0.hasPrefix("  + a ticket (X-Gatekeeper-Ticket) (auditors, policy.yaml:") })
    }
}

extension DrawnHearing {
    fileprivate func explained(by policy: Policy) throws -> Explanation {
        policy.explain(
            request, by: inviter, through: try caller(policy), context: context, usage: try usage(under: policy), at: Self.now)
    }
}

/// A hearing to which is done what a remedy says, by somebody who knows nothing of how remedies are found.
private struct Mended {
    private var hearing: DrawnHearing
    private let usage: QuotaUsage
    private var now = DrawnHearing.now

    init(_ hearing: DrawnHearing, usage: QuotaUsage) {
        (self.hearing, self.usage) = (hearing, usage)
    }

    func judge(_ policy: Policy) throws -> Decision {
        policy.decide(
            hearing.request, by: hearing.inviter, through: try hearing.caller(policy), context: hearing.context, usage: usage,
            at: now)
    }

    /// Does what a remedy says; false where this does not know how.
    mutating func follow(_ need: String) -> Bool {
        followInviter(need) || followRequest(need) || followContext(need)
    }

    private func words(_ need: String, after start: String) -> [String]? {
        guard need.hasPrefix(start) else { return nil }
        return need.dropFirst(start.count).prefix { $0 != "(" }.split(separator: ", ").flatMap { $0.split(separator: " or ") }.map(String.init)
    }

    private func known<Value>(_ value: Value) -> Fact<Value> { .known(value, from: .graph, asOf: now) }

    private mutating func followInviter(_ need: String) -> Bool {
        if let groups = words(need, after: "membership in group ") {
            hearing.inviter.groups = known((hearing.inviter.groups.value ?? []).union([objectID(groups[0].trimmed)]))
        } else if let names = words(need, after: "the directory role "), let role = DirectoryRole.named(names[0].trimmed)?.template {
            hearing.inviter.directoryRoles = known((hearing.inviter.directoryRoles.value ?? []).union([role]))
        } else if let roles = words(need, after: "the app role ") {
            hearing.inviter.appRoles = known((hearing.inviter.appRoles.value ?? []).union([roles[0].trimmed]))
        } else if need == "an inviter who is a member of the tenant" || need == "an inviter who is a guest of the tenant" {
            hearing.inviter.userKind = known(need.contains("member of") ? .member : .guest)
        } else if need == "the inviter's account enabled" {
            hearing.inviter.enabled = known(true)
        } else if let users = words(need, after: "the inviter to be ") {
            hearing.inviter.id = objectID(users[0].trimmed)
        } else if need == "an inviter without a privileged directory role" {
            let ordinary = hearing.inviter.directoryRoles.value?.filter { !DirectoryRole.isPrivileged($0) }
            hearing.inviter.directoryRoles = known(ordinary ?? [])
        } else if need == "the caller help-bot", let bot = ApplicationID(Known.bot) {
            hearing.app = bot
        } else {
            return false
        }
        return true
    }

    private mutating func followRequest(_ need: String) -> Bool {
        if let hosts = words(need, after: "redirect to one of: ") {
            hearing.request.inviteRedirectUrl = redirect("https://\(hosts[0].replacing("*.", with: "www."))")
        } else if need == "to leave `resetRedemption` out" {
            hearing.request.resetRedemption = false
        } else if let types = words(need, after: "invitedUserType: ") {
            hearing.request.invitedUserType = types[0] == "Guest" ? .guest : .member
        } else if need == "no copy, or one to somebody internal or whom the same grant lets pass" {
            hearing.request.messageInfo?.ccRecipient = nil
        } else if need.hasPrefix("a custom message in plain text") || need == "no custom message" {
            hearing.request.messageInfo?.customizedMessageBody = nil
        } else if need == "no custom message, or sendInvitationMessage: false and to mail it oneself" {
            hearing.request.sendInvitationMessage = false
        } else if need.hasPrefix("a display name") {
            hearing.request.invitedUserDisplayName = "Gil Guest"
        } else {
            return false
        }
        return true
    }

    private mutating func followContext(_ need: String) -> Bool {
        if need == "a ticket (X-Gatekeeper-Ticket)" {
            hearing.context.ticket = "T"
        } else if need == "a justification (X-Gatekeeper-Justification)" {
            hearing.context.justification = "J"
        } else if need == "a sponsor who is an enabled member of the tenant (X-Gatekeeper-Sponsor)" {
            hearing.context.sponsor = .user(objectID(Known.bo), enabled: true, kind: .member)
        } else if need == "an address that no user of the tenant has" {
            hearing.context.guestExists = false
        } else if let moment = words(need, after: "to wait until ")?.first?.prefix(while: { $0 != " " }).dropLast(),
            let time = Timestamp(moment)
        {
            now = time
        } else {
            return false
        }
        return true
    }
}

extension String {
    fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
