import StrictJSON
import Testing

@Suite("Parsing some members only")
struct SkippingTests {
    private func parse(_ text: String, depth: Int = 4) throws -> JSON {
        try JSON(parsing: Array(text.utf8), limits: JSONLimits(depth: depth), keeping: ["a", "b"])
    }

    @Test("gives those of the outermost object whole, whatever the others hold")
    func kept() throws {
        #expect(try parse(#"{"x":{"a":[1,"}]\"\\"]},"a":{"x":1},"y":-1.5e3 ,"b":"c","z":null}"#) == ["a": ["x": 1], "b": "c"])
        #expect(try parse(#"{"x":[],"y":"","z":{}}"#) == [:])
        #expect(try parse(#"[{"x":1}]"#) == [["x": 1]])
    }

    @Test(
        "refuses what does not close, what is too deep, and a wanted member twice",
        arguments: [
            #"{"x":"#, #"{"x":["#, #"{"x":"a"#, #"{"x":"\"#, #"{"x":}"#, #"{"x":]}"#, #"{"x":1"#, #"{"x":[[[[1]]]]}"#, #"{"a":1,"a":2}"#, #"{"x":1]"#,
        ])
    func refused(_ text: String) {
        #expect(throws: JSONFault.self) { try parse(text) }
    }
}
