import Foundation
import Testing

/// What the threat model says is held is held by a test that exists; whoever renames one has to say so there.
@Suite("The threat model")
struct ThreatModelTests {
    private static let head = ["id", "threat", "what stops it", "tests", "what remains"]

    private static func threats() throws -> [[String]] { Pages.rows(try Pages.page("ThreatModel"), under: head) }

    @Test("Its threats are numbered from T1 on, without a gap, each with its five cells")
    func numbers() throws {
        let threats = try Self.threats()
        #expect(threats.count >= 60)
        #expect(threats.map(\.[0]) == (1...threats.count).map { "T\($0)" })
        for threat in threats { #expect(threat.count == 5 && !threat.contains(""), "\(threat)") }
    }

    @Test("Each test that it names stands in the sources, under the suite that it names")
    func tests() throws {
        let known = try Self.namesOfTests()
        #expect(known.count >= 1_500)
        for threat in try Self.threats() {
            for name in Pages.code(threat[3]) { #expect(known.contains(name), "\(threat[0]): \(name)") }
        }
    }

    @Test("A threat that no test holds says what remains")
    func residuals() throws {
        for threat in try Self.threats() where Pages.code(threat[3]).isEmpty {
            #expect(threat[3] == "none" && threat[4] != "nothing known" && threat[4].count > 20, "\(threat)")
        }
    }

    @Test("What it says of another threat is of one that is there, and its page is linked")
    func links() throws {
        let page = try Pages.page("ThreatModel")
        let ids = Set(try Self.threats().map(\.[0]))
        for match in page.matches(of: /\bT[0-9]+\b/) { #expect(ids.contains(String(match.output)), "\(match.output)") }
        #expect(try Pages.page("Gatekeeper").contains("<doc:ThreatModel>"))
        #expect(try Pages.text("README.md").contains("\(Pages.catalog)/ThreatModel.md"))
    }

    /// `Type: name` of every test: the display name where it has one, else the function's.
    private static func namesOfTests() throws -> Set<String> {
        var names: Set<String> = []
        for file in try Pages.files(below: "Tests", ending: ".swift") {
            let source = try Pages.text(file)
            var suite = ""
            for match in source.matches(of: /@(Suite|Test)\b(?:\s*\(\s*"((?:[^"\\]|\\.)*)")?/) {
                let rest = source[match.range.upperBound...]
                if match.output.1 == "Suite" {
                    suite = rest.firstMatch(of: /\b(?:struct|class)\s+(\w+|`[^`]+`)/).map { String($0.output.1) } ?? ""
                } else if let name = match.output.2 {
                    names.insert("\(suite): \(name.replacing("\\\"", with: "\""))")
                } else if let name = rest.firstMatch(of: /\bfunc\s+(\w+|`[^`]+`)/) {
                    names.insert("\(suite): \(name.output.1)")
                }
            }
        }
        return names
    }
}

@Suite("The pages of the documentation")
struct PagesTests {
    @Test("Each link of theirs to another leads to one, and each is linked from the overview")
    func links() throws {
        let names = try Pages.files(below: Pages.catalog, ending: ".md").map {
            URL(filePath: $0).deletingPathExtension().lastPathComponent
        }
        let overview = try Pages.page("Gatekeeper")
        for name in names {
            for link in try Pages.page(name).matches(of: /<doc:([A-Za-z]+)>/) {
                #expect(names.contains(String(link.output.1)), "\(name): \(link.output.1)")
            }
            #expect(name == "Gatekeeper" || overview.contains("<doc:\(name)>"), "\(name)")
        }
    }
}
