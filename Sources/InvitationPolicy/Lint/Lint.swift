import Invitations

/// Looks at what was read for what cannot be meant: what contradicts itself or can never match is a fault, what another
/// part makes pointless or what opens more than its author may think is a warning.
///
/// It runs with every load, so its cost stays small beside the load's own, whatever the length of the lists.
struct Lint {
    static let warningsOfOneKind = 100

    let parts: PolicyParts
    let log: FaultLog

    func check() {
        RuleLint(parts: parts, log: log).check()
        ShadowLint(parts: parts, log: log).check()
        RepeatedRuleLint(parts: parts, log: log).check()
        EndlessLint(parts: parts, log: log).check()
        let openDoors = OpenDoorLint(log: log)
        openDoors.checkAllowed(parts.allowed)
        // A rule with whole addresses opens those, not the domains.
        for rule in parts.rules where rule.effect == .allow && rule.addresses == nil {
            if let domains = rule.domains { openDoors.checkAllowed(domains) }
        }
        openDoors.checkShared(parts.denied)
        openDoors.checkShared(parts.allowed)
        LookalikeLint(parts: parts, log: log).check()
        checkSettings()
    }

    private func checkSettings() {
        if parts.level == .none || parts.level == .everyone, parts.adminRoles != PolicyParts.usualAdminRoles {
            warn(parts.adminRolesSource, "`adminRoles` has no effect", "whoMayInvite is \(parts.level.rawValue)", kind: .noEffect)
        }
        if parts.level == .none {
            warn(parts.levelSource, "whoMayInvite is none", "every invitation will be refused", kind: .nothingPasses)
        }
        if parts.owner == nil {
            warn(nil, "`owner` is missing", "a person who was denied should know whom to ask", kind: .ownerMissing)
        }
    }

    /// At the start of the file where there is no place to point at.
    private func warn(_ place: SourceLocation?, _ what: String, _ advice: String, kind: PolicyFaultKind) {
        log.warn(place ?? SourceLocation(file: log.file, line: 1, column: 1), "", what, advice, kind: kind)
    }
}
