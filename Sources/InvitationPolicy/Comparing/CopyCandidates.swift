import Invitations

/// Internal domains whose standing changed, as recipients of a copy: what is refused as an invitee in both policies can
/// still differ there.
struct CopyCandidates {
    /// More than these are not tried.
    static let most = 16

    /// What decides about a copy to an internal domain.
    private struct Standing: Hashable {
        let isDenied: Bool
        let denies: [RuleMeaning]

        init(_ side: ClassSide) {
            isDenied = side.isDenied
            denies = side.meanings.filter { $0.effect == .deny }
        }
    }

    /// In which way it changed, whoever is concerned.
    private struct Kind: Hashable {
        let isDenied: [Bool]
        let gains: Bool
        let loses: Bool
    }

    /// One of each kind of change first.
    let addresses: [EmailAddress]
    /// Number of domains that nothing else stands for.
    let count: Int

    init(_ classes: DomainClasses, _ old: Policy, _ new: Policy, at now: Timestamp) {
        var seen: Set<[Standing]> = []
        var kinds: Set<Kind> = []
        var (first, others): ([EmailAddress], [EmailAddress]) = ([], [])
        for domain in classes.classes where domain.standing.old.isInternal && domain.standing.new.isInternal {
            let before = Standing(ClassSide(old, domain.standing.old, at: now))
            let after = Standing(ClassSide(new, domain.standing.new, at: now))
            guard before != after, seen.insert([before, after]).inserted else { continue }
            let (mine, theirs) = (Set(before.denies), Set(after.denies))
            let kind = Kind(
                isDenied: [before.isDenied, after.isDenied], gains: !theirs.isSubset(of: mine), loses: !mine.isSubset(of: theirs))
            if kinds.insert(kind).inserted { first.append(domain.address) } else { others.append(domain.address) }
        }
        count = first.count + others.count
        addresses = Array((first + others).prefix(Self.most))
    }

    var isBounded: Bool { count > addresses.count }
}
