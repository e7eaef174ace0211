import Invitations

/// What of an invitation and its inviter fulfils a rule's conditions, and what does not.
struct MatchedConditions {
    private let rule: Rule
    private let hearing: Hearing

    init(_ rule: Rule, _ hearing: Hearing) {
        (self.rule, self.hearing) = (rule, hearing)
    }

    /// What holds, in the policy's words.
    var held: [String] {
        var texts: [String] = []
        if rule.addresses != nil { texts.append("address \(hearing.address)") }
        if rule.domains != nil { texts.append("domain \(hearing.address.domain)") }
        let (condition, inviter) = (rule.inviters, hearing.inviter)
        texts += Self.common(condition.groups, inviter.groups).map { "group \($0)" }
        texts += Self.common(condition.directoryRoles, inviter.directoryRoles).map { "role \(RoleWords.name($0))" }
        texts += Self.common(condition.appRoles, inviter.appRoles).map { "app role \($0)" }
        if condition.users?.contains(inviter.id) ?? false { texts.append("user \(inviter.id)") }
        if condition.callers != nil { texts.append("through \(hearing.caller.name)") }
        if let kind = condition.userKind, inviter.userKind.value == kind { texts.append("a \(kind.rawValue)") }
        return texts.isEmpty ? ["every invitation"] : texts
    }

    /// Which conditions about the inviter do not hold, in the policy's words.
    var wanting: [String] {
        var texts: [String] = []
        let (condition, inviter) = (rule.inviters, hearing.inviter)
        func ask<Value>(_ wanted: Set<Value>?, _ fact: Fact<Set<Value>>, _ kind: FactKind, _ text: (Set<Value>) -> String) {
            guard let wanted, Finding.any(of: wanted, in: fact, kind) != .yes else { return }
            texts.append(text(wanted))
        }
        ask(condition.groups, inviter.groups, .groups) { "in none of its groups: \(Self.words($0))" }
        ask(condition.directoryRoles, inviter.directoryRoles, .directoryRoles) { "none of its roles: \(RoleWords.list($0))" }
        ask(condition.appRoles, inviter.appRoles, .appRoles) { "none of its app roles: \(Self.words($0))" }
        if let users = condition.users, !users.contains(inviter.id) { texts.append("for other users") }
        if let callers = condition.callers, !callers.contains(hearing.caller.app) { texts.append("through other callers") }
        if let kind = condition.userKind, inviter.userKind.value != kind { texts.append("for a \(kind.rawValue) only") }
        return texts
    }

    private static func common<Value: Comparable>(_ wanted: Set<Value>?, _ fact: Fact<Set<Value>>) -> [Value] {
        (wanted ?? []).intersection(fact.value ?? []).sorted()
    }

    /// At most ten, sorted.
    static func words<Value: CustomStringConvertible>(_ values: Set<Value>) -> String {
        words(inOrder: values.map(\.description).sorted())
    }

    static func words(inOrder texts: [String]) -> String {
        let more = texts.count > 10 ? " and \(texts.count - 10) more" : ""
        return texts.prefix(10).joined(separator: ", ") + more
    }
}
