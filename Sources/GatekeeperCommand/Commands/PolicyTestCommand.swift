import ArgumentParser
import AuditTrail
import InvitationPolicy

/// Judges the cases beside policies and says which do not come out as expected.
struct PolicyTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try policies on the cases beside them.",
        discussion: """
            The cases of NAME.yaml stand in NAME.cases.yaml. Exit codes: 0 all passed, 1 a case failed or too little is \
            covered, 3 a policy or a cases file is wrong.
            """)

    @Argument(help: "Policy files, cases files, or folders with cases in them.")
    var policies: [String]

    @Option(help: "The cases of the one policy named, where they do not stand beside it. May be repeated.")
    var cases: [String] = []

    @Option(help: "\(CasesFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = CasesFormat.text

    @Option(help: "Fail where fewer than this many hundredths of a policy's rules and entries are tried by a case.")
    var coverageThreshold: Int?

    @Option(help: "Only cases with this text in their name.")
    var filter: String?

    func validate() throws {
        if let coverageThreshold, !(0...100).contains(coverageThreshold) {
            throw ValidationError("--coverage-threshold is from 0 to 100.")
        }
        if coverageThreshold != nil, filter != nil {
            throw ValidationError("--coverage-threshold asks what all cases cover: leave --filter out.")
        }
        if !cases.isEmpty, policies.count != 1 { throw ValidationError("--cases goes with one policy.") }
        if policies.isEmpty { throw ValidationError("Name a policy, a cases file or a folder.") }
    }

    func run() async throws {
        let plan = try CasesPlan(policies, cases: cases)
        for policy in plan.untested { printError("no cases: \(policy)") }
        let report = CasesReport(policies: try tested(plan), threshold: coverageThreshold)
        if let filter, report.results.isEmpty { throw ValidationError("--filter \(filter): no case has that in its name.") }
        switch format {
        case .text: print(CasesText(report: report, colours: .standardOutput).text)
        case .json: print(report.json.visibleText())
        case .junit: print(CasesJUnit(report: report).text)
        }
        if !report.isGood { throw ExitCode(1) }
    }

    /// All of them, or every fault of all of them.
    private func tested(_ plan: CasesPlan) throws -> [TestedPolicy] {
        var faults: [String] = []
        var tested: [TestedPolicy] = []
        for part in plan.parts {
            do throws(StartFault) { tested.append(try part.tested(filter)) } catch { faults += error.lines }
        }
        guard faults.isEmpty else { throw StartFault.configuration(faults) }
        return tested
    }
}

/// How `policy test` shows its answer.
enum CasesFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people: a tree.
    case text
    /// For programs.
    case json
    /// For continuous integration: JUnit's XML.
    case junit
}
