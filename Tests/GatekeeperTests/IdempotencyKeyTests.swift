import Invitations
import Testing

@testable import Gatekeeper

@Suite("An idempotency key")
struct IdempotencyKeyTests {
    private static let long = String(repeating: "k", count: 255)

    @Test(
        "is a string in quotation marks, or a bare token, of 1 to 255 printable characters",
        arguments: [
            ("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
            ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
            ("\"a b, c;d=e\"", "a b, c;d=e"), (#""say \"hi\" \\ bye""#, #"say "hi" \ bye"#), (" \t\"k\"\t ", "k"),
            ("\" \"", " "), ("!#$%&'*+-.^_`|~09azAZ", "!#$%&'*+-.^_`|~09azAZ"), (long, long), ("\"\(long)\"", long),
            ("\"~\"", "~"),
        ])
    func accepted(_ value: String, _ key: String) {
        #expect(IdempotencyKey(value)?.bytes == Array(key.utf8))
    }

    @Test(
        "is refused in any other form",
        arguments: [
            "", "\"\"", "   ", "\"", "\"a", "a\"", "\"a\"b", "\"a\";x=1", "\"a\", \"b\"", "a b", "a,b", "a;b", "a=b", "(a)", "a/b",
            ":YQ==:", "?1", "@12", #""\a""#, #""a\""#, "\"ä\"", "ä", "\"\u{7F}\"", "\"\u{1F}\"", "\"a\tb\"", "\"a\nb\"", "\"a\0\"",
            "\u{FEFF}a", "\"\(long)k\"", long + "k",
        ])
    func refused(_ value: String) {
        #expect(IdempotencyKey(value) == nil)
    }
}
