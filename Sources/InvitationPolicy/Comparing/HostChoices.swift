import Invitations

/// Which redirect hosts have to be told apart by the grants of one class of domains: of those that stand in the same
/// sets, one is enough.
struct HostChoices {
    /// More than these are not tried at a time.
    static let mostHosts = 16

    /// Those first that only one of the policies takes, then those of grants that take others than before.
    private let hosts: [MailDomain]
    /// A host that no grant takes.
    private let elsewhere: MailDomain?

    /// - Parameters:
    ///   - old: the hosts that each grant takes, by the id of its rule.
    init(_ old: [String: RedirectHosts], _ new: [String: RedirectHosts]) {
        var seen: Set<[Bool]> = []
        let different = Set(old.values).union(new.values).map { (set: $0, text: $0.text) }.sorted { $0.text.lexicographicallyPrecedes($1.text) }
        func isNew(_ host: MailDomain) -> Bool { seen.insert(different.map { $0.set.contains(host) }).inserted }
        let named = different.flatMap { $0.set.exact.sorted() + $0.set.parents.sorted().compactMap(\.someSubdomain) }.filter(isNew)
        elsewhere = [try? MailDomain("not-a-redirect-host.example")].compactMap(\.self).filter(isNew).first
        let (mine, theirs) = (Set(old.values), Set(new.values))
        let changed = Set(Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.flatMap { [old[$0], new[$0]].compactMap(\.self) })
        let ranked = named.map { host in
            func isTaken(by sets: Set<RedirectHosts>) -> Bool { sets.contains { $0.contains(host) } }
            return (host: host, rank: isTaken(by: mine) != isTaken(by: theirs) ? 0 : isTaken(by: changed) ? 1 : 2)
        }
        hosts = (0...2).flatMap { rank in ranked.filter { $0.rank == rank }.map(\.host) }
    }

    /// Whether there are more than are tried.
    var isBounded: Bool { hosts.count > Self.mostHosts }

    /// For invitations of no grant in particular.
    var common: [MailDomain] { hosts.prefix(Self.mostHosts) + [elsewhere].compactMap(\.self) }

    /// For the invitations of one grant.
    func taken(by set: RedirectHosts) -> [MailDomain] { Array(hosts.lazy.filter(set.contains).prefix(Self.mostHosts)) }
}

extension RedirectHosts {
    fileprivate var text: [String] { exact.map(\.ascii).sorted() + parents.map { "*.\($0.ascii)" }.sorted() }
}

extension MailDomain {
    fileprivate var someSubdomain: MailDomain? { try? MailDomain("any-subdomain.\(ascii)") }
}
