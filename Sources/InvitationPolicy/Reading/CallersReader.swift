import Invitations

/// Reads `callers`: the applications that may use the gate, each listed once.
enum CallersReader {
    static func read(_ section: inout Section) -> [PolicyCaller] {
        let items = section.list("callers", mayBeEmpty: true) ?? []
        let log = section.log
        if items.isEmpty {
            log.warn(
                section.node.location, "", "`invitations.callers` names no application", "every request will be refused",
                kind: .nothingPasses)
        }
        var callers = ListedCallers([])
        for (index, item) in items.enumerated() {
            guard let entry = Section(item, path: "callers[\(index)]", log), let caller = caller(entry) else {
                continue
            }
            if let other = callers.byApp[caller.app] ?? callers.byName[caller.name] {
                let what = other.app == caller.app ? "duplicate caller: the app stands twice" : "duplicate caller name"
                log.fault(item.location, caller.name, what, "first at line \(other.source.line)", kind: .duplicateCaller)
            } else {
                callers.add(caller)
            }
        }
        return callers.all
    }

    private static func caller(_ given: Section) -> PolicyCaller? {
        var entry = given
        let app = entry.required("app", "the application's client id")
            .flatMap { IdentifierReader.guid($0, entry.named("app"), given.log, Application.self) }
        let name = entry.required("name", "audit entries and rules name the caller by it")
            .flatMap { given.text($0, given.named("name"), atMost: LongestText.callerName) }
        let channel: CallerChannel? = entry.required(
            "channel", CallerChannel.allCases.map(\.rawValue).joined(separator: ", ")
        )
        .flatMap { given.choice($0, given.named("channel")) }
        var groups: Set<ObjectID>?
        var privileged = false
        if var mayName = entry.section("mayName") {
            groups = mayName.list("groups").map { IdentifierReader.objects($0, mayName.named("groups"), given.log) }
            privileged = mayName.bool("privilegedRoles") ?? false
            mayName.finish()
            if !mayName.has("groups"), !mayName.has("privilegedRoles") {
                given.log.fault(
                    mayName.node.location, "", "`\(mayName.path)` names neither groups nor privilegedRoles",
                    "leave it out", kind: .emptyValue)
            }
        }
        let acceptsUPN = entry.bool("acceptUpn") ?? false
        entry.finish()
        guard let app, let name, let channel else { return nil }
        return PolicyCaller(
            app: app, name: name, channel: channel, mayNameGroups: groups, mayNamePrivilegedRoles: privileged,
            acceptsUPN: acceptsUPN, source: given.node.location)
    }
}

/// The callers by what a policy calls them.
struct ListedCallers {
    private(set) var all: [PolicyCaller] = []
    private(set) var byName: [String: PolicyCaller] = [:]
    private(set) var byApp: [ApplicationID: PolicyCaller] = [:]

    init(_ callers: [PolicyCaller]) {
        for caller in callers { add(caller) }
    }

    mutating func add(_ caller: PolicyCaller) {
        all.append(caller)
        byName[caller.name] = caller
        byApp[caller.app] = caller
    }
}
