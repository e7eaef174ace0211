import Invitations

extension PolicyCaller {
    /// What of a caller has a say in decisions.
    struct Limits: Hashable {
        let groups: Set<ObjectID>?
        let privileged: Bool
    }

    var limits: Limits { Limits(groups: mayNameGroups, privileged: mayNamePrivilegedRoles) }

    /// For two policies that leave the callers to be filled in. The channel makes no difference to any decision.
    static let standIn = PolicyCaller(
        app: ApplicationID(high: 0x00000000_0000_4000, low: 0x8000_0000_0000_0002), name: "a stand-in caller", channel: .portal,
        mayNameGroups: nil, mayNamePrivilegedRoles: true, acceptsUPN: false,
        source: SourceLocation(file: "", line: 1, column: 1))
}

/// In which way the limits of a caller changed, whichever groups they are of.
struct CallerChange: Hashable {
    let isListed: [Bool]
    let isLimited: [Bool]
    let privileged: [Bool?]
    let gains: Bool
    let loses: Bool

    init(_ before: PolicyCaller.Limits?, _ after: PolicyCaller.Limits?) {
        let (mine, theirs) = (before?.groups ?? [], after?.groups ?? [])
        isListed = [before != nil, after != nil]
        isLimited = [before?.groups != nil, after?.groups != nil]
        privileged = [before?.privileged, after?.privileged]
        gains = !theirs.isSubset(of: mine)
        loses = !mine.isSubset(of: theirs)
    }
}
