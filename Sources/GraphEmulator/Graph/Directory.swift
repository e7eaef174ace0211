import FoundationEssentials
import Synchronization

/// The directory's users, groups and applications. Every look-up by id, name or address takes constant time.
final class Directory: Sendable {
    private struct State {
        var users: [String: DirectoryUser] = [:]
        /// Ids in the order of creation, which is the order of collections.
        var order: [String] = []
        var idByName: [String: String] = [:]
        var idsByAddress: [String: [String]] = [:]
        var tenant: SeededTenant

        mutating func insert(_ user: DirectoryUser) {
            if let old = users[user.id] { unindex(old) } else { order.append(user.id) }
            users[user.id] = user
            idByName[user.userPrincipalName.lowercased()] = user.id
            for address in user.addresses { idsByAddress[address, default: []].append(user.id) }
        }

        private mutating func unindex(_ user: DirectoryUser) {
            idByName[user.userPrincipalName.lowercased()] = nil
            for address in user.addresses { idsByAddress[address]?.removeAll { $0 == user.id } }
        }
    }

    let groups: [String: SeededGroup]
    let apps: [String: SeededApp]
    private let groupAddresses: Set<String>
    private let state: Mutex<State>

    init(_ seed: EmulatorSeed, created: Double) {
        groups = Dictionary(seed.groups.map { ($0.id.lowercased(), $0) }) { first, _ in first }
        apps = Dictionary(seed.apps.map { ($0.appID.lowercased(), $0) }) { first, _ in first }
        groupAddresses = Set(seed.groups.compactMap { $0.mail?.lowercased() })
        var state = State(tenant: seed.tenant)
        for user in seed.users { state.insert(DirectoryUser(user, created: created)) }
        self.state = Mutex(state)
    }

    var tenant: SeededTenant {
        state.withLock { $0.tenant }
    }

    func changeTenant(_ change: @Sendable (inout SeededTenant) -> Void) {
        state.withLock { change(&$0.tenant) }
    }

    /// The user with that object id or user principal name.
    func user(_ idOrName: String) -> DirectoryUser? {
        let key = idOrName.lowercased()
        return state.withLock { state in state.users[key] ?? state.idByName[key].flatMap { id in state.users[id] } }
    }

    func changeUser(_ idOrName: String, _ change: @Sendable (inout DirectoryUser) -> Void) throws(EmulatorError) {
        let key = idOrName.lowercased()
        let found = state.withLock { state in
            guard var user = state.users[key] ?? state.idByName[key].flatMap({ id in state.users[id] }) else { return false }
            change(&user)
            state.insert(user)
            return true
        }
        guard found else { throw .unknownUser(idOrName) }
    }

    /// Users that searches find under an address.
    func users(address: String) -> [DirectoryUser] {
        state.withLock { state in (state.idsByAddress[address.lowercased()] ?? []).compactMap { state.users[$0] } }
    }

    /// All users in order; for queries that no index answers.
    func allUsers() -> [DirectoryUser] {
        state.withLock { state in state.order.compactMap { state.users[$0] } }
    }

    func isGroupAddress(_ address: String) -> Bool {
        groupAddresses.contains(address.lowercased())
    }

    /// The guest that an invitation to the address concerns: the one that is there, or a new one. Decided under one lock,
    /// so that concurrent invitations to one address make one guest.
    func guest(for address: String, orInsert make: () -> DirectoryUser) -> (user: DirectoryUser, isNew: Bool) {
        state.withLock { state in
            let holders = (state.idsByAddress[address.lowercased()] ?? []).compactMap { state.users[$0] }
            if let user = holders.first(where: { $0.userType == "Guest" || $0.creationType == "Invitation" }) { return (user, false) }
            let user = make()
            state.insert(user)
            return (user, true)
        }
    }

    /// Every group a user is in, directly or through other groups.
    func transitiveGroups(of user: DirectoryUser) -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        var waiting = user.groups
        while let id = waiting.popLast() {
            guard seen.insert(id).inserted, let group = groups[id] else { continue }
            found.append(id)
            waiting.append(contentsOf: group.memberOf.map { $0.lowercased() })
        }
        return found.sorted()
    }

    /// Template ids of the directory roles a user holds, directly or through groups.
    func directoryRoles(of user: DirectoryUser) -> [String] {
        let throughGroups = transitiveGroups(of: user).flatMap { groups[$0]?.directoryRoles.map { $0.lowercased() } ?? [] }
        return Set(user.directoryRoles + throughGroups).sorted()
    }

    /// The object id of a directory role in this tenant, which is not its template id.
    func directoryRoleObjectID(_ template: String) -> String {
        DerivedIdentifier.guid("directoryRole", tenant.id, template)
    }

    /// The object ids of a user's groups and, if asked for, of its directory roles.
    func memberObjects(of user: DirectoryUser, securityEnabledOnly: Bool) -> [String] {
        let roles = securityEnabledOnly ? [] : directoryRoles(of: user).map(directoryRoleObjectID)
        return transitiveGroups(of: user) + roles
    }

    /// The values of the app roles that a user has in an application, directly or through groups it is a direct member of.
    func appRoleValues(of user: DirectoryUser, in appID: String) -> [String] {
        let assignments = user.appRoles + user.groups.flatMap { groups[$0]?.appRoles ?? [] }
        return Set(assignments.filter { $0.appID.lowercased() == appID.lowercased() }.map(\.role)).sorted()
    }
}
