import Invitations
import StrictJSON

/// The format of a policy file, map by map: what ``Policy/load(text:file:readList:)`` reads.
enum PolicyFormat {
    static let policy = FormatMap(
        "policy", "Who may invite whom, from where and under which conditions.",
        keys: [
            FormatKey("version", .integer(1...1), "The version of this format.", required: true),
            FormatKey(
                "name", .text(.policyName), "What audit entries and the status call the policy.", required: true),
            FormatKey(
                "owner", .text(.text),
                "Whom a person who was denied should ask: a mail address or a sentence. It is part of every denial."),
            FormatKey("author", .text(.text), "Who made this version. It goes into the record when the policy is loaded."),
            .word(
                "mode", PolicyMode.self,
                "enforce: what the policy says is done. reportOnly: it is judged and recorded, and what lists, rules and "
                    + "requirements would refuse passes all the same.", whenAbsent: .enforce),
            FormatKey("reportOnly", .map(reportOnly), "What `mode: reportOnly` suspends besides."),
            FormatKey(
                "tenant", .map(tenant),
                "Entra's external collaboration settings as they should stand beside this policy."),
            FormatKey("invitations", .map(invitations), "Who may invite whom.", required: true),
        ])

    private static let reportOnly = FormatMap(
        "reportOnly", "What `mode: reportOnly` suspends besides lists, rules and requirements.",
        keys: [.flag("includeWhoMayInvite", "Whether the level of `whoMayInvite` is reported only as well.")])

    private static let tenant = FormatMap(
        "tenant", "Entra's external collaboration settings as they should stand. Those left out may stand as they like.",
        keys: [
            .word(
                "guestUserAccess", TenantWishes.GuestUserAccess.self,
                "What guests can see of the directory: as much as members, less, or their own entry only."),
            .word(
                "guestInvitations", InvitationLevel.self,
                "Who may invite in the tenant, beside the gate: Graph's `allowInvitesFrom`."),
            .word(
                "selfServiceSignUp", TenantWishes.SelfServiceSignUp.self,
                "Whether guests can sign up by themselves through user flows."),
            .word(
                "externalUserLeave", TenantWishes.ExternalUserLeave.self, "Whether guests can leave the tenant by themselves."),
            .word(
                "collaborationRestrictions", TenantWishes.CollaborationRestrictions.self,
                "mirrorDomains: the tenant's list of domains follows this policy's. unmanaged: it is left as it is."),
        ])

    private static let invitations = FormatMap(
        "invitations", "Who may invite whom: the level first, then every deny, then the grants.",
        keys: [
            .word(
                "whoMayInvite", InvitationLevel.self,
                "Who may invite at all, by Graph's own values; `everyone` includes guests. Rules narrow it and never widen it.",
                required: true),
            FormatKey(
                "adminRoles", .list(of: role), "Who counts as admin or guest inviter for `adminsAndGuestInviters`.",
                whenAbsent: .array(usualAdminRoles)),
            FormatKey(
                "callers", .listOrNone(of: .map(caller)),
                "The applications that may use the gate. One that is not listed is refused.", whenAbsent: []),
            FormatKey(
                "internalDomains", domainList(bareEntry),
                "The tenant's own domains: nobody is invited there, and no rule can permit it."),
            FormatKey("domains", .map(domains), "The domains that are denied and those that are allowed."),
            FormatKey(
                "rules", .listOrNone(of: .map(rule)), "Finer grants and denials. Their order does not matter.",
                whenAbsent: []),
            FormatKey(
                "defaults", .map(defaults), "What an invitation gets that says nothing, and what every grant requires.",
                required: true),
            .word(
                "existingGuest", ExistingGuestRule.self,
                "What becomes of an invitation to somebody who has a user in the tenant already: forward sends it, refuse "
                    + "refuses it, report sends it and records that the user was there.", whenAbsent: .forward),
        ])

    private static let caller = FormatMap(
        "caller", "An application that may use the gate.",
        keys: [
            FormatKey("app", .text(.guid), "The application's client id.", required: true),
            FormatKey("name", .text(.callerName), "What audit entries and rules call it.", required: true),
            .word(
                "channel", CallerChannel.self, "What kind of program it is: the channel of its audit entries.",
                required: true),
            FormatKey(
                "mayName", .map(mayName), "For whom it may ask, when it names the inviter itself (X-Gatekeeper-Inviter)."),
            .flag("acceptUpn", "Whether it may name the inviter by user principal name instead of the object id."),
        ])

    private static let mayName = FormatMap(
        "mayName", "For whom an application may ask.", [.notEmpty],
        keys: [
            FormatKey("groups", .list(of: .text(.guid)), "Only members of one of these groups, by object id."),
            .flag("privilegedRoles", "Whether holders of privileged directory roles can be named."),
        ])

    private static let usualAdminRoles: [JSON] = DirectoryRole.all
        .filter { PolicyParts.usualAdminRoles.contains($0.template) }.map { .string($0.name) }

    static let role = FormatShape.named(
        "directoryRole", "A built-in Entra role by its name, or any by its template id.",
        .either([.words(DirectoryRole.all.map(\.name)), .text(.guid)]))
}
