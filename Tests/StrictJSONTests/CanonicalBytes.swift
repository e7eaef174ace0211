import StrictJSON
import Testing

/// RFC 8785, JSON Canonicalization Scheme.
@Suite struct CanonicalBytes {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSON(parsing: Array(text.utf8)).canonicalBytes(), as: UTF8.self)
    }

    @Test("Members are sorted by the UTF-16 units of their names (section 3.2.3's example)")
    func sorting() throws {
        let text = #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
            "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """#
        let value = try JSON(parsing: Array(text.utf8))
        let sorted = try JSON(parsing: value.canonicalBytes())
        #expect(
            sorted.object?.map(\.value.string) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test("Objects inside are sorted too, arrays are not")
    func nestedSorting() throws {
        #expect(
            try canonical(#"{ "b" : [ {"z":1,"y":2} , 3, 1 ], "a" : {"d":0,"c":0}, "aa":0, "":0, "A":0 }"#)
                == #"{"":0,"A":0,"a":{"c":0,"d":0},"aa":0,"b":[{"y":2,"z":1},3,1]}"#)
    }

    @Test(
        "A string is written with the shortest escapes, in lower-case hexadecimal",
        arguments: [
            (#""\u0008\u0009\u000A\u000C\u000D""#, #""\b\t\n\f\r""#),
            (#""\u0000\u000b\u001F""#, #""\u0000\u000b\u001f""#),
            (#""\"\\\/""#, #""\"\\/""#),
            (#""\u20ac$\u007f\u2028""#, "\"€$\u{7F}\u{2028}\""),
            (#""\ud83d\ude00""#, "\"😀\""),
            ("\"e\u{301}\"", "\"e\u{301}\""),
        ])
    func strings(_ text: String, _ expected: String) throws {
        let bytes = try JSON(parsing: Array(text.utf8)).canonicalBytes()
        #expect(bytes == Array(expected.utf8))
    }

    @Test("Literals and integers are written plainly")
    func scalars() throws {
        #expect(
            try canonical("[ null, true, false, -0, 9223372036854775807, -9223372036854775808 ]")
                == "[null,true,false,0,9223372036854775807,-9223372036854775808]")
    }

    @Test("Order of writing does not change the canonical bytes, but the plain ones")
    func order() throws {
        let one: JSON = ["a": 1, "b": [2, .null]]
        let two: JSON = ["b": [2, .null], "a": 1]
        #expect(one.canonicalBytes() == two.canonicalBytes())
        #expect(one.bytes() == Array(#"{"a":1,"b":[2,null]}"#.utf8))
        #expect(two.bytes() == Array(#"{"b":[2,null],"a":1}"#.utf8))
    }
}
