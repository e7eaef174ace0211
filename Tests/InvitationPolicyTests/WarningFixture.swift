import InvitationPolicy

/// The warnings of a policy that is whole but for these parts, as `kind: text`, in the order of the text.
func warned(
    domains: String = "", rules: String = "", require: String = "", defaults: String = "", lists: [String: String] = [:]
) throws -> [String] {
    let text = policyText(domains: domains, rules: rules, require: require, defaults: defaults)
    return try load(text, lists: lists).warnings.map { "\($0.kind.rawValue): \($0.text)" }
}
