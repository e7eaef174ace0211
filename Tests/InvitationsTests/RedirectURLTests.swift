import Invitations
import Testing

@Suite struct RedirectURLTests {
    @Test(
        "A plain https URL is taken and written from its parts",
        arguments: [
            ("https://myapps.microsoft.com", "https://myapps.microsoft.com"),
            ("https://myapps.microsoft.com/", "https://myapps.microsoft.com/"),
            ("HTTPS://MyApps.Microsoft.COM/Path", "https://myapps.microsoft.com/Path"),
            ("hTtPs://a.example", "https://a.example"),
            ("https://a.example:443/x", "https://a.example/x"),
            ("https://a.example:8443/x", "https://a.example:8443/x"),
            ("https://a.example:00443", "https://a.example"),
            ("https://a.example:08443", "https://a.example:8443"),
            ("https://a.example:1", "https://a.example:1"),
            ("https://a.example:65535", "https://a.example:65535"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("https://a。example/", "https://a.example/"),
            ("https://ａ.example/", "https://a.example/"),
            ("https://fabri\u{AD}kam.com/", "https://fabrikam.com/"),
            ("https://localhost/", "https://localhost/"),
            (
                "https://a.example/p;v=1/x,y(z)*'!$&+=:@~-._?q=/?:@&r#f/?:@",
                "https://a.example/p;v=1/x,y(z)*'!$&+=:@~-._?q=/?:@&r#f/?:@"
            ),
            ("https://a.example/%20%c3%A9%00", "https://a.example/%20%c3%A9%00"),
            ("https://a.example//b.example/", "https://a.example//b.example/"),
            ("https://a.example/@b.example/", "https://a.example/@b.example/"),
            ("https://a.example/../x", "https://a.example/../x"),
            // Looks like a slash, and is a letter of the host to IDNA: the A-label shows it.
            ("https://a.example\u{2044}b.example/", "https://a.xn--exampleb-k03d.example/"),
            // Some parsers read the authority up to the next slash.
            ("https://a.example?x=1", "https://a.example/?x=1"),
            ("https://a.example#top", "https://a.example/#top"),
            ("https://a.example?@b.example/", "https://a.example/?@b.example/"),
            ("https://a.example#@b.example/", "https://a.example/#@b.example/"),
            ("https://a.example:8443?x", "https://a.example:8443/?x"),
        ])
    func accepted(_ text: String, _ written: String) throws {
        let url = try RedirectURL(text)
        #expect(url.description == written)
        #expect(try RedirectURL(url.description) == url)
        #expect(url.rest.isEmpty || url.rest.hasPrefix("/"))
    }

    @Test("Host and port are what was judged")
    func parts() throws {
        let url = try RedirectURL("https://A.Example:8443/x?y#z")
        #expect(url.host == (try MailDomain("a.example")))
        #expect(url.port == 8443)
        #expect(url.rest == "/x?y#z")
        #expect(try RedirectURL("https://a.example:443").port == nil)
        #expect(try RedirectURL("https://a.example").rest == "")
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let text: String
        let fault: RedirectFault?
        var testDescription: String { text.prefix(60).debugDescription }

        init(_ text: String, _ fault: RedirectFault? = nil) {
            self.text = text
            self.fault = fault
        }
    }

    @Test(
        "What two parsers may read differently is refused",
        arguments: [
            // Scheme.
            Refusal("", .notHTTPS), Refusal("https:", .notHTTPS), Refusal("https://", .notHTTPS),
            Refusal("http://a.example/", .notHTTPS), Refusal("//a.example/", .notHTTPS),
            Refusal("a.example", .notHTTPS),
            Refusal("https:/a.example/", .notHTTPS), Refusal("https:a.example", .notHTTPS),
            Refusal("https:\\\\a.example/", .notHTTPS), Refusal("https:/\\a.example/", .notHTTPS),
            Refusal("https;//a.example/", .notHTTPS), Refusal("https\u{FF1A}//a.example/", .notHTTPS),
            Refusal(" https://a.example/", .notHTTPS), Refusal("\thttps://a.example/", .notHTTPS),
            Refusal("\u{FEFF}https://a.example/", .notHTTPS), Refusal("ht\ntps://a.example/", .notHTTPS),
            Refusal("javascript:https://a.example/", .notHTTPS), Refusal("httpsx://a.example", .notHTTPS),
            Refusal("http\u{17F}://a.example/", .notHTTPS), Refusal("https:/\u{301}/a.example/", .notHTTPS),
            Refusal("https:\u{1A}//a.example/", .notHTTPS),
            // Authority.
            Refusal("https:///a.example/", .host(.empty)), Refusal("https://?a.example", .host(.empty)),
            Refusal("https://#a.example", .host(.empty)), Refusal("https://:443/", .host(.empty)),
            Refusal("https://user@a.example/", .userInfo), Refusal("https://user:pass@a.example/", .userInfo),
            Refusal("https://@a.example/", .userInfo), Refusal("https://a.example:443@b.example/", .userInfo),
            Refusal("https://a.example\\@b.example/", .userInfo), Refusal("https://a.example\\.b.example/", .userInfo),
            Refusal("https://a.example\\/b", .userInfo), Refusal("https://\\a.example/", .userInfo),
            Refusal("https://a.example＠b.example/"), Refusal("https://a.example%40b.example/"),
            Refusal("https://a%2eexample/"), Refusal("https://%61.example/"),
            Refusal("https://a.example%2f.b.example/"),
            Refusal("https://a.example%00.b.example/"), Refusal("https://a.example\0.b.example/"),
            Refusal("https://a.example\t/"), Refusal("https://a.exam\nple/"), Refusal("https://a.example\r/"),
            Refusal("https://a.example /"), Refusal("https:// a.example/"), Refusal("https://a_b.example/"),
            Refusal("https://a.example;b.example/"), Refusal("https://a.example,b.example/"),
            Refusal("https://a.example&b.example/"), Refusal("https://a.example\u{FF0F}b.example/"),
            Refusal("https://a.example\u{2048}b.example/"), Refusal("https://a.example\u{2100}b.example"),
            Refusal("https://a.example℀b.example/"), Refusal("https://\u{301}a.example/"),
            Refusal("https://a.example./", .host(.emptyLabel)), Refusal("https://a..example/", .host(.emptyLabel)),
            Refusal("https://.a.example/", .host(.emptyLabel)), Refusal("https://a.example。/", .host(.emptyLabel)),
            // IP addresses.
            Refusal("https://127.0.0.1/", .host(.ipLiteral)), Refusal("https://127.1/", .host(.ipLiteral)),
            Refusal("https://2130706433/", .host(.ipLiteral)), Refusal("https://0x7f.0.0.1/", .host(.ipLiteral)),
            Refusal("https://0x7f000001/", .host(.ipLiteral)), Refusal("https://0177.0.0.1/", .host(.ipLiteral)),
            Refusal("https://①②⑦.0.0.1/", .host(.ipLiteral)), Refusal("https://[::1]/"), Refusal("https://[::1]:443/"),
            Refusal("https://[a.example]/"), Refusal("https://::1/"), Refusal("https://[::ffff:127.0.0.1]/"),
            // Port.
            Refusal("https://a.example:/", .invalidPort), Refusal("https://a.example:0/", .invalidPort),
            Refusal("https://a.example:65536/", .invalidPort), Refusal("https://a.example:-1/", .invalidPort),
            Refusal("https://a.example:+443/", .invalidPort), Refusal("https://a.example:443:443/", .invalidPort),
            Refusal("https://a.example:4a/", .invalidPort), Refusal("https://a.example: 443/", .invalidPort),
            Refusal("https://a.example:４４３/", .invalidPort), Refusal("https://a.example:0x1bb/", .invalidPort),
            Refusal("https://a.example:99999999999999999999/", .invalidPort),
            Refusal("https://a.example:443 /", .invalidPort),
            // Path, query, fragment.
            Refusal("https://a.example/\\b.example", .forbiddenCharacter),
            Refusal("https://a.example/ ", .forbiddenCharacter),
            Refusal("https://a.example/a b", .forbiddenCharacter), Refusal("https://a.example/\t", .forbiddenCharacter),
            Refusal("https://a.example/\n", .forbiddenCharacter),
            Refusal("https://a.example/\r\nX: y", .forbiddenCharacter),
            Refusal("https://a.example/\0", .forbiddenCharacter),
            Refusal("https://a.example/\u{7F}", .forbiddenCharacter),
            Refusal("https://a.example/é", .forbiddenCharacter),
            Refusal("https://a.example/\u{301}", .forbiddenCharacter),
            Refusal("https://a.example/\u{202E}", .forbiddenCharacter),
            Refusal("https://a.example/<script>", .forbiddenCharacter),
            Refusal("https://a.example/\"", .forbiddenCharacter), Refusal("https://a.example/{x}", .forbiddenCharacter),
            Refusal("https://a.example/[x]", .forbiddenCharacter),
            Refusal("https://a.example/x|y", .forbiddenCharacter),
            Refusal("https://a.example/^", .forbiddenCharacter), Refusal("https://a.example/`", .forbiddenCharacter),
            Refusal("https://a.example/%", .forbiddenCharacter), Refusal("https://a.example/%2", .forbiddenCharacter),
            Refusal("https://a.example/%zz", .forbiddenCharacter),
            Refusal("https://a.example/%2/", .forbiddenCharacter),
            Refusal("https://a.example/%%20", .forbiddenCharacter),
            Refusal("https://a.example/#a#b", .forbiddenCharacter),
            Refusal("https://a.example#\u{0}", .forbiddenCharacter),
            Refusal("https://a.example?é", .forbiddenCharacter),
        ])
    func refused(_ item: Refusal) {
        let fault = #expect(throws: RedirectFault.self) { try RedirectURL(item.text) }
        if let expected = item.fault { #expect(fault == expected) }
    }

    @Test("A URL has 2,048 bytes at most")
    func length() throws {
        let start = "https://a.example/"
        let longest = start + String(repeating: "x", count: 2_048 - start.utf8.count)
        #expect(try RedirectURL(longest).description == longest)
        #expect(throws: RedirectFault.tooLong) { try RedirectURL(longest + "x") }
        #expect(throws: RedirectFault.tooLong) { try RedirectURL(String(repeating: "\u{301}", count: 100_000)) }
    }

    @Test("Each byte that is taken after the host is one that RFC 3986 allows there")
    func eachCharacter() {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?#")
        for code in UInt8(0)...0x7F {
            let character = Character(Unicode.Scalar(code))
            let isTaken = (try? RedirectURL("https://a.example/x\(character)y")) != nil
            #expect(isTaken == allowed.contains(character), "\(code)")
        }
    }
}
