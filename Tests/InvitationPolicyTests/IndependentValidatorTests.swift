import Foundation
import StrictJSON
import Testing

/// The schema before a validator that others wrote: Python's `jsonschema`, which also holds it against the meta-schema.
///
/// `GRAPH_SDK_PYTHON` names a Python that has it, as `deploy/test` installs it.
@Suite(
    "The JSON Schema of a policy, by a validator of others",
    .enabled(if: OtherValidator.mustRun, "GRAPH_SDK_PYTHON is not set; deploy/test sets it"))
struct IndependentValidatorTests {
    @Test("takes every shipped policy")
    func shipped() throws {
        let texts = try Shipped.names.map { try Files.text("\(Files.policies)/\($0)") }
        #expect(try OtherValidator.verdicts(texts.map { ["yaml": .string($0)] }) == texts.map { _ in true })
    }

    @Test("finds of the policies that must not load those invalid that ours finds")
    func broken() throws {
        let texts = try BrokenPolicyTests.names.map { try Files.text("\(BrokenPolicyTests.folder)/\($0).yaml") }
        let verdicts = try OtherValidator.verdicts(texts.map { ["yaml": .string($0)] })
        for (name, (text, verdict)) in zip(BrokenPolicyTests.names, zip(texts, verdicts)) {
            // What only one of the two parsers reads has no two verdicts.
            guard let verdict, let faults = try? Schema.faults(text) else { continue }
            #expect(verdict == faults.isEmpty, "\(name)")
        }
        #expect(verdicts.count { $0 == false } > 40)
    }

    @Test("agrees with ours on changed policies")
    func changed() throws {
        let whole = try WholePolicy.json
        let changes = Schema.validator.sorts(in: whole).flatMap { place in Change.allCases.flatMap { $0.make(at: place, in: whole) } }
        // Enough of them, of each kind: all would take a minute.
        let some = changes.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
        let verdicts = try OtherValidator.verdicts(some.map { ["value": $0] })
        for (value, verdict) in zip(some, verdicts) {
            let ours = Schema.validator.faults(value)
            #expect(verdict == ours.isEmpty, "\(ours) \(String(decoding: value.bytes(), as: UTF8.self))")
        }
        #expect(verdicts.count { $0 == true } > 50)
        #expect(verdicts.count { $0 == false } > 200)
    }
}

private enum OtherValidator {
    static let python = ProcessInfo.processInfo.environment["GRAPH_SDK_PYTHON"]
    /// Where tests are the judge of a change, these are not left out.
    static var mustRun: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    /// Of each value whether it is valid; nil where a text is no YAML.
    static func verdicts(_ lines: [JSON]) throws -> [Bool?] {
        let python = try #require(python, "set GRAPH_SDK_PYTHON to a Python with jsonschema, or run deploy/test")
        let input = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).ndjson")
        try Data(lines.flatMap { $0.bytes() + Array("\n".utf8) }).write(to: input)
        defer { try? FileManager.default.removeItem(at: input) }

        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["\(Files.tests)/validate.py", "\(Files.policies)/policy.schema.json"]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = output
        try process.run()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return answer.split(separator: "\n").map { $0 == "null" ? nil : $0 == "true" }
    }
}
