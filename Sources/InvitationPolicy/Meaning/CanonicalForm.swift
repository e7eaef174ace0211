import Crypto
import Invitations

/// The policy's meaning as bytes: the same for every order, comment and layout of the file, different for every
/// difference that can matter to a decision or to who answers for it.
///
/// Each part is a set of texts, hashed in sorted order with their lengths, so that no two sets give the same bytes.
extension PolicyParts {
    func digest() -> String {
        var facts = [
            "format 1", "name \(name)", "owner \(owner ?? "")", "mode \(mode)",
            "reportsWhoMayInvite \(reportsWhoMayInvite)",
            "level \(level)", "unlisted \(unlisted)", "redirect \(defaultRedirectURL?.description ?? "")",
            "sends \(defaultSendInvitationMessage.map(String.init) ?? "")",
            "internal \(internalDomains.digest())", "deny \(denied.digest())", "allow \(allowed.digest())",
        ]
        if let author { facts.append("author \(author)") }
        if let defaultMessageLanguage { facts.append("language \(defaultMessageLanguage)") }
        if existingGuest != .forward { facts.append("existingGuest \(existingGuest)") }
        facts += adminRoles.map { "adminRole \($0)" }
        facts += callers.map { "caller \(CanonicalSet($0.facts).digest())" }
        facts += rules.map { "rule \(CanonicalSet($0.facts).digest())" }
        facts += requirements.facts + (tenant?.facts ?? [])
        return CanonicalSet(facts).digest()
    }
}

/// A set of texts with one digest, whatever their order.
struct CanonicalSet {
    private let members: [String]

    init(_ members: some Sequence<String>) {
        self.members = Set(members).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func digest() -> String {
        var hash = SHA256()
        for member in members {
            hash.update(length: member.utf8.count)
            hash.update(data: Array(member.utf8))
        }
        return hash.finalize().hexadecimal
    }
}

extension SHA256 {
    mutating func update(length: Int) {
        update(data: (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) })
    }
}

extension SHA256.Digest {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}

extension PolicyCaller {
    fileprivate var facts: [String] {
        [
            "app \(app)", "name \(name)", "channel \(channel)", "privileged \(mayNamePrivilegedRoles)",
            "upn \(acceptsUPN)",
        ]
            + texts("group", mayNameGroups)
    }
}

extension Rule {
    fileprivate var facts: [String] { ["id \(id)"] + meaning + note.facts }

    /// Equal for two rules that differ in nothing but id and note.
    var meaningDigest: String { CanonicalSet(meaning).digest() }

    private var meaning: [String] {
        var facts = [
            "effect \(effect)", "mode \(mode)", "expires \(expires.text)", "exclusive \(exclusive)",
        ]
        facts += texts("address", addresses)
        facts += permit.map { "permit \($0)" }
        facts += require.facts
        facts += quotas.map(\.fact)
        facts += inviters.canonicalFacts
        if let domains { facts.append("domains \(domains.digest())") }
        return facts
    }
}

extension InviterCondition {
    fileprivate var canonicalFacts: [String] {
        var facts = texts("directoryRole", directoryRoles)
        facts += texts("appRole", appRoles)
        facts += texts("inGroup", groups)
        facts += texts("user", users)
        facts += texts("through", callers)
        if let userKind { facts.append("userKind \(userKind)") }
        return facts
    }
}

extension EntryNote {
    var facts: [String] { ["owner \(owner ?? "")", "ticket \(ticket ?? "")", "reviewBy \(reviewBy.text)"] }
}

extension RedirectHosts {
    fileprivate var facts: [String] { exact.map { "host \($0)" } + parents.map { "host *.\($0)" } }
}

extension RuleRequirements {
    fileprivate var facts: [String] {
        (hosts?.facts ?? []) + (message.map { ["message \($0)"] } ?? [])
            + ["justification \(justification)", "needsTicket \(ticket)"]
            + needs(sponsor: sponsor, displayName: displayName)
            + (userType.map { ["userType \($0)"] } ?? [])
    }
}

extension DefaultRequirements {
    fileprivate var facts: [String] {
        hosts.facts + [
            "message \(message)", "undelivered \(allowUndeliveredMessage)",
            "justification \(justification)", "needsTicket \(ticket)",
        ] + needs(sponsor: sponsor, displayName: displayName) + quotas.map(\.fact)
    }
}

extension QuotaLimits {
    fileprivate var fact: String {
        func text(_ limit: Int?) -> String { limit.map(String.init) ?? "" }
        return "quota \(period) \(text(perInviter)) \(text(perDomain)) \(text(perTenant))"
    }
}

/// Written only where they hold: a policy that knows nothing of them keeps its digest.
private func needs(sponsor: Bool, displayName: Bool) -> [String] {
    (sponsor ? ["needsSponsor true"] : []) + (displayName ? ["needsDisplayName true"] : [])
}

extension TenantWishes {
    fileprivate var facts: [String] {
        func fact(_ key: String, _ value: String?) -> [String] { value.map { ["tenant.\(key) \($0)"] } ?? [] }
        return fact("guestUserAccess", guestUserAccess?.rawValue) + fact("guestInvitations", guestInvitations?.rawValue)
            + fact("selfServiceSignUp", selfServiceSignUp?.rawValue)
            + fact("externalUserLeave", externalUserLeave?.rawValue)
            + fact("collaborationRestrictions", collaborationRestrictions?.rawValue)
    }
}

extension CalendarDate? {
    fileprivate var text: String { map(\.description) ?? "" }
}

private func texts<Value: CustomStringConvertible>(_ key: String, _ values: Set<Value>?) -> [String] {
    values.map { $0.map { "\(key) \($0)" } } ?? []
}
