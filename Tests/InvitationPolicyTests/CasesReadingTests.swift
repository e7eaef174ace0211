import InvitationPolicy
import Invitations
import Testing

@Suite("Cases files")
struct CasesReadingTests {
    static let folder = Files.tests + "/Broken/cases"
    static let names = Files.names(in: folder, ending: ".yaml").map { String($0.dropLast(".yaml".count)) }

    @Test("each broken one tells exactly the faults that stand beside it", arguments: names)
    func broken(name: String) throws {
        let policy = try CasesFixture.policy()
        let bytes = try Files.bytes("\(Self.folder)/\(name).yaml")
        let expected = try Files.text("\(Self.folder)/\(name).faults")
        do throws(PolicyFaults) {
            _ = try PolicyCases.load(bytes: bytes, file: "\(name).yaml", for: policy)
            Issue.record("the cases loaded")
        } catch {
            #expect(error.description + "\n" == expected)
        }
    }

    @Test("there is one for every kind of fault")
    func complete() { #expect(Self.names.count >= 12) }

    @Test("what an invitation leaves out is filled in from the policy's defaults")
    func defaults() throws {
        let cases = try CasesFixture.load(
            "name: short, invite: ada@fabrikam.com, expect: approved",
            "name: own, invite: {invitedUserEmailAddress: ada@fabrikam.com, sendInvitationMessage: false, message: hello, "
                + "inviteRedirectUrl: \"https://apps.contoso.com/x\"}, expect: approved",
            "name: language, invite: {invitedUserEmailAddress: ada@fabrikam.com, invitedUserMessageInfo: "
                + "{messageLanguage: en-US, ccRecipients: [{emailAddress: {address: bo@contoso.com, name: Bo}}]}}, expect: approved"
        ).cases
        var expected = request("ada@fabrikam.com")
        expected.sendInvitationMessage = true
        expected.messageInfo = .init(messageLanguage: "de-DE")
        #expect(cases[0].request == expected)
        #expect(cases[1].request.inviteRedirectUrl.description == "https://apps.contoso.com/x")
        #expect(!cases[1].request.sendInvitationMessage)
        #expect(cases[1].request.messageInfo == .init(customizedMessageBody: "hello"))
        #expect(
            cases[2].request.messageInfo
                == .init(ccRecipient: .init(address: address("bo@contoso.com"), name: "Bo"), messageLanguage: "en-US"))
    }

    @Test("every property of an invitation and all that stands beside it is read")
    func properties() throws {
        let one = try #require(
            try CasesFixture.load(
                "name: all, invite: {invitedUserEmailAddress: ada@fabrikam.com, invitedUserDisplayName: \"a\\u202Eb\", "
                    + "invitedUserType: Member, resetRedemption: true, invitedUser: {id: \(Known.bo)}, cc: bo@contoso.com}, "
                    + "by: {user: \(Known.bo), kind: guest, enabled: false, directoryRoles: [guestInviter], appRoles: [p]}, "
                    + "through: help-bot, proof: asserted, justification: because, ticket: T-1, guestExists: true, "
                    + "sponsor: {user: \(Known.ana), enabled: false, kind: guest}, at: 2027-01-01, expect: denied"
            ).cases.first)
        #expect(one.request.invitedUserDisplayName == "a\u{202E}b")
        #expect(one.request.invitedUserType == .member && one.request.resetRedemption)
        #expect(one.request.invitedUser == objectID(Known.bo))
        #expect(one.request.messageInfo?.ccRecipient?.address == address("bo@contoso.com"))
        #expect(one.inviter.id == objectID(Known.bo) && one.inviter.proof == .asserted)
        #expect(one.inviter.userKind.value == .guest && one.inviter.enabled.value == false)
        #expect(one.inviter.directoryRoles.value == [DirectoryRole.guestInviter.template])
        #expect(one.inviter.appRoles.value == ["p"] && one.inviter.groups.value == [])
        #expect(one.caller.name == "help-bot" && one.time == Timestamp("2027-01-01"))
        #expect(one.context.justification == "because" && one.context.ticket == "T-1" && one.context.guestExists == true)
        #expect(one.context.sponsor == .user(objectID(Known.ana), enabled: false, kind: .guest))
    }

    @Test("facts that are not said are known and nothing; those under `unknown` are not known")
    func unknown() throws {
        let cases = try CasesFixture.load(
            "name: known, invite: a@fabrikam.com, by: ana, expect: approved",
            "name: not, invite: a@fabrikam.com, by: someone, expect: undecided"
        ).cases
        #expect(cases[0].inviter.known == Set(FactKind.allCases))
        #expect(cases[1].inviter.known == Set(FactKind.allCases).subtracting([.groups]))
        #expect(cases[0].inviter.id != cases[1].inviter.id)
    }

    @Test("usage sets the counters that the decision looks at")
    func usage() throws {
        let policy = try CasesFixture.policy()
        let one = try #require(
            try CasesFixture.load(
                "name: used, invite: a@bigfour.example, ticket: T, usage: [{rule: auditors, perInviter: 19, per: day}], "
                    + "expect: approved", on: policy
            ).cases.first)
        let counter = QuotaCounter(
            scope: QuotaCounter.scope(ofRule: "auditors"), dimension: .inviter, subject: one.inviter.id.description,
            period: .day, at: one.time)
        #expect(one.usage[counter] == 19)
    }

    @Test("a file can add callers to a policy that leaves them to be filled in")
    func callers() throws {
        let policy = try Policy.load(
            text: policyText(domains: "unlisted: allow").replacing("callers:\n", with: "callers: []\n")
                .split(separator: "\n").filter { !$0.contains("{app:") }.joined(separator: "\n"), file: "policy.yaml"
        ) { _ in [] }.policy
        #expect(policy.callers.isEmpty)
        let text = """
            version: 1
            at: 2026-11-24
            callers: [{app: \(Known.portal), name: portal, channel: portal}]
            cases:
              - {name: one, invite: {invitedUserEmailAddress: a@b.example, inviteRedirectUrl: "https://myapps.microsoft.com"}, by: {}, through: portal, expect: approved}
            """
        let cases = try PolicyCases.load(bytes: Array(text.utf8), file: "x", for: policy)
        #expect(cases.run(on: policy).failed == 0)
    }

    @Test("ten thousand cases are read, one more is a fault")
    func bounded() throws {
        func text(_ count: Int) -> String {
            CasesFixture.head + (0..<count).map { "  - {name: c\($0), invite: a@b.example, expect: denied}\n" }.joined()
        }
        #expect(try CasesFixture.faults(text(PolicyCases.most)) == [])
        let faults = try CasesFixture.faults(text(PolicyCases.most + 1))
        #expect(faults.count == 1 && faults[0].contains("more than 10000 cases"), "\(faults)")
    }

    @Test("bytes that are not UTF-8 are a fault")
    func notUTF8() throws {
        let policy = try CasesFixture.policy()
        #expect(throws: PolicyFaults.self) { try PolicyCases.load(bytes: [0x76, 0xFF], file: "x", for: policy) }
    }

    @Test("the policy that a file names is known without reading the rest")
    func policyName() {
        #expect(PolicyCases.policyName(bytes: Array("policy: other.yaml\nwrong: 1".utf8), file: "x") == "other.yaml")
        #expect(PolicyCases.policyName(bytes: Array("version: 1".utf8), file: "x") == nil)
        #expect(PolicyCases.policyName(bytes: Array("&a".utf8), file: "x") == nil)
    }
}
