import InvitationPolicy
import Invitations
import Testing

@Suite("Domain lists")
struct DomainTests {
    private func isAllowed(_ entry: String, _ domain: String) throws -> Bool {
        try policy(domains: "allow: [\(entry)]").judge(request("guest@\(domain)")).isApproved
    }

    private func isDenied(_ entry: String, _ domain: String) throws -> Bool {
        let decision = try policy(domains: "unlisted: allow, deny: [\(entry)]").judge(request("guest@\(domain)"))
        return decision.verdict == .denied(.domainDenied)
    }

    @Test(
        "an entry covers the domain, its subdomains, or both",
        arguments: [
            ("fabrikam.com", true, false), ("\"*.fabrikam.com\"", false, true),
            ("{domain: fabrikam.com, subdomains: true}", true, true),
            ("{domain: fabrikam.com, subdomains: false}", true, false),
        ])
    func reach(entry: String, itself: Bool, below: Bool) throws {
        for covers in [isAllowed, isDenied] {
            #expect(try covers(entry, "fabrikam.com") == itself)
            #expect(try covers(entry, "eu.fabrikam.com") == below)
            #expect(try covers(entry, "a.b.c.fabrikam.com") == below)
            #expect(try !covers(entry, "notfabrikam.com"))
            #expect(try !covers(entry, "fabrikam.com.evil.example"))
            #expect(try !covers(entry, "fabrikam.co"))
            #expect(try !covers(entry, "com.example"))
        }
    }

    @Test(
        "two spellings of one name are one",
        arguments: [
            ("BÜCHER.example", "xn--bcher-kva.example"), ("xn--bcher-kva.example", "bücher.example"),
            ("Fabrikam.COM", "fabrikam.com"), ("fabrikam。com", "fabrikam.com"),
        ])
    func spellings(entry: String, domain: String) throws {
        #expect(try isAllowed("\"\(entry)\"", domain))
        #expect(try isDenied("\"\(entry)\"", domain))
    }

    @Test("a deny wins over every grant")
    func denyWins() throws {
        let policy = try policy(
            domains: "deny: [fabrikam.com], allow: [fabrikam.com]", rules: "{id: all, effect: allow}")
        let decision = policy.judge()
        #expect(decision.verdict == .denied(.domainDenied))
        #expect(decision.step == 2)
        #expect(Set(decision.matches.map(\.id)) == ["all", "domains.allow[0]", "domains.deny[0]"])
        #expect(decision.deciding?.role == .denies)
    }

    @Test("what no list names is denied, unless `unlisted` says allow")
    func unlisted() throws {
        #expect(try policy(domains: "unlisted: deny").judge().verdict == .denied(.noRuleAllows))
        let open = try policy(domains: "unlisted: allow, deny: [{domain: competitor.example, subdomains: true}]")
        #expect(open.judge().verdict == .approved)
        #expect(open.judge().deciding?.id == "domains.unlisted")
        #expect(open.judge(request("a@x.competitor.example")).verdict == .denied(.domainDenied))
    }

    @Test("an allow entry lasts to the end of its day in UTC, then grants nothing and is still recorded")
    func expiry() throws {
        let policy = try policy(domains: "allow: [{domain: fabrikam.com, expires: 2026-11-24}]")
        #expect(policy.judge(at: noon).verdict == .approved)
        let last = Timestamp("2026-11-24T23:59:59.999Z") ?? noon
        #expect(policy.judge(at: last).verdict == .approved)
        let gone = policy.judge(at: Timestamp(milliseconds: last.milliseconds + 1))
        #expect(gone.verdict == .denied(.noRuleAllows))
        #expect(gone.matches.map(\.role) == [.expired])
    }

    @Test("of two entries for one name, the longer-lived counts, in either order")
    func longerLived() throws {
        let entries = ["{domain: fabrikam.com, expires: 2026-01-01}", "{domain: fabrikam.com, expires: 2027-01-01}"]
        for order in [entries, entries.reversed()] {
            #expect(try policy(domains: "allow: [\(order.joined(separator: ", "))]").judge().isApproved)
        }
    }

    @Test("a deny with reviewBy stays in force after that day")
    func reviewBy() throws {
        let domains = "unlisted: allow, deny: [{domain: fabrikam.com, subdomains: true, reviewBy: 2020-01-01}]"
        #expect(try policy(domains: domains).judge().verdict == .denied(.domainDenied))
    }

    @Test("evidence names the line of a list file")
    func listFile() throws {
        let lists = [
            "lists/x.txt": "\u{FEFF}# comment\r\n\r\nfabrikam.com # why\r\n  *.Woodgrove.example\t\r\nadatum.example"
        ]
        let policy = try policy(domains: "allow: [{file: lists/x.txt}]", lists: lists)
        let decision = policy.judge()
        #expect(decision.deciding?.id == "lists/x.txt:3")
        #expect(decision.deciding?.source == SourceLocation(file: "lists/x.txt", line: 3, column: 1))
        #expect(policy.judge(request("a@eu.woodgrove.example")).deciding?.id == "lists/x.txt:4")
        #expect(policy.judge(request("a@adatum.example")).isApproved)
        #expect(!policy.judge(request("a@woodgrove.example")).isApproved)
        #expect(policy.domainEntryCount == 3)
    }

    @Test("`subdomains: true` beside a file goes for each of its lines")
    func fileWithSubdomains() throws {
        let policy = try policy(
            domains: "unlisted: allow, deny: [{file: x.txt, subdomains: true}]", lists: ["x.txt": "fabrikam.com\n"])
        #expect(!policy.judge(request("a@fabrikam.com")).isApproved)
        #expect(!policy.judge(request("a@eu.fabrikam.com")).isApproved)
        #expect(policy.judge(request("a@fabrikam.example")).isApproved)
    }

    @Test("among many entries, each is found and no other")
    func many() throws {
        let names = (0..<20_000).map { "d\($0 &* 2_654_435_761 % 1_000_003)-\($0).example" }
        let policy = try policy(domains: "allow: [{file: x.txt}]", lists: ["x.txt": names.joined(separator: "\n")])
        #expect(policy.domainEntryCount == names.count)
        for (index, name) in names.enumerated() where index % 97 == 0 {
            #expect(policy.judge(request("a@\(name)")).deciding?.id == "x.txt:\(index + 1)")
            #expect(!policy.judge(request("a@x\(name)")).isApproved)
            #expect(!policy.judge(request("a@x.\(name)")).isApproved)
        }
    }
}
