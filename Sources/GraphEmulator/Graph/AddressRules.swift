/// The documented form of `invitedUserEmailAddress` and the observed one of `inviteRedirectUrl`.
enum AddressRules {
    /// "The following special characters aren't permitted in the email address" (Microsoft Graph, "invitation resource type").
    private static let forbidden = Set("~!#$%^&*()+=[]{}\\/|;:\"<>?,".utf8)

    /// A `+`, for which Graph has an error of its own.
    static func hasPlusOnly(_ address: String) -> Bool {
        address.contains("+") && isPermitted(address.replacing("+", with: ""))
    }

    /// Two parts at one `@`, no forbidden character, and no period or hyphen at either end of the local part.
    static func isPermitted(_ address: String) -> Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let local = parts.first, let domain = parts.last, !local.isEmpty, !domain.isEmpty else { return false }
        guard !address.utf8.contains(where: { forbidden.contains($0) || $0 <= 0x20 || $0 == 0x7F }) else { return false }
        let edges = [local.first, local.last].compactMap { $0 }
        return edges.allSatisfy { $0 != "." && $0 != "-" }
    }

    static func domain(of address: String) -> String {
        address.split(separator: "@").last.map { $0.lowercased() } ?? ""
    }

    /// Whether Graph takes the redirect: https, and not to the local machine.
    static func isPermittedRedirect(_ text: String) -> Bool {
        guard text.lowercased().hasPrefix("https://") else { return false }
        let authority = text.dropFirst("https://".count).prefix { !"/?#".contains($0) }
        let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let host = hostAndPort.prefix { $0 != ":" }.lowercased()
        return !host.isEmpty && host != "localhost" && !text.utf8.contains { $0 <= 0x20 }
    }
}
