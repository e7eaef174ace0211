public import InvitationPolicy
public import SeededRandom

/// A policy's parts, drawn by chance from few words, so that they collide.
public struct PolicyDraft: Sendable {
    /// How many of each a draft can have.
    public struct Size: Sendable {
        public var entries: Int
        public var rules: Int

        public static let small = Size(entries: 3, rules: 5)
        public static let large = Size(entries: 12, rules: 24)
    }

    public var mode = "enforce"
    public var reportsWhoMayInvite = false
    public var level: String
    public var unlisted: String
    public var denied: [DraftNode]
    public var allowed: [DraftNode]
    public var rules: [DraftNode]
    var top: [(key: String, value: DraftNode)] = []
    var invitations: [(key: String, value: DraftNode)] = []
    var defaults: DraftNode
    /// List files by name.
    var lists: [String: [String]] = [:]

    public init(_ random: inout SeededGenerator, size: Size = .small) {
        level = Self.pick(
            ["everyone", "everyone", "adminsGuestInvitersAndAllMembers", "adminsAndGuestInviters"], &random)
        unlisted = Self.pick(["deny", "deny", "allow"], &random)
        denied = Self.some(0...size.entries, &random) { EntryDraft.entry(&$0, .deny) }
        allowed = unlisted == "allow" ? [] : Self.some(0...size.entries, &random) { EntryDraft.entry(&$0, .allow) }
        rules = []
        for number in 0..<Int.random(in: 0...size.rules, using: &random) {
            rules.append(RuleDraft.rule(&random, id: "r\(number)", effect: Self.pick(["allow", "allow", "deny"], &random)))
        }
        defaults = RuleDraft.defaults(&random)
        if Self.chance(&random) { top.append(("owner", .text("partner-desk@contoso.com"))) }
        if Self.chance(&random) { top.append(("author", .text("Ana"))) }
        if Self.chance(&random) {
            top.append(("tenant", .map([("selfServiceSignUp", .text("disabled")), ("externalUserLeave", .text("allowed"))])))
        }
        if Self.chance(&random) {
            invitations.append(("existingGuest", .text(Self.pick(["forward", "refuse", "report"], &random))))
        }
        if level.hasPrefix("admins"), Self.chance(&random) {
            invitations.append(("adminRoles", .texts(["guestInviter", "helpdeskAdministrator"])))
        }
        addListFiles(&random)
    }

    private mutating func addListFiles(_ random: inout SeededGenerator) {
        func file(_ name: String, _ random: inout SeededGenerator) -> DraftNode {
            lists[name] = Self.some(1...6, &random) { EntryDraft.name(&$0) }
            return .map([("file", .text(name))]).with("subdomains", Self.chance(&random) ? .bare("true") : nil)
        }
        if Self.chance(&random) { denied.append(file("lists/denied.txt", &random)) }
        if unlisted == "deny", Self.chance(&random) {
            allowed.append(file("lists/one.txt", &random))
            allowed.append(
                file("lists/two.txt", &random).with(
                    "expires", Self.chance(&random) ? .text(Self.pick(EntryDraft.days, &random)) : nil))
        }
    }

    /// The whole policy.
    public var root: DraftNode {
        var domains: [(key: String, value: DraftNode)] = [("unlisted", .text(unlisted)), ("deny", .list(denied))]
        if unlisted != "allow" { domains.append(("allow", .list(allowed))) }
        let inner: [(key: String, value: DraftNode)] = [
            ("whoMayInvite", .text(level)), ("callers", .list(Self.callers)),
            ("internalDomains", .texts(["contoso.com", "*.contoso.com"])), ("domains", .map(domains)),
            ("rules", .list(rules)), ("defaults", defaults),
        ]
        let outer: [(key: String, value: DraftNode)] = [
            ("version", .bare("1")), ("name", .text("drawn")), ("mode", .text(mode)),
            ("invitations", .map(inner + invitations)),
        ]
        let report: [(key: String, value: DraftNode)] =
            mode == "reportOnly" && reportsWhoMayInvite
            ? [("reportOnly", .map([("includeWhoMayInvite", .bare("true"))]))] : []
        return .map(outer + report + top)
    }

    /// The policy as it was drawn.
    public var text: String { root.plain }

    /// Loads the policy as it was drawn.
    public func load() throws -> Policy {
        try load(text, lists.mapValues { $0.joined(separator: "\n") })
    }

    /// Loads the policy from another writing of it: one of very many, told by the seed.
    public func loadDisarranged(seed: UInt64) throws -> Policy {
        let (text, files) = disarranged(seed: seed)
        return try load(text, files)
    }

    /// Another writing of the policy, with its list files.
    public func disarranged(seed: UInt64) -> (text: String, files: [String: String]) {
        var disarray = Disarray(seed: seed)
        let text = disarray.policy(root)
        var files: [String: String] = [:]
        for (name, entries) in lists.sorted(by: { $0.key < $1.key }) { files[name] = disarray.listFile(entries) }
        return (text, files)
    }

    private func load(_ text: String, _ files: [String: String]) throws -> Policy {
        do throws(PolicyFaults) {
            return try Policy.load(text: text, file: "policy.yaml") { Array((files[$0] ?? "").utf8) }.policy
        } catch {
            throw Violation("a draft does not load: \(error)\n\(text)")
        }
    }

    private static let callers: [DraftNode] = [
        .map([("app", .text(Known.portal)), ("name", .text("invite-portal")), ("channel", .text("portal"))]),
        .map([
            ("app", .text(Known.bot)), ("name", .text("help-bot")), ("channel", .text("bot")),
            ("mayName", .map([("groups", .texts([Known.staff]))])),
        ]),
    ]

    static func pick<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    static func chance(_ random: inout SeededGenerator) -> Bool { Int.random(in: 0..<4, using: &random) == 0 }

    static func some<Value>(
        _ count: ClosedRange<Int>, _ random: inout SeededGenerator, _ make: (inout SeededGenerator) -> Value
    ) -> [Value] {
        let number = Int.random(in: count, using: &random)
        return (0..<number).map { _ in make(&random) }
    }
}

/// What must hold and does not, with all that it takes to see it again.
public struct Violation: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
