public import ArgumentParser
public import Invitations

/// Who invites, on the command line: an enabled member without roles and groups, unless said otherwise.
struct InviterOptions: ParsableArguments {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case member, guest
    }

    @Option(help: "Whether the inviter is a member or a guest.")
    var kind = Kind.member
    @Option(help: "A directory role, by name or template id. May be repeated.")
    var role: [String] = []
    @Option(help: "A group's object id. May be repeated.")
    var group: [String] = []
    @Option(help: "An app role. May be repeated.")
    var appRole: [String] = []
    @Option(help: "The inviter's object id.")
    var user: String?
    @Flag(help: "An application names the inviter; otherwise the inviter's own token does.")
    var asserted = false
    @Flag(help: "The inviter's account is disabled.")
    var disabled = false
    @Option(help: "A fact that is not known: \(FactKind.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.")
    var unknown: [FactKind] = []

    func facts(at time: Timestamp) throws -> InviterFacts {
        let id = try user.map { try Self.object($0, "--user") } ?? ObjectID(high: 0, low: 1)
        var facts = InviterFacts(id: id, proof: asserted ? .asserted : .token)
        func known<Value>(_ kind: FactKind, _ value: Value) -> Fact<Value> {
            unknown.contains(kind) ? .unknown : .known(value, from: .graph, asOf: time)
        }
        facts.enabled = known(.enabled, !disabled)
        facts.userKind = known(.userKind, kind == .member ? .member : .guest)
        facts.directoryRoles = known(.directoryRoles, Set(try role.map(Self.role)))
        facts.appRoles = known(.appRoles, Set(appRole))
        facts.groups = known(.groups, Set(try group.map { try Self.object($0, "--group") }))
        return facts
    }

    /// How to give facts that were said to be unknown.
    static func advice(on missing: Set<FactKind>) -> String {
        let ways = missing.sorted { $0.rawValue < $1.rawValue }.map { kind in
            let option =
                switch kind {
                case .enabled: "--disabled if the account is"
                case .userKind: "--kind"
                case .directoryRoles: "--role, as often as needed"
                case .appRoles: "--app-role, as often as needed"
                case .groups: "--group, as often as needed"
                }
            return "  ? leave out --unknown \(kind.rawValue), and give \(option)"
        }
        return ways.joined(separator: "\n")
    }

    private static func object(_ text: String, _ option: String) throws -> ObjectID {
        guard let id = ObjectID(text) else { throw ValidationError("\(option) \(text): an object id is expected.") }
        return id
    }

    private static func role(_ text: String) throws -> RoleTemplateID {
        guard let role = DirectoryRole.named(text)?.template ?? RoleTemplateID(text) else {
            throw ValidationError("--role \(text): a built-in role's name in camel case, or its template id, is expected.")
        }
        return role
    }
}

extension FactKind: ExpressibleByArgument {}
