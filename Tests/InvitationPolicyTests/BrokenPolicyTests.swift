import FoundationEssentials
import InvitationPolicy
import Testing

@Suite("Policies that must not load")
struct BrokenPolicyTests {
    static let folder = Files.tests + "/Broken"
    static let names = Files.names(in: folder, ending: ".yaml").map { String($0.dropLast(".yaml".count)) }

    private func faults(_ name: String) throws -> PolicyFaults? {
        do throws(PolicyFaults) {
            let text = (try? Files.text("\(Self.folder)/\(name).yaml")) ?? ""
            _ = try Policy.load(text: text, file: "\(name).yaml") { try Files.bytes("\(Self.folder)/\($0)") }
            return nil
        } catch {
            return error
        }
    }

    @Test("each tells exactly the faults that stand beside it", arguments: names)
    func told(name: String) throws {
        let faults = try #require(try faults(name), "the policy loaded")
        let expected = try Files.text("\(Self.folder)/\(name).faults")
        #expect(faults.description + "\n" == expected)
    }

    @Test("there is one for every kind of fault")
    func complete() {
        #expect(Self.names.count >= 50)
    }
}
