import Invitations

/// The rules of both policies that concern one class of domains, as conditions on the inviter.
struct InvolvedRules {
    /// Conditions to be satisfied together: none, one grant's, one deny's, and each grant's with each deny's. An inviter
    /// whom one policy grants and the other does not is found among those who satisfy one pair and nothing besides.
    let pairs: [[InviterCondition]]
    let askForKind: Bool
    let adminSets: [Set<RoleTemplateID>]
    private let levels: Set<InvitationLevel>

    init(_ sides: (ClassSide, ClassSide), _ old: Policy, _ new: Policy) {
        levels = [old.level, new.level]
        adminSets = old.adminRoles == new.adminRoles ? [old.adminRoles] : [old.adminRoles, new.adminRoles]
        let all = sides.0.rules + sides.1.rules
        askForKind = levels.count > 1 || all.contains { $0.inviters.userKind != nil }
        // What changed comes first, so that a bound cuts off what is least likely to matter.
        let (mine, theirs) = (Set(sides.0.meanings), Set(sides.1.meanings))
        let changed = mine.symmetricDifference(theirs)
        func conditions(_ effect: RuleEffect) -> [(condition: InviterCondition, isChanged: Bool)] {
            var seen: Set<InviterCondition> = []
            let meanings = (sides.0.meanings + sides.1.meanings).filter { $0.effect == effect }
            let sorted = meanings.filter(changed.contains) + meanings.filter { !changed.contains($0) }
            return sorted.filter { seen.insert($0.inviters).inserted }.map { ($0.inviters, changed.contains($0)) }
        }
        let (grants, denies) = (conditions(.allow), conditions(.deny))
        var pairs: [[InviterCondition]] = [[]] + (grants + denies).map { [$0.condition] }
        for isChanged in [true, false] {
            for grant in grants {
                // One more than are tried, so that it shows that there are more.
                guard pairs.count <= PolicyComparison.mostPairsOfRules else { break }
                for deny in denies where (grant.isChanged || deny.isChanged) == isChanged {
                    pairs.append([grant.condition, deny.condition])
                }
            }
        }
        self.pairs = pairs
    }

    /// Whether somebody of this kind without any role is to be tried.
    func needsPlain(_ kind: UserKind) -> Bool {
        levels.contains { level in
            switch level {
            case .everyone, .none: true
            case .adminsGuestInvitersAndAllMembers: kind == .member || levels.count > 1
            case .adminsAndGuestInviters: levels.count > 1
            }
        }
    }

    func needsAdmin(_ kind: UserKind) -> Bool {
        levels.count > 1 || adminSets.count > 1
            || levels.contains { $0 == .adminsAndGuestInviters || $0 == .adminsGuestInvitersAndAllMembers && kind == .guest }
    }
}
