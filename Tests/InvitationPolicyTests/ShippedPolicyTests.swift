import InvitationPolicy
import Invitations
import Testing

@Suite("The shipped policies")
struct ShippedPolicyTests {
    private func shipped(_ name: String) throws -> LoadedPolicy {
        try Policy.load(bytes: try Files.bytes("\(Files.policies)/\(name)"), file: name) {
            try Files.bytes("\(Files.policies)/\($0)")
        }
    }

    @Test("every one loads", arguments: Files.names(in: Files.policies, ending: ".yaml"))
    func loads(name: String) throws {
        let loaded = try shipped(name)
        #expect(loaded.policy.digest.count == 64)
        let expected = name == "default.yaml" ? ["`invitations.callers` names no application"] : []
        #expect(loaded.warnings(at: noon).map(\.what) == expected)
    }

    @Test("the default policy denies everyone until it is filled in")
    func byDefault() throws {
        let policy = try shipped("default.yaml").policy
        #expect(policy.callers.isEmpty)
        #expect(policy.mode == .enforce)
        #expect(policy.tenant?.guestUserAccess == .restricted)
        #expect(policy.tenant?.collaborationRestrictions == .mirrorDomains)
        #expect(policy.defaultRedirectURL?.description == "https://myapps.microsoft.com")
        #expect(policy.defaultSendInvitationMessage == true)
    }

    @Test("the examples in its comments load as well")
    func comments() throws {
        let text = try Files.text("\(Files.policies)/default.yaml")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for key in ["callers", "allow", "rules"] {
            let end = try #require(lines.firstIndex { $0.hasSuffix("\(key): []") })
            let indent = String(lines[end].prefix { $0 == " " })
            let start = try #require(lines[..<end].lastIndex { $0 == "\(indent)#" }) + 1
            let example = lines[start..<end].map { $0.replacing("\(indent)#", with: indent, maxReplacements: 1) }
            lines.replaceSubrange(start...end, with: ["\(indent)\(key):"] + example)
        }
        let loaded = try Policy.load(text: lines.joined(separator: "\n"), file: "default.yaml") {
            try Files.bytes("\(Files.policies)/\($0)")
        }
        #expect(loaded.policy.callers.count == 2)
        #expect(loaded.policy.ruleCount == 1)
        #expect(loaded.warnings.isEmpty)
    }

    @Test("the allow list lets listed domains pass and no other")
    func allowList() throws {
        let policy = try shipped("allow-list-only.yaml").policy
        for domain in ["fabrikam.com", "eu.woodgrove.example", "adatum.example", "x.litware.example"] {
            #expect(policy.judge(request("a@\(domain)")).isApproved, "\(domain)")
        }
        #expect(policy.judge(request("a@other.example")).verdict == .denied(.noRuleAllows))
        #expect(policy.judge(request("a@contoso.com")).verdict == .denied(.internalDomain))
        #expect(policy.judge(by: inviter(kind: .guest)).verdict == .denied(.whoMayInvite))
    }

    @Test("the deny list keeps listed domains out and no other")
    func denyList() throws {
        let policy = try shipped("deny-list-only.yaml").policy
        let guestInviter = inviter(roles: [.guestInviter])
        #expect(policy.judge(by: guestInviter).isApproved)
        #expect(policy.judge(request("a@mailinator.com"), by: guestInviter).verdict == .denied(.domainDenied))
        #expect(policy.judge(request("a@x.competitor.example"), by: guestInviter).verdict == .denied(.domainDenied))
        #expect(policy.judge().verdict == .denied(.whoMayInvite))
    }
}
