import Invitations

/// Reads `defaults`: what an invitation gets that says nothing, and what every grant requires.
enum DefaultsReader {
    static func read(_ given: Section, into parts: inout PolicyParts) {
        var section = given
        if let node = section.required("require", "`redirectHosts` is mandatory under it"),
            let require = Section(node, path: section.named("require"), section.log)
        {
            parts.requirements = requirements(require)
        }
        parts.requirements.allowUndeliveredMessage = section.bool("allowUndeliveredMessage") ?? false
        parts.defaultSendInvitationMessage = section.bool("sendInvitationMessage")
        parts.defaultMessageLanguage = language(&section)
        parts.defaultRedirectURL = redirect(&section, parts.requirements.hosts)
        parts.requirements.quotas = QuotaReader.read(&section)
        section.misplaced("redirectHosts", "it belongs under `require`")
        section.misplaced("message", "it belongs under `require`")
        section.finish()
    }

    private static func requirements(_ given: Section) -> DefaultRequirements {
        var section = given
        var requirements = DefaultRequirements()
        if !section.has("redirectHosts") {
            section.log.fault(
                section.node.location, "", "`\(section.named("redirectHosts"))` is missing",
                "without it an invitation could send guests anywhere", kind: .missingKey)
        }
        if let nodes = section.list("redirectHosts", whenEmpty: "name the hosts that guests may be sent to, such as myapps.microsoft.com") {
            requirements.hosts = RedirectHostsReader.read(nodes, section)
        }
        requirements.message = section.choice("message", MessageRule.self) ?? .plainText
        requirements.justification = section.bool("justification") ?? false
        requirements.ticket = section.bool("ticket") ?? false
        requirements.sponsor = section.bool("sponsor") ?? false
        requirements.displayName = section.bool("displayName") ?? false
        section.misplaced("invitedUserType", "a rule's grant can be for one type only; the defaults are for all grants")
        section.misplaced("quota", "it belongs beside `require`")
        section.misplaced("allowUndeliveredMessage", "it belongs beside `require`")
        section.finish()
        return requirements
    }

    private static func language(_ section: inout Section) -> String? {
        guard let node = section.value("messageLanguage"),
            let text = section.text(node, section.named("messageLanguage"))
        else { return nil }
        if LanguageTag.isWellFormed(text) { return text }
        section.log.fault(node, "not a language tag", "such as en-US or de")
        return nil
    }

    private static func redirect(_ section: inout Section, _ hosts: RedirectHosts) -> RedirectURL? {
        guard let node = section.value("inviteRedirectUrl"),
            let text = section.text(node, section.named("inviteRedirectUrl"), atMost: LongestText.url)
        else { return nil }
        do {
            let url = try RedirectURL(text)
            if !hosts.isEmpty, !hosts.contains(url.host) {
                section.log.fault(
                    node, "its host is not among `redirectHosts`", "every invitation that uses it would be refused",
                    kind: .contradiction)
            }
            return url
        } catch {
            section.log.fault(node, "not a redirect URL: \(error)")
            return nil
        }
    }
}
