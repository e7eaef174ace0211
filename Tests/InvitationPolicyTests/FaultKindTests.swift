import InvitationPolicy
import Testing

@Suite("The kinds of faults")
struct FaultKindTests {
    @Test("names are stable, lower-case words with hyphens, each with one sentence", arguments: PolicyFaultKind.allCases)
    func names(kind: PolicyFaultKind) {
        #expect(kind.rawValue.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) || $0 == 0x38 })
        #expect(kind.summary.hasSuffix(".") && !kind.summary.dropLast().contains("."))
    }

    @Test(
        "a fault tells its kind",
        arguments: [
            ("unknown-key", .unknownKey), ("null-list", .nullValue), ("not-yaml", .notYAML), ("tags", .refusedYAML),
            ("duplicate-rule-id", .duplicateID), ("missing-list-file", .unreadableFile), ("unknown-words", .unknownWord),
            ("domain-that-does-not-normalise", .invalidDomain), ("wrong-dates", .invalidDate),
            ("rule-for-internal-domain", .neverMatches), ("exclusive-without-domains", .contradiction),
            ("unknown-role", .unknownRole), ("wrong-type-list", .wrongType), ("hidden-characters", .hiddenCharacter),
            ("unknown-caller-in-rule", .unknownCaller), ("misplaced-keys", .misplacedKey),
            ("missing-everything", .missingKey), ("wrong-addresses", .invalidAddress), ("wrong-guids", .invalidGUID),
            ("internal-conversion", .notPermittable), ("duplicate-caller", .duplicateCaller),
            ("empty-rule-domains", .emptyValue), ("duplicate-keys-everywhere", .duplicateKey),
            ("list-file-twice", .duplicateListFile), ("list-file-without-entries", .emptyListFile),
        ] as [(String, PolicyFaultKind)])
    func told(name: String, kind: PolicyFaultKind) throws {
        let folder = BrokenPolicyTests.folder
        let bytes = try Files.bytes("\(folder)/\(name).yaml")
        do throws(PolicyFaults) {
            _ = try Policy.load(bytes: bytes, file: name) { try Files.bytes("\(folder)/\($0)") }
            Issue.record("the policy loaded")
        } catch {
            #expect(error.faults.contains { $0.kind == kind }, "\(error.faults.map(\.kind))")
        }
    }

    @Test("what the advice repeats of the policy's text is shown as safely as the text itself")
    func advice() throws {
        do throws(PolicyFaults) {
            _ = try load("version: 1\nname: *.x\u{1B}[31m\u{9B}m")
            Issue.record("the policy loaded")
        } catch {
            #expect(error.faults.contains { $0.advice?.contains(#"\u{1b}"#) ?? false })
            #expect(!error.description.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" })
        }
    }
}
