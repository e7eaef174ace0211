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
        parts.defaultRedirectURL = redirect(&section, parts.requirements.hosts)
        section.unsupported("quota", "quotas come with a later one; leave the key out")
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
                "without it an invitation could send guests anywhere")
        }
        if let nodes = section.list("redirectHosts") { requirements.hosts = RedirectHostsReader.read(nodes, section) }
        requirements.message = section.choice("message", MessageRule.self) ?? .plainText
        requirements.justification = section.bool("justification") ?? false
        requirements.ticket = section.bool("ticket") ?? false
        section.unsupported("sponsor", "it cannot verify sponsors yet; leave the key out")
        section.misplaced("allowUndeliveredMessage", "it belongs beside `require`")
        section.finish()
        return requirements
    }

    private static func redirect(_ section: inout Section, _ hosts: RedirectHosts) -> RedirectURL? {
        guard let node = section.value("inviteRedirectUrl"),
            let text = section.text(node, section.named("inviteRedirectUrl"), atMost: 2_048)
        else { return nil }
        do {
            let url = try RedirectURL(text)
            if !hosts.isEmpty, !hosts.contains(url.host) {
                section.log.fault(
                    node, "its host is not among `redirectHosts`", "every invitation that uses it would be refused")
            }
            return url
        } catch {
            section.log.fault(node, "not a redirect URL: \(error)")
            return nil
        }
    }
}

/// Reads `redirectHosts`: names, and `*.` for subdomains.
enum RedirectHostsReader {
    static func read(_ nodes: [PolicyNode], _ section: Section) -> RedirectHosts {
        var hosts = RedirectHosts()
        for node in nodes {
            guard let text = section.text(node, section.named("redirectHosts")) else { continue }
            do {
                let entry = try DomainEntryText(text)
                if entry.isWildcard { hosts.parents.insert(entry.domain) } else { hosts.exact.insert(entry.domain) }
            } catch {
                section.log.fault(node, error.what, "write the bare host name, such as myapps.microsoft.com")
            }
        }
        return hosts
    }
}
