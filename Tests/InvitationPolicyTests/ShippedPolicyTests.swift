import InvitationPolicy
import Invitations
import Testing

@Suite("The shipped policies")
struct ShippedPolicyTests {
    static let names = Files.names(in: Files.policies, ending: ".yaml").filter { !$0.hasSuffix(".cases.yaml") }

    private func shipped(_ name: String) throws -> LoadedPolicy {
        try Policy.load(bytes: try Files.bytes("\(Files.policies)/\(name)"), file: name, readList: list)
    }

    private func list(_ name: String) throws -> [UInt8] { try Files.bytes("\(Files.policies)/\(name)") }

    private func cases(of name: String, on policy: Policy) throws -> PolicyCases {
        let file = name.replacing(".yaml", with: ".cases.yaml")
        return try PolicyCases.load(bytes: try Files.bytes("\(Files.policies)/\(file)"), file: file, for: policy)
    }

    @Test("there is one for each situation")
    func situations() {
        let levels = ["entra-admins-and-guest-inviters", "entra-all-members", "entra-everyone", "entra-none"]
        let others = [
            "allow-list-only", "chatbot-channel", "default", "deny-list-only", "partners-by-department", "regulated",
            "resets-by-helpdesk",
        ]
        #expect(Set(Self.names) == Set((levels + others).map { "\($0).yaml" }))
    }

    @Test("every one loads, with no warning but those that are meant", arguments: names)
    func loads(name: String) throws {
        let meant = [
            "default.yaml": ["`invitations.callers` names no application"],
            "entra-none.yaml": ["whoMayInvite is none"],
        ]
        let loaded = try shipped(name)
        #expect(loaded.policy.digest.count == 64)
        #expect(loaded.policy.name == name.replacing(".yaml", with: ""))
        #expect(loaded.policy.owner != nil)
        #expect(loaded.warnings(at: noon).map(\.what) == meant[name] ?? [])
    }

    @Test("the cases beside it come out as they say, and try every rule and entry", arguments: names)
    func cases(name: String) throws {
        let policy = try shipped(name).policy
        let run = try cases(of: name, on: policy).run(on: policy)
        #expect(!run.results.isEmpty)
        for result in run.results {
            #expect(result.passed, "\(result.policyCase.source) \(result.policyCase.name): \(result.differences)")
        }
        #expect(run.coverage.uncovered.map(\.id) == [])
        #expect(run.coverage.oneSided.map(\.id) == [], "a rule needs a case in which it acts and a twin in which it does not")
        #expect(run.coverage.percent == 100)
    }

    @Test("its head says the situation, what Entra cannot do and what to change first", arguments: names)
    func head(name: String) throws {
        let head = try Files.text("\(Files.policies)/\(name)").split(separator: "\nversion:")[0]
        guard name != "default.yaml" else { return #expect(head.contains("The policy to start from")) }
        for words in ["# Situation: ", "\n# What Entra cannot do here: ", "\n# Change first: "] {
            #expect(head.contains(words), "\(words)")
        }
    }

    @Test("each shows invitations that pass and invitations that do not")
    func bothVerdicts() throws {
        for name in Self.names where name != "entra-none.yaml" && name != "default.yaml" {
            let policy = try shipped(name).policy
            let results = try cases(of: name, on: policy).run(on: policy).results
            #expect(results.contains { $0.decision.isApproved }, "\(name)")
            #expect(results.contains { !$0.decision.isApproved }, "\(name)")
        }
    }

    @Test("what the regulated one reports is what it decides once it is enforced")
    func reported() throws {
        let reporting = try shipped("regulated.yaml").policy
        let text = try Files.text("\(Files.policies)/regulated.yaml")
        let enforcing = try Policy.load(
            text: text.replacing("\nmode: reportOnly\n", with: "\nmode: enforce\n"), file: "regulated.yaml", readList: list
        ).policy
        #expect(enforcing.mode == .enforce)
        var denied = 0
        for one in try cases(of: "regulated.yaml", on: reporting).cases {
            let before = one.result(on: reporting).decision
            let after = one.result(on: enforcing).decision
            #expect(after.verdict == before.reportOnly?.verdict ?? before.verdict, "\(one.name)")
            if before.isApproved, !after.isApproved { denied += 1 }
        }
        #expect(denied > 10)
    }

    @Test(
        "what an exclusive rule reserves stays its own when somebody adds the domain to the list",
        arguments: [
            ("partners-by-department.yaml", "bigfour.example"), ("regulated.yaml", "it.supervisor.example"),
            ("chatbot-channel.yaml", "adatum.example"),
        ])
    func reserved(name: String, domain: String) throws {
        var text = try Files.text("\(Files.policies)/\(name)")
        if text.contains("    allow:\n") {
            text = text.replacing("    allow:\n", with: "    allow:\n      - \(domain)\n")
        } else {
            text = text.replacing("    unlisted: deny\n", with: "    unlisted: deny\n    allow: [\(domain)]\n")
        }
        let policy = try Policy.load(text: text, file: name, readList: list).policy
        let decision = policy.judge(request("eve@\(domain)"))
        #expect((decision.reportOnly?.verdict ?? decision.verdict) == .denied(name.hasPrefix("chat") ? .justificationRequired : .noRuleAllows))
    }

    @Test("the chatbot's policy fills in what a chat leaves out")
    func fills() throws {
        let policy = try shipped("chatbot-channel.yaml").policy
        #expect(policy.defaultRedirectURL?.description == "https://myapps.microsoft.com")
        #expect(policy.defaultSendInvitationMessage == true)
        #expect(policy.defaultMessageLanguage == "de-DE")
        #expect(policy.existingGuest == .report)
    }

    @Test("the list files are each named by one of them")
    func lists() throws {
        let lists = Files.names(in: "\(Files.policies)/lists", ending: ".txt")
        let texts = try Self.names.map { try Files.text("\(Files.policies)/\($0)") }
        #expect(!lists.isEmpty)
        for list in lists { #expect(texts.contains { $0.contains("file: lists/\(list)") }, "\(list)") }
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
        #expect(policy.existingGuest == .forward)
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
        // Keys that are written out behind a # without a space.
        var taken = 0
        for index in lines.indices {
            let trimmed = lines[index].drop { $0 == " " }
            guard trimmed.hasPrefix("#"), trimmed.dropFirst().first?.isLetter == true else { continue }
            lines[index] = lines[index].replacing("#", with: "", maxReplacements: 1)
            taken += 1
        }
        #expect(taken == 7)
        let loaded = try Policy.load(text: lines.joined(separator: "\n"), file: "default.yaml", readList: list)
        #expect(loaded.policy.callers.count == 2)
        #expect(loaded.policy.ruleCount == 1)
        #expect(loaded.policy.author == "ana@contoso.com")
        #expect(loaded.policy.defaultMessageLanguage == "de-DE")
        #expect(loaded.warnings.isEmpty)
    }
}
