import Invitations

/// Which ids, roles and names have to be told apart: of those that stand in the same lists, one is enough.
struct InviterChoices {
    static let mostOfOneList = 8

    private let groups: Kinds<ObjectID>
    private let roles: Kinds<RoleTemplateID>
    private let appRoles: Kinds<String>
    private let users: Kinds<ObjectID>
    private let callers: Kinds<ApplicationID>
    /// Whether a list had more kinds of members than are tried.
    private(set) var wasBounded = false

    /// - Parameters:
    ///   - more: lists of roles and groups that make a difference besides those of the conditions.
    ///   - callerKinds: callers that are told apart by their limits, those of one kind together.
    init(
        _ conditions: [InviterCondition], roles more: [Set<RoleTemplateID>], groups limits: [Set<ObjectID>],
        callers callerKinds: [Set<ApplicationID>]
    ) {
        groups = Kinds(conditions.map(\.groups) + limits)
        roles = Kinds(conditions.map(\.directoryRoles) + more)
        appRoles = Kinds(conditions.map(\.appRoles))
        users = Kinds(conditions.map(\.users))
        callers = Kinds(conditions.map(\.callers) + callerKinds)
    }

    mutating func groups(of set: Set<ObjectID>) -> [ObjectID] { some(set, groups) }
    mutating func roles(of set: Set<RoleTemplateID>) -> [RoleTemplateID] { some(set, roles) }
    mutating func callers(of set: Set<ApplicationID>) -> [ApplicationID] { some(set, callers) }

    private mutating func some<Value>(_ set: Set<Value>, _ kinds: Kinds<Value>) -> [Value] {
        let different = kinds.different(in: set)
        if different.count > Self.mostOfOneList { wasBounded = true }
        return Array(different.prefix(Self.mostOfOneList))
    }

    /// The drafts, made satisfying the condition as well; those that cannot be are left out.
    mutating func satisfying(_ condition: InviterCondition, _ drafts: [InviterDraft]) -> [InviterDraft] {
        var drafts = drafts.compactMap { draft -> InviterDraft? in
            guard let kind = condition.userKind else { return draft }
            var draft = draft
            guard draft.kind ?? kind == kind else { return nil }
            draft.kind = kind
            return draft
        }
        drafts = adding(condition.groups, groups, to: drafts, \.groups)
        drafts = adding(condition.directoryRoles, roles, to: drafts, \.roles)
        drafts = adding(condition.appRoles, appRoles, to: drafts, \.appRoles)
        drafts = choosing(condition.users, users, for: drafts, \.user)
        return choosing(condition.callers, callers, for: drafts, \.caller)
    }

    private mutating func adding<Value>(
        _ wanted: Set<Value>?, _ kinds: Kinds<Value>, to drafts: [InviterDraft], _ path: WritableKeyPath<InviterDraft, Set<Value>>
    ) -> [InviterDraft] {
        guard let wanted else { return drafts }
        let choices = some(wanted, kinds)
        return drafts.flatMap { draft -> [InviterDraft] in
            guard draft[keyPath: path].isDisjoint(with: wanted) else { return [draft] }
            return choices.map { choice in
                var other = draft
                other[keyPath: path].insert(choice)
                return other
            }
        }
    }

    private mutating func choosing<Value>(
        _ wanted: Set<Value>?, _ kinds: Kinds<Value>, for drafts: [InviterDraft], _ path: WritableKeyPath<InviterDraft, Value?>
    ) -> [InviterDraft] {
        guard let wanted else { return drafts }
        let choices = some(wanted, kinds)
        return drafts.flatMap { draft -> [InviterDraft] in
            if let chosen = draft[keyPath: path] { return wanted.contains(chosen) ? [draft] : [] }
            return choices.map { choice in
                var other = draft
                other[keyPath: path] = choice
                return other
            }
        }
    }
}

extension InviterChoices {
    /// For people, such as `a member, in one of the groups 5d0e…, 8f0c…`: the one who was tried stands for all whom
    /// neither policy tells apart from him.
    ///
    /// - Parameters:
    ///   - caller: through whom the draft was tried if it names nobody.
    ///   - all: every caller there is; that it is through any of them is not said.
    func text(
        _ draft: InviterDraft, caller: ApplicationID, of all: Set<ApplicationID>, name: (ApplicationID) -> String
    ) -> String {
        func phrase<Value>(_ chosen: Set<Value>, _ kinds: Kinds<Value>, _ what: String, _ text: (Value) -> String) -> String {
            chosen.sorted().map { value in
                let alike = kinds.alike(value).map(text).sorted()
                return alike.count == 1 ? "\(what) \(alike[0])" : "one of the \(what)s \(MatchedConditions.words(inOrder: alike))"
            }.joined(separator: " and ")
        }
        var parts = ["a \((draft.kind ?? .member).rawValue)"]
        if let user = draft.user {
            let text = phrase([user], users, "user", \.description)
            parts.append(text.hasPrefix("user") ? "the \(text)" : text)
        }
        if !draft.roles.isEmpty { parts.append("with \(phrase(draft.roles, roles, "role", RoleWords.name))") }
        if !draft.appRoles.isEmpty { parts.append("with \(phrase(draft.appRoles, appRoles, "app role", \.self))") }
        if !draft.groups.isEmpty { parts.append("in \(phrase(draft.groups, groups, "group", \.description))") }
        let through = draft.caller ?? caller
        if draft.proof != .token {
            parts.append("named by \(phrase([through], callers, "caller", name))")
        } else if callers.knows(through), !Set(callers.alike(through)).isSuperset(of: all) {
            parts.append("through \(phrase([through], callers, "caller", name))")
        }
        return parts.joined(separator: ", ")
    }
}

/// Values sorted by the lists that they stand in: those of one kind stand in the same.
struct Kinds<Value: Hashable & Comparable> {
    private var places: [Value: [Int]] = [:]
    private var members: [[Int]: [Value]] = [:]

    init(_ lists: [Set<Value>?]) {
        for (number, list) in lists.enumerated() { for value in list ?? [] { places[value, default: []].append(number) } }
        for value in places.keys.sorted() { members[places[value] ?? [], default: []].append(value) }
    }

    /// The first of each kind.
    func different(in set: Set<Value>) -> [Value] {
        var seen: Set<[Int]> = []
        return set.sorted().filter { seen.insert(places[$0] ?? []).inserted }
    }

    func knows(_ value: Value) -> Bool { places[value] != nil }

    /// All of the value's kind, in their order.
    func alike(_ value: Value) -> [Value] { places[value].flatMap { members[$0] } ?? [value] }
}
