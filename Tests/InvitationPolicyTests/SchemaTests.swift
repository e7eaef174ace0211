import FoundationEssentials
import InvitationPolicy
import PolicyDrafts
import SeededRandom
import StrictJSON
import Testing

/// The schema as the tests use it.
enum Schema {
    static let json = (try? JSON(parsing: Array(PolicySchema.text.utf8))) ?? .null
    static let validator = JSONSchemaValidator(root: json)

    /// What a checker says of a policy's text; the YAML parser's own words come as a throw.
    static func faults(_ text: String) throws -> [String] { validator.faults(try YAMLAsJSON.read(text)) }

    static func expectValid(_ text: String) {
        do { #expect(try faults(text) == []) } catch { Issue.record("a YAML parser refuses what the loader takes: \(error)") }
    }
}

/// That every text which loads anywhere in these tests is valid, is checked where they load it (``load(_:lists:)``).
@Suite("The JSON Schema of a policy")
struct SchemaTests {
    @Test("is the one that lies beside the policies")
    func committed() throws {
        let file = try Files.text("\(Files.policies)/policy.schema.json")
        #expect(file == PolicySchema.text, "write it anew: gatekeeper policy schema > policies/policy.schema.json")
    }

    @Test("is named by every shipped policy's first line", arguments: Shipped.names)
    func named(name: String) throws {
        let first = try Files.text("\(Files.policies)/\(name)").split(separator: "\n").first
        #expect(first == "# yaml-language-server: $schema=policy.schema.json")
    }

    @Test("uses no keyword that the tests' validator does not check")
    func keywords() {
        #expect(keywords(of: Schema.json).subtracting(JSONSchemaValidator.keywords) == [])
    }

    @Test("takes every shipped policy", arguments: Shipped.names)
    func shipped(name: String) throws {
        #expect(try Schema.faults(Files.text("\(Files.policies)/\(name)")) == [])
    }

    @Test("takes whatever the generated policies hold", arguments: 0..<20)
    func generated(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<10 {
            let draft = PolicyDraft(&random)
            _ = try draft.load()
            #expect(try Schema.faults(draft.text) == [])
        }
    }

    @Test("refuses every policy that must not load, but for what a schema cannot see", arguments: BrokenPolicyTests.names)
    func broken(name: String) throws {
        let text = try Files.text("\(BrokenPolicyTests.folder)/\(name).yaml")
        let faults: [String]
        do { faults = try Schema.faults(text) } catch {
            #expect(Self.unseen[name] == .yaml, "a YAML parser refuses it: \(error)")
            return
        }
        if let reason = Self.unseen[name] {
            #expect(faults == [], "the schema sees it: take it off the list (\(reason))")
        } else {
            #expect(faults != [], "the loader refuses what the schema takes")
        }
    }

    @Test("cannot see only what there is")
    func tight() {
        #expect(Set(Self.unseen.keys).subtracting(BrokenPolicyTests.names) == [])
    }

    enum Reason {
        /// Refused before there are values: no YAML, or more of YAML than a policy has use for.
        case yaml
        /// One entry contradicts or repeats another.
        case acrossEntries
        /// What a list file holds.
        case listFile
    }

    private static let unseen: [String: Reason] = [
        "anchors-and-aliases": .yaml, "duplicate-empty-keys": .yaml, "duplicate-keys-beside-a-private-use-key": .yaml,
        "duplicate-keys-everywhere": .yaml, "not-yaml": .yaml, "tab-indent": .yaml, "two-documents": .yaml,
        "unquoted-wildcard": .yaml,
        "default-redirect-not-listed": .acrossEntries, "duplicate-caller": .acrossEntries,
        "duplicate-rule-id": .acrossEntries, "list-file-twice": .acrossEntries,
        "rule-addresses-outside-domains": .acrossEntries, "rule-for-internal-domain": .acrossEntries,
        "unknown-caller-in-rule": .acrossEntries,
        "list-file-with-bad-lines": .listFile, "list-file-without-entries": .listFile, "missing-list-file": .listFile,
    ]

    private func keywords(of schema: JSON) -> Set<String> {
        guard let members = schema.object else { return [] }
        return members.reduce(into: []) { found, member in
            found.insert(member.name)
            switch member.name {
            // Names of their own, with schemas under them.
            case "properties", "$defs": for (_, value) in member.value.object ?? [:] { found.formUnion(keywords(of: value)) }
            case "default", "const", "enum", "required": break
            default:
                for part in member.value.array ?? [member.value] { found.formUnion(keywords(of: part)) }
            }
        }
    }
}

enum Shipped {
    static let names = Files.names(in: Files.policies, ending: ".yaml").filter { !$0.hasSuffix(".cases.yaml") }
}
