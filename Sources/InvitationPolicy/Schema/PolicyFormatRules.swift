import Invitations
import StrictJSON

extension PolicyFormat {
    static let rule = FormatMap(
        "rule", "A grant or a denial. Its conditions all must hold; one that is left out always does.",
        [
            .forbids(
                "effect", .string(RuleEffect.deny.rawValue), ["expires", "permit", "require", "quota", "exclusive"]),
            .needs("exclusive", true, "domains"),
            .lists(
                "require", inner: "invitedUserType", .string(InvitedUserType.member.rawValue), "permit",
                item: .string(Permission.memberType.rawValue), isThere: true),
            .lists(
                "require", inner: "invitedUserType", .string(InvitedUserType.guest.rawValue), "permit",
                item: .string(Permission.memberType.rawValue), isThere: false),
        ],
        keys: [
            FormatKey("id", .text(.ruleID), "What decisions and audit entries call the rule; unique.", required: true),
            .word(
                "effect", RuleEffect.self, "allow: the rule is a grant. deny: it refuses, whatever else allows.",
                required: true),
            .word(
                "mode", PolicyMode.self,
                "reportOnly: what the rule would do is recorded and not done. Such an allow rule grants nothing.",
                whenAbsent: .enforce),
            FormatKey(
                "inviters", .map(inviters),
                "Whose invitations the rule is about; left out: everyone's who may invite at all."),
            FormatKey(
                "domains", .list(of: .either([.text(.domain), .map(bareEntry)])), "The invited domains the rule is about."),
            FormatKey("addresses", .list(of: .text(.address)), "The invited addresses the rule is about."),
            expires("The rule's last day, in UTC. After it the rule grants nothing any more."),
            FormatKey(
                "permit", .list(of: .words(Permission.allCases.map(\.rawValue))),
                "What is otherwise refused before any rule: resetRedemption lets the sign-in of a guest be reset, "
                    + "memberType lets members be invited."),
            FormatKey("require", .map(ruleRequirements), "What the rule's grant requires besides the defaults."),
            FormatKey("quota", quotas, "How many invitations the rule's grant lets pass."),
            .flag("exclusive", "Whether the rule's domains pass by rules like this one only."),
        ] + noteKeys)

    private static let inviters = FormatMap(
        "inviters", "Whose invitations a rule is about. Different keys must all hold; of one key's items, one.", [.notEmpty],
        keys: [
            FormatKey(
                "directoryRoles", .list(of: role), "Holders of one of these Entra roles, by name or template id."),
            FormatKey("appRoles", .list(of: .text(.text)), "Holders of one of the gate's app roles, by value."),
            FormatKey("groups", .list(of: .text(.guid)), "Members of one of these groups, by object id."),
            FormatKey("users", .list(of: .text(.guid)), "These users, by object id."),
            FormatKey(
                "callers", .list(of: .text(.callerName)),
                "Whoever asks through one of these applications, by name in `callers` or client id."),
            .word("userKind", UserKindWord.self, "Members or guests of the tenant."),
        ])

    private static let ruleRequirements = FormatMap(
        "ruleRequirements", "What a rule's grant requires besides the defaults; of two, the stricter counts.",
        keys: [
            FormatKey(
                "redirectHosts", .list(of: .text(.hostName)),
                "Where its guests may be sent. Takes the place of the default hosts."),
            message(whenAbsent: nil),
        ] + provisoKeys + [
            .word("invitedUserType", InvitedUserType.self, "The grant is for invitations of this type only.")
        ])

    private static let defaultRequirements = FormatMap(
        "defaultRequirements", "What every grant requires.",
        keys: [
            FormatKey(
                "redirectHosts", .list(of: .text(.hostName)), "Where guests may be sent after they have redeemed.",
                required: true),
            message(whenAbsent: .plainText),
        ] + provisoKeys)

    private static func message(whenAbsent: MessageRule?) -> FormatKey {
        .word(
            "message", MessageRule.self,
            "What a custom message may be: forbidden, plainText (2,000 characters, links to the redirect hosts only) or any.",
            whenAbsent: whenAbsent)
    }

    private static let provisoKeys: [FormatKey] = [
        .flag("justification", "Whether the request must give a reason (X-Gatekeeper-Justification)."),
        .flag("ticket", "Whether the request must name a ticket (X-Gatekeeper-Ticket)."),
        .flag(
            "sponsor",
            "Whether the request must name an enabled member who answers for the guest (X-Gatekeeper-Sponsor)."),
        .flag("displayName", "Whether the invitation must give the guest's display name."),
    ]

    static let defaults = FormatMap(
        "defaults", "What an invitation gets that says nothing, and what every grant requires.",
        keys: [
            FormatKey(
                "inviteRedirectUrl", .text(.redirectURL),
                "Where guests are sent when an invitation does not say; its host is one of `redirectHosts`."),
            FormatKey("sendInvitationMessage", .flag, "Whether Entra mails the invitation where the request does not say."),
            FormatKey(
                "messageLanguage", .text(.languageTag),
                "The mail's language where the request gives neither a language nor a message of its own."),
            .flag(
                "allowUndeliveredMessage",
                "Whether a custom message may be given that Entra leaves out of the mail, as it does for applications."),
            FormatKey("require", .map(defaultRequirements), "What every grant requires.", required: true),
            FormatKey("quota", quotas, "How many invitations all grants together let pass."),
        ])

    private static let quotas = FormatShape.named(
        "quotas", "The limits of one period, or a list with those of several.",
        .either([.map(quota), .list(of: .map(quota), 1...QuotaPeriod.allCases.count)]))

    private static let quota = FormatMap(
        "quota", "Limits of one period; what was sent counts.", [.oneOrMore(of: ["perInviter", "perDomain", "perTenant"])],
        keys: [
            FormatKey("perInviter", .integer(1...QuotaLimits.largest), "Invitations by one inviter in a period."),
            FormatKey("perDomain", .integer(1...QuotaLimits.largest), "Invitations into one domain in a period."),
            FormatKey("perTenant", .integer(1...QuotaLimits.largest), "Invitations by anyone to anywhere in a period."),
            .word(
                "per", QuotaPeriod.self, "The period, by the calendar in UTC. Weeks start on Monday.", required: true),
        ])
}
