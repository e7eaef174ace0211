import StrictJSON
import Testing

/// Texts that RFC 8259 calls JSON, with what they mean.
@Suite struct AcceptedTexts {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let value: JSON
        var testDescription: String { text }
    }

    @Test(
        "A valid text is read as what it says",
        arguments: [
            Case(text: "null", value: .null),
            Case(text: "true", value: true),
            Case(text: "false", value: false),
            Case(text: " \t\r\n1 \t\r\n", value: 1),
            Case(text: "[]", value: []),
            Case(text: "[ ]", value: []),
            Case(text: "{}", value: .object([:])),
            Case(text: "{ \n}", value: .object([:])),
            Case(text: "[[],{},[{}]]", value: [[], .object([:]), [.object([:])]]),
            Case(text: #"{"a":{"b":[1,"x",null]},"c":true}"#, value: ["a": ["b": [1, "x", .null]], "c": true]),
            Case(text: #"{"":0}"#, value: ["": 0]),
            Case(text: #"{"a":1,"A":2}"#, value: ["a": 1, "A": 2]),
            Case(text: "[1 , 2]", value: [1, 2]),
            Case(text: "{\"a\" :\t1}", value: ["a": 1]),
        ])
    func value(_ item: Case) throws {
        #expect(try JSON(parsing: Array(item.text.utf8)) == item.value)
    }

    @Test(
        "An integer that fits 64 bits is an integer",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-1", -1), ("10", 10), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min),
        ])
    func integer(_ text: String, _ number: Int64) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == .integer(number))
        #expect(try JSON(parsing: Array("[\(text)]".utf8)) == [.integer(number)])
    }

    @Test(
        "Any other number stays as it was written",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "1.0", "-0.0", "1.5",
            "0.1", "1e5", "1E5", "1e+5", "1E-05", "-1.25e-300", "1e400", "0e0", "0.00", "1.000000000000000000001",
        ])
    func decimal(_ text: String) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == .decimal(text))
    }

    @Test(
        "A string means its characters, however they are spelled",
        arguments: [
            (#""""#, ""),
            (#""plain""#, "plain"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC\u20ac""#, "Aé€€"),
            (#""\ud83d\ude00""#, "😀"),
            (#""\uD83D\uDE00x""#, "😀x"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\ud800\udc00""#, "\u{10000}"),
            (#""\u0000""#, "\0"),
            (#""a\u0000b""#, "a\0b"),
            (#""\uFFFF\uFEFF""#, "\u{FFFF}\u{FEFF}"),
            (#""\\u0041""#, "\\u0041"),
            (
                "\"\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}\"",
                "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
            ),
            ("\"\u{2028}\u{2029}\u{FEFF}\"", "\u{2028}\u{2029}\u{FEFF}"),
            ("\"e\u{301}\"", "e\u{301}"),
        ])
    func string(_ text: String, _ meaning: String) throws {
        let value = try #require(try JSON(parsing: Array(text.utf8)).string)
        #expect(Array(value.utf8) == Array(meaning.utf8))
    }

    @Test("Members keep their order and are found by name")
    func members() throws {
        let value = try JSON(parsing: Array(#"{"z":1,"a":{"k":"v"},"m":null}"#.utf8))
        #expect(try #require(value.object).map(\.name) == ["z", "a", "m"])
        #expect(value["z"]?.integer == 1)
        #expect(value["a"]?["k"]?.string == "v")
        #expect(value["m"] == .null)
        #expect(value["missing"] == nil)
        #expect(JSON.array([])["z"] == nil)
    }
}
