import ArgumentParser
import AuditTrail
import Foundation
import Gatekeeper
import InvitationPolicy

/// Says everything that is wrong with policies, and what is worth a second look.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Load policies and say everything that is wrong with them.",
        discussion: """
            Cases files (NAME.cases.yaml), named or found in a folder, are read for their policy, which is checked as well; \
            `policy test` judges them.

            Exit codes: 0 all of it loads, 1 there are warnings and --strict was given, 3 a policy or cases file does not \
            load.

            --format json writes one object: `policies`, each with `file`, `loads`, `findings` and, where it loads, \
            `name`, `digest`, `rules` and `domainEntries`; `cases`, each with `file`, `policy`, `loads`, `count` and \
            `findings`; then `errors` and `warnings`, the counts over all of them. A \
            finding has `level` (error, warning), `kind`, `file`, `line`, `column`, `text` (what stands there, if \
            anything), `what` and `advice` (or null). --format sarif writes SARIF 2.1.0, with paths relative to the \
            working folder.
            """)

    @Argument(help: "Policy files, cases files, or folders of them.")
    var files: [String]

    @Flag(help: "Exit with 1 if there are warnings.")
    var strict = false

    @Option(help: "A kind of warning to leave out, as it stands in brackets behind one. May be repeated.")
    var ignore: [String] = []

    @Option(help: "text, json or sarif.")
    var format = PolicyCheckFormat.text

    func validate() throws {
        let kinds = PolicyFaultKind.allCases.filter(\.isWarning).map(\.rawValue)
        for kind in ignore where !kinds.contains(kind) {
            throw ValidationError("--ignore \(kind): one of \(kinds.sorted().joined(separator: ", ")) is expected.")
        }
    }

    func run() async throws {
        let now = World.system.now()
        let ignored = Set(ignore.compactMap(PolicyFaultKind.init))
        let report = PolicyCheckReport(try PolicyCheckPlan(files), at: now, ignoring: ignored)
        for (cases, policy) in report.unchecked {
            printError("not checked: \(VisibleText.line(cases)), since \(VisibleText.line(policy)) does not load")
        }
        switch format {
        case .text: print(PolicyCheckText(colour: .ofOutput).text(of: report))
        case .json: print(PolicyCheckJSON.text(of: report))
        case .sarif:
            print(PolicyCheckSARIF(workingFolder: FileManager.default.currentDirectoryPath).text(of: report))
        }
        if !report.loads { throw ExitCode(3) }
        if strict, report.count(.warning) > 0 { throw ExitCode(1) }
    }
}

/// How the check shows what it found.
enum PolicyCheckFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people, and for editors that know a compiler's output.
    case text
    /// For programs.
    case json
    /// For code scanning: the Static Analysis Results Interchange Format, 2.1.0 (OASIS).
    case sarif
}
