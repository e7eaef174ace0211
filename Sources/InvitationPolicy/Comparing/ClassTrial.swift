import Invitations

/// One combination that both policies judge.
struct HearingDraft: Hashable {
    var inviter: InviterDraft
    var request: RequestDraft
}

/// Draws up the invitations to one class of domains that can tell two policies apart, the plainest first.
struct ClassTrial {
    /// Classes of domains that are alike in both, to which changed callers and recipients of copies are tried.
    static let classesForCallers = 64

    let old: Policy
    let new: Policy
    let time: Timestamp
    let since: Timestamp?
    /// Listed in both where there is one, and named by no rule if that can be.
    private let anyCaller: ApplicationID?
    /// Callers whose limits are not the same in both, where that is news.
    private let changedCallers: [ApplicationID]
    /// One of each way in which the limits of a caller changed: tried before others of the same way.
    private let oneOfEachChange: Set<ApplicationID>
    /// Callers whose limits are not the same in both, those with the same limits together.
    private let callerKinds: [Set<ApplicationID>]
    /// Takes the place of a caller where neither policy lists one.
    private let standIn: PolicyCaller?

    init(old: Policy, new: Policy, time: Timestamp, since: Timestamp?) {
        (self.old, self.new, self.time, self.since) = (old, new, time, since)
        let apps = Set((old.callers + new.callers).map(\.app)).sorted()
        let named = (old.rules + new.rules).reduce(into: Set<ApplicationID>()) { $0.formUnion($1.inviters.callers ?? []) }
        let unchanged = apps.filter { app in
            guard let before = old.caller(app), let after = new.caller(app) else { return false }
            return before.limits == after.limits
        }
        let common = apps.filter { old.caller($0) != nil && new.caller($0) != nil }
        standIn = apps.isEmpty ? .standIn : nil
        anyCaller = unchanged.first { !named.contains($0) } ?? unchanged.first ?? common.first ?? apps.first ?? standIn?.app
        let changed = apps.filter { !unchanged.contains($0) }
        // What changed about a caller is no news at a later time.
        changedCallers = since == nil ? changed : []
        let kinds = Dictionary(grouping: changed) { [old.caller($0)?.limits, new.caller($0)?.limits] }
        callerKinds = kinds.values.map { Set($0) }
        let ways = Dictionary(changed.map { (CallerChange(old.caller($0)?.limits, new.caller($0)?.limits), $0) }) { first, _ in first }
        oneOfEachChange = since == nil ? Set(ways.values) : []
    }

    func hasMore(_ copies: [EmailAddress]) -> Bool { !changedCallers.isEmpty || !copies.isEmpty }

    /// - Parameter isLike: whether only callers and copies can make a difference here.
    /// - Returns: also the choices that the inviters were made of.
    func hearings(
        _ sides: (ClassSide, ClassSide), isLike: Bool, copies: [EmailAddress], limits: inout Set<String>
    ) -> ([HearingDraft], InviterChoices) {
        let rules = InvolvedRules(sides, old, new)
        var choices = choices(sides)
        if rules.pairs.count > PolicyComparison.mostPairsOfRules {
            limits.insert("more than \(PolicyComparison.mostPairsOfRules) pairs of rules that concern one class of domains")
        }
        var inviters = OrderedSet<InviterDraft>()
        for pair in rules.pairs.prefix(PolicyComparison.mostPairsOfRules) {
            var drafts = [InviterDraft()]
            for condition in pair { drafts = choices.satisfying(condition, drafts) }
            drafts = drafts.flatMap { leveled($0, rules, &choices) }
            drafts.forEach { inviters.insert($0) }
        }
        defer {
            if choices.wasBounded { limits.insert("a list of groups, roles, users or callers has more kinds of members than were tried") }
        }
        let requests = RequestChoices(sides, old, new, copies)
        if requests.isBounded {
            limits.insert("grants for one class of domains tell more than \(HostChoices.mostHosts) redirect hosts apart")
        }
        var hearings = OrderedSet<HearingDraft>()
        // Plain invitations of everyone before the intricate ones of anyone: what is found first is shown.
        for group in requests.groups {
            // The recipient of a copy makes its difference for any inviter and through any caller.
            let callers = group.first?.copy == nil ? inviters.elements.flatMap { called($0, isLike: isLike, &choices) } : inviters.elements
            for inviter in callers {
                for request in group {
                    for drafted in permitted(inviter, request, &choices) { hearings.insert(drafted) }
                    if hearings.elements.count > PolicyComparison.mostOfOneClass { return (hearings.elements, choices) }
                }
            }
        }
        return (hearings.elements, choices)
    }

    private func choices(_ sides: (ClassSide, ClassSide)) -> InviterChoices {
        let conditions = (sides.0.rules + sides.1.rules).map(\.inviters)
        var roles = [old.adminRoles, new.adminRoles] + Permission.allCases.map(\.roles)
        let limits = callerKinds.compactMap(\.first).flatMap { [old.caller($0), new.caller($0)] }.compactMap(\.self)
        if !limits.isEmpty {
            let named = conditions.reduce(into: Set(roles.joined())) { $0.formUnion($1.directoryRoles ?? []) }
            roles.append(named.filter(DirectoryRole.isPrivileged))
        }
        return InviterChoices(conditions, roles: roles, groups: limits.compactMap(\.mayNameGroups), callers: callerKinds)
    }

    /// For people: the inviter and whoever is judged like him.
    func text(_ inviter: InviterDraft, _ choices: InviterChoices, through caller: ApplicationID) -> String {
        choices.text(inviter, caller: caller, of: Set((old.callers + new.callers).map(\.app))) {
            old.caller($0)?.name ?? new.caller($0)?.name ?? $0.description
        }
    }

    /// As needed to be among those who may invite at all, in one way or the other.
    private func leveled(
        _ draft: InviterDraft, _ rules: InvolvedRules, _ choices: inout InviterChoices
    ) -> [InviterDraft] {
        var drafts: [InviterDraft] = []
        let kinds: [UserKind] = draft.kind.map { [$0] } ?? (rules.askForKind ? [.member, .guest] : [.member])
        for kind in kinds {
            var plain = draft
            plain.kind = kind
            if rules.needsPlain(kind) { drafts.append(plain) }
            guard rules.needsAdmin(kind) else { continue }
            for set in rules.adminSets {
                guard plain.roles.isDisjoint(with: set) else { continue }
                for role in choices.roles(of: set) {
                    var admin = plain
                    admin.roles.insert(role)
                    drafts.append(admin)
                }
            }
            if !rules.needsPlain(kind), !rules.adminSets.allSatisfy({ plain.roles.isDisjoint(with: $0) }) { drafts.append(plain) }
        }
        return drafts
    }

    /// Through whom: any caller where the draft names none, and each kind of caller whose limits changed.
    private func called(_ draft: InviterDraft, isLike: Bool, _ choices: inout InviterChoices) -> [InviterDraft] {
        var drafts = isLike ? [] : [draft]
        guard draft.caller.map(changedCallers.contains) ?? true else { return [draft] }
        for app in draft.caller.map({ [$0] }) ?? tried(&choices) {
            var other = draft
            other.caller = app
            drafts.append(other)
            other.proof = .asserted
            drafts.append(other)
            let named = [old.caller(app)?.mayNameGroups, new.caller(app)?.mayNameGroups].compactMap(\.self)
            // One whom both may name, or only one of them.
            for set in named.isEmpty ? [] : [named[0], named[named.count - 1]] {
                let others = named.filter { $0 != set }.reduce(into: Set<ObjectID>()) { $0.formUnion($1) }
                for group in [set.subtracting(others), set.intersection(others)].flatMap({ choices.groups(of: $0) }) {
                    var member = other
                    member.groups.insert(group)
                    drafts.append(member)
                }
            }
            guard old.caller(app)?.mayNamePrivilegedRoles != new.caller(app)?.mayNamePrivilegedRoles else { continue }
            drafts += drafts.filter { $0.caller == app && $0.proof == .asserted }.map { draft in
                var admin = draft
                admin.roles.insert(DirectoryRole.globalAdministrator.template)
                return admin
            }
        }
        return drafts
    }

    private func tried(_ choices: inout InviterChoices) -> [ApplicationID] {
        var apps = OrderedSet<ApplicationID>()
        for app in choices.callers(of: oneOfEachChange) + choices.callers(of: Set(changedCallers)) { apps.insert(app) }
        return apps.elements
    }

    /// With a role of those that Entra asks for, where the request needs a permission.
    private func permitted(
        _ inviter: InviterDraft, _ request: RequestDraft, _ choices: inout InviterChoices
    ) -> [HearingDraft] {
        var inviters = [inviter]
        var needed: [Permission] = []
        if request.resets { needed.append(.resetRedemption) }
        if request.type == .member { needed.append(.memberType) }
        for permission in needed {
            inviters = inviters.flatMap { draft -> [InviterDraft] in
                guard draft.roles.isDisjoint(with: permission.roles) else { return [draft] }
                return choices.roles(of: permission.roles).map { role in
                    var other = draft
                    other.roles.insert(role)
                    return other
                }
            }
        }
        return inviters.map { HearingDraft(inviter: $0, request: request) }
    }

    func witness(_ draft: HearingDraft, to address: EmailAddress) -> PolicyDifference.Witness? {
        guard let request = draft.request.request(to: address), let app = draft.inviter.caller ?? anyCaller else { return nil }
        let inviter = draft.inviter.facts(at: time)
        var usage = QuotaUsage()
        for policy in [old, new] {
            guard let caller = policy.caller(app) ?? standIn else { continue }
            for counter in policy.quotaCounters(for: request, by: inviter.id, through: caller, at: time) {
                usage[counter] = draft.request.counts[counter.place] ?? (draft.request.othersExhausted ? QuotaLimits.largest : 0)
            }
        }
        return PolicyDifference.Witness(
            request: request, inviter: inviter, caller: app,
            callerName: old.caller(app)?.name ?? new.caller(app)?.name ?? standIn?.name ?? app.description,
            context: draft.request.context, usage: usage, time: time, standIn: standIn)
    }
}

/// Keeps the order in which its elements came.
struct OrderedSet<Element: Hashable> {
    private(set) var elements: [Element] = []
    private var members: Set<Element> = []

    mutating func insert(_ element: Element) {
        if members.insert(element).inserted { elements.append(element) }
    }
}
