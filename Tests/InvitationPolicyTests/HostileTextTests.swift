import InvitationPolicy
import Testing

@Suite("Hostile texts")
struct HostileTextTests {
    private func firstFault(_ text: String) -> PolicyFault? {
        do throws(PolicyFaults) {
            _ = try load(text)
            return nil
        } catch {
            return error.faults.first
        }
    }

    @Test("aliases cannot explode: they are refused before they are followed")
    func billionLaughs() {
        var text = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) {? [\(Array(repeating: alias, count: 9).joined(separator: ", "))] : 1}\n"
        }
        #expect(firstFault(text)?.what == "YAML anchor")
        #expect(firstFault(text)?.line == 2)
    }

    @Test(
        "an anchor is found wherever YAML finds one",
        arguments: [
            "name: &a x", "name:\n  &a x", "&a name: x", "x: [&a 1]", "x: [1, &a 2]", "x: {&a b: 1}", "x: {b: &a 1}",
            "- &a x",
            "x: {\"b\":&a 1}", "x: [#'\n&a 1, ' ]", "x: {:'a, ' , &a b}", "x: ['it''s', &a 1]", "x: [\"\\\"\", &a 1]",
            "x: {a:'b, &a c: '}", "x: \"a\"#'\ny: &a b", "x: 'a\n  b'\ny: &a b",
        ])
    func anchors(line: String) {
        #expect(firstFault("\(line)\n") != nil)
        let whats = (try? load(line)).map { _ in "loaded" } ?? "refused"
        #expect(whats == "refused")
    }

    @Test(
        "marks inside quotation marks and comments are text",
        arguments: [
            "owner: \"*any & !all\" # &a *b !c", "owner: '& it''s *'", "owner: a&b", "owner: 5*3!",
            "owner: \"a: b # c\"",
        ])
    func text(line: String) throws {
        #expect(firstFault(policyText(top: "").replacing("owner: partner-desk@contoso.com", with: line)) == nil)
    }

    @Test("size, depth and length are bounded")
    func bounds() {
        let large = policyText() + "# " + String(repeating: "x", count: 4 << 20)
        #expect(firstFault(large)?.what == "policy larger than 4 MiB")
        #expect(firstFault("name: " + String(repeating: "[", count: 100_000)) != nil)
        #expect(
            firstFault("name:\n" + String(repeating: " ", count: 100) + "x: 1\n")?.what
                == "indented by more than 64 columns")
        #expect(
            firstFault(String(repeating: "- ", count: 100_000) + "x")?.what == "lists nested deeper than 4 on one line")
        let long = policyText().replacing("name: test", with: "name: " + String(repeating: "x", count: 3_000))
        #expect(firstFault(long)?.what == "text longer than 2,048 bytes")
        let nested = (0..<400).map { String(repeating: " ", count: $0 / 2) + ($0 % 2 == 0 ? "a:" : "- b:") }
        #expect(firstFault(nested.joined(separator: "\n")) != nil)
    }

    @Test("faults are bounded too, and say that there are more")
    func manyFaults() throws {
        let entries = (0..<3_000).map { "bad..\($0)" }.joined(separator: ", ")
        do throws(PolicyFaults) {
            _ = try load(policyText(domains: "allow: [\(entries)]"))
            Issue.record("the policy loaded")
        } catch {
            #expect(error.faults.count == 501)
            #expect(error.faults.last?.what == "2500 further faults not listed")
        }
    }

    @Test(
        "duplicate keys are told, all of them, wherever they stand",
        arguments: [
            ("name: a\nname: b\n", 1), ("x: {a: 1, a: 2}\ny: {\"b\": 1, b: 2}\n", 2),
            ("x:\r\n  a: 1\r\n  'a': 2\r\nx: 3\r\n", 2),
            ("a: 1\na: 2\na: 3\n", 2),
        ])
    func duplicates(text: String, count: Int) {
        do throws(PolicyFaults) {
            _ = try load(text)
            Issue.record("the policy loaded")
        } catch {
            #expect(error.faults.filter { $0.what == "duplicate key" }.count == count)
        }
    }

    @Test("a GUID that reads like a number is text, and so is a number where text is wanted")
    func numbersAsText() throws {
        let group = "1e500000-0000-4000-8000-000000000000"
        let policy = try policy(rules: "{id: 7, effect: allow, ticket: 0123, inviters: {groups: [\(group)]}}")
        #expect(policy.judge(by: inviter(groups: [group])).deciding?.id == "7")
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() throws {
        #expect(throws: PolicyFaults.self) {
            try Policy.load(bytes: Array(policyText().utf8) + [0x23, 0xE9, 0x0A], file: "p") { _ in [] }
        }
        #expect(throws: Never.self) {
            try Policy.load(bytes: [0xEF, 0xBB, 0xBF] + Array(policyText().utf8), file: "p") { _ in [] }
        }
    }

    @Test("a fault shows what it found, without letting it loose on a terminal")
    func shown() {
        let fault = firstFault(policyText(domains: "allow: [\"a\\u001b[31m..b\"]"))
        #expect(fault?.description.contains("\u{1B}") == false)
        #expect(fault?.text.contains("\u{1B}") == true)
        // Advice that quotes the file, too.
        let advice = firstFault("x: [*.a\u{1B}[31m.example]")?.advice
        #expect(advice?.contains("*.a") == true && advice?.contains("\u{1B}") == false)
        #expect(firstFault("x: \u{2029}y")?.description.contains("\u{2029}") == false)
    }

    /// Bounded by what the reader looks at, not by the clock: the surface stops before anything is built from the text.
    @Test(
        "what would grow when it is read is refused before it is",
        arguments: [
            ("aliases of aliases", (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")),
            ("an alias to itself", "a: &a [*a]"),
            ("merge keys", "a: &a {x: 1}\nb: {<<: [*a, *a, *a]}"),
            ("brackets in brackets", "a: " + String(repeating: "[", count: 50_000)),
            ("maps in maps", "a: " + String(repeating: "{a: ", count: 50_000)),
            ("keys in brackets", String(repeating: "[a: ", count: 50_000)),
            ("dashes behind dashes", String(repeating: "- ", count: 50_000)),
            ("questions in questions", String(repeating: "? ", count: 50_000)),
            ("indented ever more", (0..<2_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")),
            ("quotation marks that never close", "a: \"" + String(repeating: "\n", count: 50_000)),
            ("a million tags", String(repeating: "!!a ", count: 250_000)),
            ("a million documents", String(repeating: "--- a\n", count: 160_000)),
        ])
    func hostile(name: String, text: String) {
        do throws(PolicyFaults) {
            _ = try load(text)
            Issue.record("\(name): the policy loaded")
        } catch {
            #expect(!error.faults.isEmpty && error.faults.count <= FaultBound.most)
            #expect(error.faults.allSatisfy { $0.text.unicodeScalars.count <= 4_096 })
            // What is shown to a person is a page or two, whatever the file's size.
            #expect(error.description.utf8.count < 200_000)
        }
    }

    @Test("a key that stands a thousand times costs no thousand readings, and is told")
    func manyDuplicates() {
        let text = String(repeating: "name: a\n", count: 1_000)
        do throws(PolicyFaults) {
            _ = try load(text)
            Issue.record("the policy loaded")
        } catch {
            let told = error.faults.filter { $0.what == "duplicate key" }.count
            #expect(told >= 1 && told <= 21)
        }
    }

    @Test("warnings are bounded as faults are")
    func manyWarnings() throws {
        let entries = (0..<3_000).map { "w\($0).example" }.joined(separator: ", ")
        #expect(try load(policyText(domains: "deny: [\(entries)]")).warnings.count == 500)
    }

    private enum FaultBound {
        /// Five hundred, and one that says how many there are besides.
        static let most = 501
    }

    @Test(
        "every encoding but UTF-8 is refused, and so is text cut off within a character",
        arguments: [
            Array("n\0a\0m\0e\0".utf8), [0xFF, 0xFE, 0x6E, 0x00], [0xFE, 0xFF, 0x00, 0x6E], [0x6E, 0x3A, 0x20, 0xC3],
            [0xC0, 0xAE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x00], [],
        ] as [[UInt8]])
    func encodings(bytes: [UInt8]) {
        #expect(throws: PolicyFaults.self) { try Policy.load(bytes: bytes, file: "p") { _ in [] } }
    }
}
