import InvitationPolicy
import Testing

/// What the page about cases shows must do what it says.
@Suite("The page about policy cases")
struct PolicyCasesPageTests {
    private static let policy = "partners-by-department.yaml"

    private func page() throws -> String {
        let root = Files.tests.replacing("/Tests/InvitationPolicyTests", with: "")
        return try Files.text("\(root)/Sources/Gatekeeper/Gatekeeper.docc/PolicyCases.md")
    }

    @Test("its sample cases come out as they say on the policy that it names")
    func sample() throws {
        let page = try page()
        #expect(page.contains("Beside `\(Self.policy)` stands"))
        let start = try #require(page.firstRange(of: "```yaml\n"))
        let end = try #require(page[start.upperBound...].firstRange(of: "```"))
        let sample = Array(page[start.upperBound..<end.lowerBound].utf8)
        let loaded = try Policy.load(bytes: try Files.bytes("\(Files.policies)/\(Self.policy)"), file: Self.policy) {
            try Files.bytes("\(Files.policies)/\($0)")
        }
        let run = try PolicyCases.load(bytes: sample, file: "sample", for: loaded.policy).run(on: loaded.policy)
        #expect(run.results.count == 3)
        for result in run.results { #expect(result.passed, "\(result.policyCase.name): \(result.differences)") }
    }

    @Test("its command lines name that policy, a caller and a group of it")
    func commands() throws {
        let page = try page()
        let policy = try Files.text("\(Files.policies)/\(Self.policy)")
        let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("gatekeeper policy explain ") })
        let words = line.split(separator: " ")
        #expect(words.contains { $0 == Self.policy })
        for option in ["--through", "--group"] {
            let value = try #require(words.firstIndex { $0 == option }.map { words[$0 + 1] })
            #expect(policy.contains(value), "\(value)")
        }
    }
}
