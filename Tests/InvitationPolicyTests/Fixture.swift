import FoundationEssentials
import InvitationPolicy
import Invitations
import Testing

/// Ids that the tests use by name.
enum Known {
    static let portal = "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11"
    static let bot = "91aa4be0-7d53-4f1c-8a86-5b1f2c9e3d47"
    static let finance = "8f0c4d9e-1b2a-4e3f-a5d6-c7b8091a2b3c"
    static let staff = "5d0e2c71-94ab-4c1a-bb0f-3a7d6e8f9021"
    static let ana = "0a1b2c3d-0000-4000-8000-000000000001"
    static let bo = "0a1b2c3d-0000-4000-8000-000000000002"
}

struct NoSuchList: Error {}

func load(_ text: String, lists: [String: String] = [:]) throws(PolicyFaults) -> LoadedPolicy {
    let loaded = try Policy.load(text: text, file: "policy.yaml") { name in
        guard let list = lists[name] else { throw NoSuchList() }
        return Array(list.utf8)
    }
    // What loads is valid by the schema, whatever a test loads it for.
    Schema.expectValid(text)
    return loaded
}

/// A whole policy around the parts that a test is about. The parts are indented as they stand under `invitations`.
func policy(
    level: String = "everyone", domains: String = "", rules: String = "", require: String = "", defaults: String = "",
    callers: String = "", top: String = "", more: String = "", lists: [String: String] = [:]
) throws(PolicyFaults) -> Policy {
    try load(
        policyText(
            level: level, domains: domains, rules: rules, require: require, defaults: defaults, callers: callers,
            top: top,
            more: more), lists: lists
    ).policy
}

func policyText(
    level: String = "everyone", domains: String = "", rules: String = "", require: String = "", defaults: String = "",
    callers: String = "", top: String = "", more: String = ""
) -> String {
    """
    version: 1
    name: test
    owner: partner-desk@contoso.com
    \(top)
    invitations:
      whoMayInvite: \(level)
      callers:
        - {app: \(Known.portal), name: invite-portal, channel: portal}
        - {app: \(Known.bot), name: help-bot, channel: bot\(callers)}
      internalDomains: [contoso.com, "*.contoso.com"]
      \(more)
      domains: {\(domains)}
      rules: [\(rules)]
      defaults:
        \(defaults)
        require:
          redirectHosts: [myapps.microsoft.com]
          \(require)
    """
}

func address(_ text: String) -> EmailAddress {
    // Only addresses that tests spell out come here.
    do { return try EmailAddress(text) } catch { return Issue.failed(error, text) }
}

func redirect(_ text: String) -> RedirectURL {
    do { return try RedirectURL(text) } catch { return Issue.failed(error, text) }
}

extension Issue {
    /// Ends a test whose own inputs are wrong.
    static func failed<Value>(_ error: any Error, _ text: String) -> Value {
        fatalError("the test's own \(text) is not usable: \(error)")
    }
}

func request(_ to: String = "guest@fabrikam.com", redirectTo url: String = "https://myapps.microsoft.com")
    -> InvitationRequest
{
    InvitationRequest(invitedUserEmailAddress: address(to), inviteRedirectUrl: redirect(url))
}

let noon = Timestamp("2026-11-24T12:00:00Z") ?? Timestamp(milliseconds: 0)

/// An inviter of whom everything is known: an enabled member without roles or groups, unless said otherwise.
func inviter(
    _ id: String = Known.ana, proof: InviterProof = .token, enabled: Bool = true, kind: UserKind = .member,
    roles: [DirectoryRole] = [], appRoles: Set<String> = [], groups: [String] = []
) -> InviterFacts {
    var facts = InviterFacts(id: objectID(id), proof: proof)
    facts.enabled = .known(enabled, from: .token, asOf: noon)
    facts.userKind = .known(kind, from: .token, asOf: noon)
    facts.directoryRoles = .known(Set(roles.map(\.template)), from: .token, asOf: noon)
    facts.appRoles = .known(appRoles, from: .token, asOf: noon)
    facts.groups = .known(Set(groups.map(objectID)), from: .token, asOf: noon)
    return facts
}

func objectID(_ text: String) -> ObjectID { ObjectID(text) ?? ObjectID(high: 0, low: 0) }

extension Policy {
    func named(_ app: String) -> PolicyCaller {
        ApplicationID(app).flatMap { caller($0) } ?? Issue.failed(NoSuchList(), app)
    }

    func judge(
        _ request: InvitationRequest = request(), by inviter: InviterFacts = inviter(),
        through app: String = Known.portal,
        context: DecisionContext = DecisionContext(), at now: Timestamp = noon
    ) -> Decision {
        decide(request, by: inviter, through: named(app), context: context, at: now)
    }
}

/// The files beside this one, and the policies that are shipped.
enum Files {
    static let tests = String(#filePath.dropLast("/Fixture.swift".count))
    static let policies = String(tests.dropLast("/Tests/InvitationPolicyTests".count)) + "/policies"

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw NoSuchList() }
        return Array(data)
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func names(in folder: String, ending suffix: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(suffix) }.sorted()
    }
}
