import Invitations

/// Reads `invitations`: the level, the callers, the lists, the rules and the defaults.
enum InvitationsReader {
    static func read(_ given: Section, into parts: inout PolicyParts, _ readList: (String) throws -> [UInt8]) {
        var section = given
        if let level = section.required(
            "whoMayInvite", "one of \(InvitationLevel.allCases.map(\.rawValue).joined(separator: ", "))")
        {
            parts.levelSource = section.key("whoMayInvite")?.location
            parts.level = section.choice(level, "invitations.whoMayInvite") ?? .none
        }
        if let roles = section.list("adminRoles") {
            parts.adminRolesSource = section.key("adminRoles")?.location
            parts.adminRoles = Set(roles.compactMap { IdentifierReader.role($0, section.log) })
        }
        parts.callers = CallersReader.read(&section)
        parts.internalDomains = internalDomains(&section, readList)
        domains(&section, &parts, readList)
        parts.rules = RulesReader.read(&section, callers: parts.callers, readList)
        if let node = section.required("defaults", "`require: {redirectHosts: […]}` is mandatory"),
            let defaults = Section(node, path: "invitations.defaults", section.log)
        {
            DefaultsReader.read(defaults, into: &parts)
        }
        parts.existingGuest = section.choice("existingGuest", ExistingGuestRule.self) ?? .forward
        section.misplaced("quota", "what binds every grant belongs under `defaults`, what binds one under its rule")
        section.finish()
    }

    private static func internalDomains(_ section: inout Section, _ readList: (String) throws -> [UInt8]) -> DomainList {
        guard let items = section.list("internalDomains", mayBeEmpty: true) else {
            guard !section.has("internalDomains") else { return .empty }
            section.log.warn(
                section.node.location, "", "`invitations.internalDomains` is missing",
                "without it the gate cannot tell the tenant's own addresses", kind: .internalDomainsMissing)
            return .empty
        }
        return DomainsReader(.internalDomains, path: "invitations.internalDomains", section.log).read(items, readList)
    }

    private static func domains(
        _ section: inout Section, _ parts: inout PolicyParts, _ readList: (String) throws -> [UInt8]
    ) {
        guard var domains = section.section("domains") else { return }
        parts.unlisted = domains.choice("unlisted", UnlistedDomains.self) ?? .deny
        parts.unlistedSource = domains.key("unlisted")?.location ?? domains.node.location
        let denied = domains.list("deny", mayBeEmpty: true) ?? []
        parts.denied = DomainsReader(.deny, path: "domains.deny", section.log).read(denied, readList)
        let allowed = domains.list("allow", mayBeEmpty: true)
        if parts.unlisted == .allow, let place = domains.key("allow") {
            section.log.fault(
                place, "`unlisted: allow` with an `allow` list",
                "where unlisted domains pass, the list would change nothing: remove it, or write `unlisted: deny`",
                kind: .contradiction)
        }
        parts.allowed = DomainsReader(.allow, path: "domains.allow", section.log).read(allowed ?? [], readList)
        domains.finish()
    }
}
