import Testing

@testable import StrictJSON

@Suite struct DuplicateMembers {
    @Test(
        "A name that stands twice in one object is refused, in whatever spelling",
        arguments: [
            (#"{"a":1,"a":1}"#, "a", 7),
            (#"{"a":1,"b":2,"a":3}"#, "a", 13),
            (#"{"a":1,"\u0061":2}"#, "a", 7),
            (#"{"\u0061":1,"a":2}"#, "a", 12),
            (#"{"invitedUserEmailAddress":"x","invited\u0055serEmailAddress":"y"}"#, "invitedUserEmailAddress", 31),
            (#"{"":1,"":2}"#, "", 6),
            (#"{"😀":1,"\ud83d\ude00":2}"#, "😀", 10),
            (#"{"/":1,"\/":2}"#, "/", 7),
            (#"{"\n":1,"\u000A":2}"#, "\n", 8),
            (#"{"\u0000":1,"\u0000":2}"#, "\0", 12),
        ])
    func refused(_ text: String, _ name: String, _ offset: Int) {
        #expect(throws: JSONFault(kind: .duplicateMember(name), offset: offset)) {
            try JSON(parsing: Array(text.utf8))
        }
    }

    @Test("A duplicate is found at any depth")
    func nested() {
        #expect(throws: JSONFault(kind: .duplicateMember("x"), offset: 14)) {
            try JSON(parsing: Array(#"[{"o":{"x":1, "x":2}}]"#.utf8))
        }
    }

    @Test("The same name in two objects is no duplicate")
    func twoObjects() throws {
        let value = try JSON(parsing: Array(#"{"a":{"a":1},"b":[{"a":2},{"a":3}]}"#.utf8))
        #expect(value["a"]?["a"] == 1)
    }

    @Test("Names that only look alike are different, as they are to every other reader")
    func canonicallyEquivalent() throws {
        let kelvin = try JSON(parsing: Array("{\"K\":1,\"\u{212A}\":2,\"\u{E9}\":3,\"e\u{301}\":4}".utf8))
        #expect(kelvin.object?.count == 4)
        #expect(kelvin["K"] == 1)
        #expect(kelvin["\u{212A}"] == 2)
        #expect(kelvin["\u{E9}"] == 3)
        #expect(kelvin["e\u{301}"] == 4)
    }

    @Test("Values that only look alike are not equal")
    func equality() throws {
        #expect(JSON.string("K") != JSON.string("\u{212A}"))
        #expect(JSON.string("K") == JSON.string("K"))
        #expect(JSON(dictionaryLiteral: ("K", 1)) != JSON(dictionaryLiteral: ("\u{212A}", 1)))
        #expect(JSON(dictionaryLiteral: ("K", 1)) == JSON(dictionaryLiteral: ("K", 1)))
        #expect([JSON.string("\u{E9}")] != [JSON.string("e\u{301}")])
        #expect(JSON.integer(1) != JSON.decimal("1"))
        #expect(JSON.null != JSON.bool(false))
        #expect(Set([JSON.string("\u{E9}"), JSON.string("e\u{301}"), JSON.string("\u{E9}")]).count == 2)
    }

    @Test("No way of building members leaves a name in twice")
    func building() {
        let literal: JSON.Members = ["a": 1, "b": 2, "a": 3]
        #expect(literal.map(\.name) == ["a", "b"])
        #expect(literal["a"] == 3)
        var members = JSON.Members()
        members["x"] = 1
        members["y"] = 2
        members["x"] = 4
        #expect(members == ["x": 4, "y": 2])
        members["x"] = nil
        #expect(members == ["y": 2])
        members["never"] = nil
        #expect(members.count == 1)
    }

    @Test("A fault shows at most 64 scalars of the name, though one character may be long")
    func boundedDescription() {
        let name = "a" + String(repeating: "\u{301}", count: 5_000)
        let fault = JSONFault(kind: .duplicateMember(name), offset: 3)
        #expect(fault.description.unicodeScalars.count < 128)
        #expect(JSONFault(kind: .duplicateMember("to"), offset: 7).description.contains("\"to\" twice"))
    }
}
