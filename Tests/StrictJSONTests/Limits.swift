import Testing

@testable import StrictJSON

@Suite struct Limits {
    private func parse(_ text: String, _ limits: JSONLimits) throws(JSONFault) -> JSON {
        try JSON(parsing: Array(text.utf8), limits: limits)
    }

    private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test("Nesting is taken up to the limit and refused above it", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(_ open: String, _ close: String) throws {
        let limits = JSONLimits(depth: 5)
        _ = try parse(nested(5, open, close), limits)
        #expect(throws: JSONFault(kind: .tooDeep, offset: 5 * open.utf8.count)) {
            try parse(nested(6, open, close), limits)
        }
    }

    @Test("A hundred thousand open brackets are refused at the default depth")
    func manyBrackets() {
        #expect(throws: JSONFault(kind: .tooDeep, offset: 16)) {
            try JSON(parsing: Array(repeating: UInt8(ascii: "["), count: 100_000))
        }
    }

    @Test("Siblings do not count as nesting")
    func siblings() throws {
        _ = try parse("[[],[],[],{}]", JSONLimits(depth: 2))
    }

    @Test("An object has at most the members allowed")
    func members() throws {
        let limits = JSONLimits(members: 3)
        _ = try parse(#"{"a":1,"b":2,"c":3}"#, limits)
        #expect(throws: JSONFault.self) { try parse(#"{"a":1,"b":2,"c":3,"d":4}"#, limits) }
        do {
            _ = try parse(#"{"a":1,"b":2,"c":3,"d":4}"#, limits)
        } catch {
            #expect(error.kind == .tooManyMembers)
        }
    }

    @Test("A text has at most the values allowed, containers counted")
    func values() throws {
        _ = try parse("[1,2,3]", JSONLimits(values: 4))
        #expect(throws: JSONFault(kind: .tooManyValues, offset: 5)) { try parse("[1,2,3]", JSONLimits(values: 3)) }
        #expect(throws: JSONFault(kind: .tooManyValues, offset: 0)) { try parse("1", JSONLimits(values: 0)) }
    }

    @Test("The default limits are those documented")
    func defaults() {
        let limits = JSONLimits()
        #expect(limits.depth == 16)
        #expect(limits.members == 128)
        #expect(limits.values == 4_096)
    }
}
