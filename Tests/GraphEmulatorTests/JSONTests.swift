import Testing

@testable import GraphEmulator

@Suite struct `The emulator's own JSON` {
    @Test(
        arguments: [
            (#"{"a":[1,-2.5,true,false,null,"x"]}"#, ["a": [1, .double(-2.5), true, false, nil, "x"]]),
            (#" { "a" : 1 } "#, ["a": 1]),
            (#""\u00e9\ud83d\ude00\n\/""#, "é😀\n/"),
            (#""naïve""#, "naïve"),
            ("[]", []),
            ("1e3", .double(1000)),
        ] as [(String, JSONValue)])
    func `Reads`(text: String, value: JSONValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
        #expect(try JSONReader.read(value.bytes) == value)
    }

    @Test(arguments: [
        "", "{", "{\"a\"}", "{\"a\":1,}", "[1 2]", "01", "-", "1.e", "1.", ".5", "+1", "--1", "-01", "tru", "\"\u{1}\"", #""\ud800""#, #""\ud800A""#,
        #""\x""#, "{}x", "'a'",
        "NaN",
    ])
    func `Refuses`(text: String) {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func `Refuses bytes that are no UTF-8, and depth without end`() throws {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read([0x22, 0xC3, 0x28, 0x22]) }
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONReader.read(Array(deep.utf8)) }
        #expect(throws: JSONReader.Fault.tooDeep) { try JSONReader.read(Array("[\(deep)]".utf8)) }
    }

    @Test func `Writes control characters and quotes escaped`() {
        #expect(String(decoding: JSONValue.string("a\"\\\n\u{1f}é").bytes, as: UTF8.self) == #""a\"\\\u000a\u001fé""#)
    }
}
