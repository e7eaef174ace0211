import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// One reason for which a verified caller is refused, and the same request with just that put right.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    typealias Change = @Sendable (inout Attempt, House) -> Void

    let reason: ReasonCode
    let what: String
    var policy = Contoso.policyText()
    var base = Attempt()
    let refused: Change
    var accepted: Change = { _, _ in }

    init(
        _ reason: ReasonCode, _ what: String, policy: String = Contoso.policyText(), base: Attempt = Attempt(),
        refused: @escaping Change, accepted: @escaping Change = { _, _ in }
    ) {
        (self.reason, self.what, self.policy, self.base) = (reason, what, policy, base)
        (self.refused, self.accepted) = (refused, accepted)
    }

    /// A body's one member, refused with the first value and accepted with the second (nil leaves it out).
    init(
        _ reason: ReasonCode, _ member: String, _ refused: JSON?, _ accepted: JSON?,
        policy: String = Contoso.policyText()
    ) {
        self.init(
            reason, "\(member) is \(refused.map(\.typeName) ?? "left out")", policy: policy,
            refused: { attempt, _ in attempt.json[member] = refused },
            accepted: { attempt, _ in if let accepted { attempt.json[member] = accepted } })
    }

    /// A whole body that is refused.
    init(_ reason: ReasonCode, body: String, _ what: String) {
        self.init(reason, what, refused: { attempt, _ in attempt.text(body) })
    }

    var testDescription: String { "\(reason.rawValue): \(what)" }

    func house() throws -> House { try House(policy: policy) }

    func attempt(_ change: Change, in house: House) -> Attempt {
        var attempt = base
        change(&attempt, house)
        return attempt
    }
}

extension RefusalCase {
    static let all = callers + inviters + decisions + requirements + requests + bodies

    private static let callers = [
        RefusalCase(
            .scopeMissing, "another scope", refused: { attempt, _ in attempt.mint.claims["scp"] = "User.Read" },
            accepted: { attempt, _ in attempt.mint.claims["scp"] = "User.Read Invitations.Send" }),
        RefusalCase(
            .appRoleMissing, "another role", base: .named,
            refused: { attempt, _ in attempt.mint.claims["roles"] = ["Audit.Read"] },
            accepted: { attempt, _ in attempt.mint.claims["roles"] = ["Audit.Read", "Invitations.Send.OnBehalf"] }),
        RefusalCase(
            .callerNotListed, "an application of the tenant's that the policy does not list",
            refused: { attempt, _ in attempt.mint.claims["azp"] = "00000000-1111-4222-8333-444444444444" }),
        RefusalCase(
            .callerMayNotNameInviter, "an inviter outside the groups", policy: limited, base: .named,
            refused: { _, _ in }, accepted: { _, house in house.directory.change { $0.groups = [Contoso.staff] } }),
        RefusalCase(
            .callerMayNotNameInviter, "a Global Administrator", base: .named,
            refused: { _, house in
                house.directory.change { $0.directoryRoles = [DirectoryRole.globalAdministrator.template] }
            },
            accepted: { _, house in
                house.directory.change { $0.directoryRoles = [DirectoryRole.guestInviter.template] }
            }),
    ]

    private static let limited = Contoso.policyText(botLimits: ", mayName: {groups: [\(Contoso.staff)]}")

    private static let inviters = [
        RefusalCase(.inviterUnknown, "nobody of that id", refused: { _, house in house.directory.remove(Contoso.ana) }),
        RefusalCase(
            .inviterUnknown, "nobody of that name", policy: Contoso.policyText(botLimits: ", acceptUpn: true"),
            base: .named, refused: { attempt, _ in attempt.inviter = ["nobody@contoso.com"] },
            accepted: { attempt, _ in attempt.inviter = ["ana@contoso.com"] }),
        RefusalCase(
            .inviterDisabled, "the user of the token",
            refused: { _, house in house.directory.change { $0.enabled = false } }),
        RefusalCase(
            .inviterDisabled, "the named one", base: .named,
            refused: { _, house in house.directory.change { $0.enabled = false } }),
        RefusalCase(
            .inviterHeaderMissing, "an application names nobody", base: .named,
            refused: { attempt, _ in attempt.inviter = [] }),
        RefusalCase(
            .inviterHeaderInvalid, "no id", base: .named, refused: { attempt, _ in attempt.inviter = ["Ana"] }),
        RefusalCase(
            .inviterHeaderInvalid, "twice, though alike", base: .named,
            refused: { attempt, _ in attempt.inviter += attempt.inviter }),
        RefusalCase(
            .inviterHeaderInvalid, "a name where the policy takes ids only", base: .named,
            refused: { attempt, _ in attempt.inviter = ["ana@contoso.com"] }),
        RefusalCase(
            .inviterHeaderInvalid, "a name with a space", policy: Contoso.policyText(botLimits: ", acceptUpn: true"),
            base: .named, refused: { attempt, _ in attempt.inviter = ["ana @contoso.com"] },
            accepted: { attempt, _ in attempt.inviter = ["ana@contoso.com"] }),
        RefusalCase(
            .inviterHeaderNotAllowed, "beside a user token, though alike",
            refused: { attempt, _ in attempt.inviter = [Contoso.ana.description] }),
        RefusalCase(
            .factsUnavailable, "the directory fails",
            refused: { _, house in house.directory.fail(.init(detail: "status 500")) }),
        RefusalCase(
            .factsUnavailable, "the directory leaves a fact out",
            refused: { _, house in house.directory.leaveOut(.enabled) }),
        RefusalCase(
            .factsUnavailable, "a name cannot be resolved", policy: Contoso.policyText(botLimits: ", acceptUpn: true"),
            base: .named,
            refused: { attempt, house in
                attempt.inviter = ["ana@contoso.com"]
                house.directory.fail(.init(detail: "status 500"))
            }, accepted: { attempt, _ in attempt.inviter = ["ana@contoso.com"] }),
        RefusalCase(
            .deadlineExceeded, "the directory does not answer in time",
            refused: { _, house in house.directory.fail(.init(detail: "time-out", timedOut: true)) }),
    ]

    private static let resets = Contoso.policyText(
        rules: "{id: resets, effect: allow, domains: [fabrikam.com], permit: [resetRedemption]}")
    private static let denying = Contoso.policyText(
        rules: "{id: not-staff, effect: deny, inviters: {groups: [\(Contoso.staff)]}}")

    private static let decisions = [
        RefusalCase(
            .resetRedemptionNotPermitted, "to one without Entra's role for it", policy: resets,
            refused: { attempt, _ in attempt.json["resetRedemption"] = true },
            accepted: { attempt, house in
                attempt.json["resetRedemption"] = true
                house.directory.change { $0.directoryRoles = [DirectoryRole.helpdeskAdministrator.template] }
            }),
        RefusalCase(
            .internalConversionNotPermitted, "invitedUser", ["id": .string(Contoso.bo.description)], .null),
        RefusalCase(.userTypeNotPermitted, "invitedUserType", "Member", "Guest"),
        RefusalCase(.internalDomain, "invitedUserEmailAddress", "dana@contoso.com", nil),
        RefusalCase(
            .whoMayInvite, "a guest without a role", refused: { attempt, _ in attempt.mint.claims["acct"] = 1 },
            accepted: { attempt, house in
                attempt.mint.claims["acct"] = 1
                house.directory.change { $0.directoryRoles = [DirectoryRole.guestInviter.template] }
            }),
        RefusalCase(.domainDenied, "invitedUserEmailAddress", "dana@competitor.example", nil),
        RefusalCase(
            .ruleDenies, "one of the group", policy: denying,
            refused: { _, house in house.directory.change { $0.groups = [Contoso.staff] } }),
        RefusalCase(.noRuleAllows, "invitedUserEmailAddress", "dana@other.example", nil),
    ]

    private static func message(_ body: String) -> JSON { ["customizedMessageBody": .string(body)] }
    private static func copy(_ addresses: String...) -> JSON {
        ["ccRecipients": .array(addresses.map { ["emailAddress": ["address": .string($0)]] })]
    }

    private static let requirements = [
        RefusalCase(.redirectHostNotAllowed, "inviteRedirectUrl", "https://elsewhere.example", nil),
        RefusalCase(
            .ccRecipientNotAllowed, "invitedUserMessageInfo", copy("eve@other.example"), copy("boss@contoso.com")),
        RefusalCase(
            .messageNotAllowed, "invitedUserMessageInfo", message("See https://elsewhere.example"),
            message("See https://myapps.microsoft.com"),
            policy: Contoso.policyText(defaults: "allowUndeliveredMessage: true")),
        RefusalCase(
            .messageNotDeliverable, "words that Entra would not mail",
            refused: { attempt, _ in
                attempt.json["invitedUserMessageInfo"] = message("Welcome")
                attempt.json["sendInvitationMessage"] = true
            }, accepted: { attempt, _ in attempt.json["invitedUserMessageInfo"] = message("Welcome") }),
        RefusalCase(.displayNameNotAllowed, "invitedUserDisplayName", "Dana www.elsewhere.example", "Dana"),
        RefusalCase(
            .justificationRequired, "blank", policy: Contoso.policyText(require: ", justification: true"),
            refused: { attempt, _ in attempt.justification = " " }, accepted: { attempt, _ in attempt.justification = "a project" }),
        RefusalCase(
            .ticketRequired, "none given", policy: Contoso.policyText(require: ", ticket: true"),
            refused: { _, _ in }, accepted: { attempt, _ in attempt.ticket = "SEC-1" }),
        RefusalCase(
            .displayNameRequired, "none given", policy: Contoso.policyText(require: ", displayName: true"),
            refused: { _, _ in }, accepted: { attempt, _ in attempt.json["invitedUserDisplayName"] = "Dana" }),
        RefusalCase(
            .sponsorRequired, "none named", policy: sponsored, refused: { _, _ in },
            accepted: { attempt, _ in attempt.sponsor = Contoso.ana.description }),
        RefusalCase(
            .sponsorRequired, "a guest", policy: sponsored,
            refused: { attempt, house in
                house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind) = (true, .guest) }
                attempt.sponsor = Contoso.bo.description
            },
            accepted: { attempt, house in
                house.directory.change(Contoso.bo) { ($0.enabled, $0.userKind) = (true, .member) }
                attempt.sponsor = Contoso.bo.description
            }),
        RefusalCase(
            .sponsorRequired, "somebody whom the tenant does not have", policy: sponsored,
            refused: { attempt, house in
                house.directory.remove(Contoso.bo)
                attempt.sponsor = Contoso.bo.description
            }, accepted: { attempt, _ in attempt.sponsor = Contoso.ana.description }),
        RefusalCase(
            .guestExists, "a user with the address",
            policy: Contoso.policyText(existingGuest: "refuse"),
            refused: { _, house in house.directory.add(address: "dana@fabrikam.com") },
            accepted: { _, house in house.directory.add(address: "somebody@fabrikam.com") }),
    ]

    private static let sponsored = Contoso.policyText(require: ", sponsor: true")

    private static let requests = [
        RefusalCase(
            .headerInvalid, "a header that came twice",
            refused: { attempt, _ in attempt.repeatedHeader = "X-Gatekeeper-Ticket" }),
        RefusalCase(
            .headerInvalid, "a justification of 1,025 bytes",
            refused: { attempt, _ in attempt.justification = String(repeating: "j", count: 1_025) },
            accepted: { attempt, _ in attempt.justification = String(repeating: "j", count: 1_024) }),
        RefusalCase(
            .headerInvalid, "a sponsor who is not named by object id", policy: sponsored,
            refused: { attempt, _ in attempt.sponsor = "ana@contoso.com" },
            accepted: { attempt, _ in attempt.sponsor = Contoso.ana.description }),
        RefusalCase(
            .headerInvalid, "two idempotency keys", refused: { attempt, _ in attempt.idempotencyKey = ["\"a\"", "\"a\""] },
            accepted: { attempt, _ in attempt.idempotencyKey = ["\"a\""] }),
        RefusalCase(
            .headerInvalid, "an idempotency key that is none", refused: { attempt, _ in attempt.idempotencyKey = ["\"a"] },
            accepted: { attempt, _ in attempt.idempotencyKey = ["a"] }),
        RefusalCase(
            .headerInvalid, "a resend that is not true", refused: { attempt, _ in attempt.resend = ["1"] },
            accepted: { attempt, _ in attempt.resend = ["true"] }),
        RefusalCase(
            .headerInvalid, "a resend twice", refused: { attempt, _ in attempt.resend = ["true", "true"] },
            accepted: { attempt, _ in attempt.resend = ["true"] }),
        RefusalCase(.queryNotSupported, "a query", refused: { attempt, _ in attempt.hasQuery = true }),
        RefusalCase(.bodyTooLarge, "too large", refused: { attempt, _ in attempt.body = .tooLarge }),
        RefusalCase(
            .mediaTypeNotSupported, "no JSON", refused: { attempt, _ in attempt.body = .mediaTypeNotSupported }),
        RefusalCase(
            .resourceNotFound, "another path",
            refused: { attempt, _ in attempt.operation = .unserved(.resourceNotFound, requestLine: "POST /v1.0/users") }),
        RefusalCase(
            .methodNotAllowed, "another method",
            refused: { attempt, _ in attempt.operation = .unserved(.methodNotAllowed, requestLine: "GET /v1.0/invitations") }),
    ]

    private static let good = #""inviteRedirectUrl":"https://myapps.microsoft.com""#

    private static let bodies = [
        RefusalCase(.bodyMissing, body: " \r\n", "only white space"),
        RefusalCase(.bodyNotJSON, body: #"{"invitedUserEmailAddress":"dana@fabrikam.com",\#(good)"#, "cut short"),
        RefusalCase(
            .bodyNotUTF8, "a byte that is none",
            refused: { attempt, _ in
                attempt.body = .bytes(Array(#"{"invitedUserDisplayName":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
            }),
        RefusalCase(
            .bodyTooDeep, body: String(repeating: "[", count: 40) + String(repeating: "]", count: 40), "40 brackets"),
        RefusalCase(
            .propertyDuplicate,
            body: #"{"invitedUserEmailAddress":"dana@fabrikam.com","invitedUserEmailAddress":"d@competitor.example",\#(good)}"#,
            "allowed first, denied last"),
        RefusalCase(
            .propertyDuplicate,
            body: #"{"invitedUserEmailAddress":"d@competitor.example","invitedUserEmailAddress":"dana@fabrikam.com",\#(good)}"#,
            "denied first, allowed last"),
        RefusalCase(.propertyUnknown, "invitedUserSponsorz", "bo", nil),
        RefusalCase(.propertyTypeInvalid, "sendInvitationMessage", "true", false),
        RefusalCase(.propertyMissing, "invitedUserEmailAddress", nil, "dana@fabrikam.com"),
        RefusalCase(
            .propertyTooLong, "invitedUserDisplayName", .string(String(repeating: "d", count: 257)),
            .string(String(repeating: "d", count: 256))),
        RefusalCase(.addressInvalid, "invitedUserEmailAddress", "dana@fabrikam.com@competitor.example", nil),
        RefusalCase(.redirectUrlInvalid, "inviteRedirectUrl", "http://myapps.microsoft.com", nil),
        RefusalCase(
            .ccRecipientsTooMany, "invitedUserMessageInfo", copy("boss@contoso.com", "bo@contoso.com"),
            copy("boss@contoso.com")),
        RefusalCase(
            .messageBodyAndLanguage, "invitedUserMessageInfo",
            ["customizedMessageBody": "Welcome", "messageLanguage": "en-US"], ["messageLanguage": "en-US"]),
        RefusalCase(
            .messageLanguageInvalid, "invitedUserMessageInfo", ["messageLanguage": "en_US"],
            ["messageLanguage": "en-US"]),
    ]
}
