import ArgumentParser
import AuditTrail
import Foundation
import Gatekeeper
import InvitationPolicy
import Invitations

/// Says how one invitation is decided, step by step, or how a recorded one was.
struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say how an invitation is decided, and what would let it pass.",
        discussion: """
            Either POLICY with --invite and --through, or --decision with --store or --settings (and POLICY to judge the \
            recorded decision again; without it, by the policy that the settings name, if that is the policy of then). \
            Exit codes: 0 approved, 1 not.
            """)

    @Argument(help: "The policy file.")
    var policy: String?

    @OptionGroup(title: "An invitation") var invitation: InvitationOptions
    @OptionGroup(title: "Its inviter") var inviter: InviterOptions

    @Option(help: "Explain this recorded decision.")
    var decision: String?
    @Option(help: "The audit store's file.")
    var store: String?
    @Option(help: "The settings file that names the store and the policy.")
    var settings: String?

    @Option(help: "\(ExplainFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = ExplainFormat.text

    func validate() throws {
        guard decision == nil || invitation.invite == nil else {
            throw ValidationError("Name an invitation by --invite ADDRESS or a recorded decision by --decision ID, not both.")
        }
        guard decision != nil || invitation.invite != nil else {
            throw ValidationError("Name an invitation by --invite ADDRESS, or a recorded decision by --decision ID.")
        }
        if decision == nil {
            guard policy != nil else { throw ValidationError("Name the policy file.") }
            guard store == nil, settings == nil else { throw ValidationError("--store and --settings go with --decision.") }
        } else {
            guard (store == nil) != (settings == nil) else {
                throw ValidationError("--decision: name the trail by --store FILE or by --settings FILE.")
            }
        }
    }

    func run() async throws {
        let loaded = try policy.map { try PolicyFile.load($0).policy }
        if let decision {
            try await explainRecorded(decision, loaded)
        } else if let loaded {
            try explain(by: loaded)
        }
    }

    private func explain(by policy: Policy) throws {
        let time = try invitation.time ?? World.system.now()
        let request = try invitation.request(policy)
        let caller = try invitation.caller(policy)
        let facts = try inviter.facts(at: time)
        let usage = invitation.usage(policy.quotaCounters(for: request, by: facts.id, through: caller, at: time))
        let explanation = policy.explain(
            request, by: facts, through: caller, context: try invitation.context(), usage: usage, at: time)
        switch format {
        case .text:
            var lines = ExplanationText(explanation: explanation, colours: .standardOutput).lines
            if case .undecided(let missing) = explanation.decision.verdict { lines.append(InviterOptions.advice(on: missing)) }
            print(lines.joined(separator: "\n"))
        case .json: print(explanation.json.visibleText())
        }
        if !explanation.decision.isApproved { throw ExitCode(1) }
    }
}

/// How `policy explain` shows its answer.
enum ExplainFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// For programs.
    case json
}
