import ArgumentParser
import AuditTrail
import Gatekeeper
import InvitationPolicy
import Invitations

/// Says what changes between two policies, not between their texts.
struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say who could newly invite whom, or no longer, each with an invitation that shows it.",
        discussion: """
            Compares what two policies mean: order, comments and layout make no difference. Every change is shown by an
            invitation that both policies judged, and every key with another value is listed. With --exit-code the exit code
            is 1 if some request can be answered or reported otherwise, or if something had to be left out, and 0 if not:
            names, owners, notes and the tenant's wishes alone are 0. Without --exit-code it is 0.
            """)

    @Argument(help: "The policy file as it is.")
    var old: String
    @Argument(help: "The policy file as it would be.")
    var new: String
    @Option(help: "text or json.")
    var format = ReportFormat.text
    @Option(help: "Compare as of this time (RFC 3339 or a date); now unless given. What expires later is looked at as well.")
    var at: String?
    @Flag(help: "Exit with 1 if some request can be answered or reported otherwise, or something was left out.")
    var exitCode = false

    func run() async throws {
        let now = try at.map { text in
            guard let time = Timestamp(text) else {
                throw ValidationError("--at \(text): a date or an RFC 3339 time is expected.")
            }
            return time
        }
        // Both files' faults in one go.
        let (before, after) = try PolicyFile.loadBoth(old, new)
        let difference = PolicyDifference(from: before, to: after, at: now ?? World.system.now())
        switch format {
        case .text: print(DifferenceText(difference).text)
        case .json: print(difference.json.visibleText())
        }
        if exitCode, difference.answersCanDiffer { throw ExitCode(1) }
    }
}

/// How a report is written.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// For programs.
    case json
}

extension PolicyFile {
    static func loadBoth(_ old: String, _ new: String) throws(StartFault) -> (Policy, Policy) {
        var lines: [String] = []
        var policies: [Policy] = []
        for file in [old, new] {
            do {
                policies.append(try load(file).policy)
            } catch {
                lines += error.lines
            }
        }
        guard lines.isEmpty, policies.count == 2 else { throw .configuration(lines) }
        return (policies[0], policies[1])
    }
}
