import InvitationPolicy
import Invitations
import Testing

@Suite("Requirements")
struct RequirementTests {
    private static let allow = "allow: [fabrikam.com]"

    private func message(_ body: String, send: Bool = false) -> InvitationRequest {
        var asked = request()
        asked.sendInvitationMessage = send
        asked.messageInfo = .init(customizedMessageBody: body)
        return asked
    }

    private func copy(to: String, name: String? = nil) -> InvitationRequest {
        var asked = request()
        asked.messageInfo = .init(ccRecipient: .init(address: address(to), name: name))
        return asked
    }

    @Test("the redirect host must be listed")
    func host() throws {
        let policy = try policy(domains: Self.allow)
        let denied = policy.judge(request(redirectTo: "https://evil.example/myapps.microsoft.com"))
        #expect(denied.verdict == .denied(.redirectHostNotAllowed))
        #expect(denied.failedRequirement == "redirectHosts")
        #expect(denied.target == "inviteRedirectUrl")
        #expect(denied.step == 4)
        #expect(denied.matches.first?.role == .requirementFailed)
        #expect(!policy.judge(request(redirectTo: "https://a.myapps.microsoft.com")).isApproved)
        #expect(policy.judge(request(redirectTo: "https://MyApps.Microsoft.com/x?y")).isApproved)
    }

    @Test("a rule's own hosts take the place of the default ones, for that rule only")
    func ruleHosts() throws {
        let rule = "{id: r, effect: allow, domains: [fabrikam.com], require: {redirectHosts: [\"*.contoso.com\"]}}"
        let policy = try policy(rules: rule)
        #expect(policy.judge(request(redirectTo: "https://apps.contoso.com")).isApproved)
        #expect(policy.judge().verdict == .denied(.redirectHostNotAllowed))
        #expect(!policy.judge(request(redirectTo: "https://contoso.com")).isApproved)
    }

    @Test("a grant must hold whole: two halves do not make one")
    func whole() throws {
        let rules =
            "{id: a, effect: allow, require: {redirectHosts: [apps.contoso.com]}}, "
            + "{id: b, effect: allow, require: {ticket: true}}"
        let policy = try policy(rules: rules)
        let decision = policy.judge(request(redirectTo: "https://apps.contoso.com"))
        #expect(decision.deciding?.id == "a")
        #expect(policy.judge(context: DecisionContext(ticket: "T-1")).deciding?.id == "b")
        #expect(policy.judge().verdict == .denied(.ticketRequired))
        #expect(policy.judge(request(redirectTo: "https://evil.example")).verdict == .denied(.redirectHostNotAllowed))
    }

    @Test("a copy goes to internal people, or to whom the same grant covers")
    func copies() throws {
        let policy = try policy(
            domains: "deny: [competitor.example, bad.contoso.com], allow: [fabrikam.com, adatum.example]",
            rules: "{id: no, effect: deny, addresses: [spy@fabrikam.com]}")
        #expect(policy.judge(copy(to: "a@contoso.com")).isApproved)
        #expect(policy.judge(copy(to: "b@fabrikam.com")).isApproved)
        for other in [
            "a@adatum.example", "a@other.example", "a@competitor.example", "spy@fabrikam.com", "a@bad.contoso.com",
        ] {
            let decision = policy.judge(copy(to: other))
            #expect(decision.verdict == .denied(.ccRecipientNotAllowed), "\(other)")
            #expect(decision.target == "invitedUserMessageInfo")
        }
    }

    @Test("a copy to a domain that an exclusive rule reserves passes by that rule only")
    func exclusiveCopy() throws {
        let rule =
            "{id: x, effect: allow, inviters: {groups: [\(Known.finance)]}, domains: [big.example], exclusive: true}"
        let policy = try policy(domains: "unlisted: allow", rules: rule)
        #expect(policy.judge(copy(to: "a@big.example")).verdict == .denied(.ccRecipientNotAllowed))
        #expect(policy.judge(copy(to: "a@other.example")).isApproved)
    }

    @Test(
        "by default a message is plain text of 2,000 characters with links to redirect hosts",
        arguments: [
            "Welcome!", "Line one\nline two\tand 3 < 4", "Ask ana@contoso.com, e.g. today.",
            "See https://myapps.microsoft.com/start?x=1.", "Open myapps.microsoft.com (our portal).",
            "Version 1.2.3 at 10.30", "myapps.microsoft.com/index.html?next=evil.example", "myapps.microsoft.com:443/x",
            "日本語のメッセージ。", "你好。欢迎加入。", "Hmm...ok", "...", "3.5 a.m.", "ようこそ。リンクです。",
            "https://myapps.microsoft.com/a,b;c=1!d*e", "https://myapps.microsoft.com/?next=evil.example,",
            "https://myapps.microsoft.com/ , https://myapps.microsoft.com/",
            "myapps.microsoft.com/a,b", "https://myapps.microsoft.com/~a+b@c%20d?e=f&g=h:i#j",
        ])
    func goodMessages(body: String) throws {
        #expect(try policy(domains: Self.allow).judge(message(body)).isApproved)
    }

    @Test(
        "and nothing else",
        arguments: [
            "See https://evil.example", "See http://myapps.microsoft.com", "evil.example/login",
            "go to evil.example now",
            "www.evil.example", "<a href=x>", "</p>", "[x](y)", "\u{202E}gpj.exe", "a\u{0}b", "zero\u{200B}width",
            "https://myapps.microsoft.com@evil.example", "https://user@myapps.microsoft.com", "HTTPS://EVIL.EXAMPLE",
            "https:\\\\evil.example", "ftp://myapps.microsoft.com", "evil。example", "bücher.example", "💩.la",
            ".evil.example", "wait...evil.example", "evil.example..", "evil.example.1", "i❤.ws",
            "сайт.рф", "evil．example", "javascript://x",
            "a@evil.example/login", "(evil.example)", "'evil.example'", "see:evil.example",
            "myapps.microsoft.com:evil.example", "myapps.microsoft.com:443:evil.example",
            "myapps.microsoft.com\\evil.example", "&#104;ttps", "x=evil.example",
            "https://myapps.microsoft.com.evil.example", "myapps.microsoft.com/https://evil.example", "//evil.example",
            "https://127.0.0.1/",
            "https://myapps.microsoft.com/,https://evil.example", "https://myapps.microsoft.com/https://evil.example",
            "https://myapps.microsoft.com/?u=https://evil.example", "https://myapps.microsoft.com/#HTTP://evil.example",
            "https://myapps.microsoft.com?https://evil.example", "https://myapps.microsoft.com:443/,ftp://evil.example",
            "https://myapps.microsoft.com/,www.evil.example", "https://myapps.microsoft.com/x=WWW.evil.example",
            "https://myapps.microsoft.com/,evil.example", "https://myapps.microsoft.com/;evil.example/x",
            "https://myapps.microsoft.com/'evil.example", "https://myapps.microsoft.com/a!,*evil.example",
            "https://myapps.microsoft.com/,mailto:a@evil.example", "https://myapps.microsoft.com/、evil.example",
            "https://myapps.microsoft.com/,https:\\\\evil.example", "https://myapps.microsoft.com/,/evil.example",
            "https://myapps.microsoft.com,evil.example", "https://myapps.microsoft.com,a@evil.example",
            "myapps.microsoft.com/,evil.example", "myapps.microsoft.com/,www.evil", "myapps.microsoft.com/сайт.рф",
            "myapps.microsoft.com:443/;evil.example", "myapps.microsoft.com?a,evil.example",
        ])
    func badMessages(body: String) throws {
        let decision = try policy(domains: Self.allow).judge(message(body))
        #expect(decision.verdict == .denied(.messageNotAllowed))
        #expect(decision.failedRequirement == "message")
    }

    @Test("the length is judged in characters")
    func length() throws {
        let policy = try policy(domains: Self.allow)
        #expect(policy.judge(message(String(repeating: "ä", count: 2_000))).isApproved)
        #expect(!policy.judge(message(String(repeating: "ä", count: 2_001))).isApproved)
    }

    @Test("messages can be forbidden or free, and a rule can only tighten")
    func messageRules() throws {
        let forbidden = try policy(domains: Self.allow, require: "message: forbidden")
        #expect(forbidden.judge(message("Hi")).verdict == .denied(.messageNotAllowed))
        #expect(forbidden.judge(message("")).isApproved)
        #expect(forbidden.judge().isApproved)
        let free = try policy(domains: Self.allow, require: "message: any")
        #expect(free.judge(message("<b>https://evil.example</b>")).isApproved)
        let loosened = try policy(
            rules: "{id: r, effect: allow, require: {message: any}}", require: "message: forbidden")
        #expect(!loosened.judge(message("Hi")).isApproved)
        let tightened = try policy(
            rules: "{id: r, effect: allow, require: {message: forbidden}}", require: "message: any")
        #expect(!tightened.judge(message("Hi")).isApproved)
    }

    @Test("a custom message that Entra would leave out of its mail is refused, unless that is allowed")
    func undelivered() throws {
        let policy = try policy(domains: Self.allow)
        #expect(policy.judge(message("Hi", send: true)).verdict == .denied(.messageNotDeliverable))
        #expect(policy.judge(message("Hi", send: false)).isApproved)
        #expect(policy.judge(message("", send: true)).isApproved)
        let open = try InvitationPolicyTests.policy(domains: Self.allow, defaults: "allowUndeliveredMessage: true")
        #expect(open.judge(message("Hi", send: true)).isApproved)
    }

    @Test(
        "display names are names",
        arguments: [
            ("Bob Smith", true), ("J. R. R. Tolkien", true), ("bob.smith@fabrikam.com", true),
            ("Müller, Jörg (Fabrikam)", true),
            ("می‌خواهم", true), ("Win at evil.example", false), ("https://x", false), ("Bob\u{202E}", false),
            ("Bob\nSmith", false),
            ("www.evil", false), ("Bob\u{7}", false),
        ])
    func displayNames(name: String, isGood: Bool) throws {
        let policy = try policy(domains: Self.allow)
        var asked = request()
        asked.invitedUserDisplayName = name
        #expect(policy.judge(asked).verdict == (isGood ? .approved : .denied(.displayNameNotAllowed)))
        #expect(policy.judge(copy(to: "a@contoso.com", name: name)).isApproved == isGood)
    }

    @Test(
        "justification and ticket are asked for by the defaults and by rules, and blank is none",
        arguments: [
            ("justification", ReasonCode.justificationRequired),
            ("ticket", .ticketRequired),
        ])
    func given(key: String, reason: ReasonCode) throws {
        let byDefault = try policy(domains: Self.allow, require: "\(key): true")
        let byRule = try policy(rules: "{id: r, effect: allow, require: {\(key): true}}")
        for policy in [byDefault, byRule] {
            #expect(policy.judge().verdict == .denied(reason))
            #expect(
                policy.judge(context: DecisionContext(justification: "\t", ticket: "\u{200B}")).verdict
                    == .denied(reason))
            #expect(policy.judge().failedRequirement == key)
            #expect(
                policy.judge(context: DecisionContext(justification: "audit", ticket: "T-1")).isApproved)
        }
        #expect(try policy(domains: Self.allow, require: "\(key): false").judge().isApproved)
    }

    @Test("of several misses, the reason is the one nearest to passing")
    func nearest() throws {
        let rules =
            "{id: far, effect: allow, require: {redirectHosts: [apps.contoso.com], ticket: true}}, {id: near, effect: allow, require: {justification: true}}"
        let decision = try policy(rules: rules).judge()
        #expect(decision.verdict == .denied(.justificationRequired))
        #expect(decision.deciding?.id == "near")
    }
}
