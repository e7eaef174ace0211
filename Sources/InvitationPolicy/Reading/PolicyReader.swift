import Invitations

extension Policy {
    /// Reads a policy whole, or not at all.
    ///
    /// - Parameters:
    ///   - text: the policy's YAML.
    ///   - file: its name, for places in faults.
    ///   - readList: gives the bytes of a list file that the policy names, by the name as written there. An
    ///     ``UnreadableFile`` that it throws says why in the fault.
    /// - Throws: ``PolicyFaults`` with every fault at once.
    public static func load(
        text: String, file: String, readList: (String) throws -> [UInt8]
    ) throws(PolicyFaults) -> LoadedPolicy {
        try load(FaultLog(file: file), text, readList)
    }

    /// The same from a file's bytes. Bytes that are not UTF-8 are a fault: to mend them would be to guess.
    public static func load(
        bytes: [UInt8], file: String, readList: (String) throws -> [UInt8]
    ) throws(PolicyFaults) -> LoadedPolicy {
        let log = FaultLog(file: file)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            log.fault(
                SourceLocation(file: file, line: 1, column: 1), "", "not UTF-8", "save the file as UTF-8",
                kind: .notUTF8)
            throw log.all
        }
        return try load(log, text, readList)
    }

    private static func load(
        _ log: FaultLog, _ text: String, _ readList: (String) throws -> [UInt8]
    ) throws(PolicyFaults) -> LoadedPolicy {
        guard let parts = PolicyReader.read(text, log, readList) else { throw log.all }
        Lint(parts: parts, log: log).check()
        guard log.isClean else { throw log.all }
        let warnings = log.warnings.sorted { $0.location < $1.location }
        return LoadedPolicy(policy: Policy(parts), warnings: warnings, dated: log.dated)
    }
}

/// Reads the policy's outermost keys and hands the rest on.
enum PolicyReader {
    /// Nil where nothing can be made of the text; otherwise what could be read, with the log's faults about the rest.
    static func read(_ text: String, _ log: FaultLog, _ readList: (String) throws -> [UInt8]) -> PolicyParts? {
        guard let root = PolicyDocument.read(text, file: log.file, log), var top = Section(root, path: "", log) else {
            return nil
        }
        var parts = PolicyParts()
        if let version = top.required("version", "write `version: 1`"), version.integer != 1 {
            log.fault(version, "unknown `version`", "this release reads version 1")
        }
        if let name = top.required("name", "audit entries name the policy by it") {
            parts.name = top.text(name, "name", atMost: LongestText.policyName) ?? ""
        }
        parts.owner = top.text("owner")
        parts.author = top.text("author")
        parts.mode = top.choice("mode", PolicyMode.self) ?? .enforce
        reportOnly(&top, &parts)
        parts.tenant = top.section("tenant").map(tenant)
        if let node = top.required("invitations", "it holds who may invite whom"),
            let section = Section(node, path: "invitations", log)
        {
            InvitationsReader.read(section, into: &parts, readList)
        }
        top.finish()
        return parts
    }

    private static func reportOnly(_ top: inout Section, _ parts: inout PolicyParts) {
        guard var section = top.section("reportOnly") else { return }
        parts.reportsWhoMayInvite = section.bool("includeWhoMayInvite") ?? false
        section.finish()
        if parts.mode == .enforce {
            top.log.warn(
                section.node.location, "", "`reportOnly` has no effect", "it belongs to `mode: reportOnly`",
                kind: .noEffect)
        }
    }

    private static func tenant(_ given: Section) -> TenantWishes {
        var section = given
        let wishes = TenantWishes(
            guestUserAccess: section.choice("guestUserAccess", TenantWishes.GuestUserAccess.self),
            guestInvitations: section.choice("guestInvitations", InvitationLevel.self),
            selfServiceSignUp: section.choice("selfServiceSignUp", TenantWishes.SelfServiceSignUp.self),
            externalUserLeave: section.choice("externalUserLeave", TenantWishes.ExternalUserLeave.self),
            collaborationRestrictions: section.choice(
                "collaborationRestrictions", TenantWishes.CollaborationRestrictions.self))
        section.finish()
        return wishes
    }
}
