import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations
import StrictJSON

/// Removes entries that are older than they are kept, as the service does every hour.
struct AuditPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove the oldest entries, and sign where the trail begins from then on.",
        discussion: """
            The service does this by itself every hour where audit.retentionDays is set. A decision in doubt, and what came after \
            it, stays until it is settled.
            """)

    @Option(help: "The settings file, with audit.checkpoints.keyFile.")
    var settings: String
    @Option(help: "Days that entries are kept, instead of audit.retentionDays.")
    var days: Int?
    @Flag(help: "Do it; without this, only what would be removed is told.")
    var yes = false
    @Option(help: "table or json.")
    var format = OutputFormat.table

    func run() async throws {
        let settings = try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment)
        guard let file = settings.proof.keyFile else {
            throw StartFault.configuration(["audit.checkpoints.keyFile: is missing; what is left of the trail needs a signed anchor"])
        }
        let signer = try SigningKeyFile.load(file, "audit.checkpoints.keyFile")
        guard let days = days ?? settings.proof.retentionDays, (1...36_500).contains(days) else {
            throw ValidationError("Give --days from 1 to 36500, or set audit.retentionDays.")
        }
        let now = World.system.now()
        let trusted = settings.proof.trustedKeys
        let before = now.adding(seconds: -Int64(days) * 86_400)
        do {
            let plan = try await plan(settings, before, [signer.verifier] + trusted)
            var note: SignedNote?
            if yes, plan.entries > 0 {
                note = try await TrailWriting.with(settings.auditFile, command: "audit prune") { store in
                    try await store.prune(plan, signing: signer, trusting: trusted, by: Operator.description, at: now)
                }
            }
            show(plan, note)
        } catch let fault as PruningFault {
            printError("\(fault)")
            if case .notWhole = fault { throw ExitCode(1) }
            throw StartFault.dependency("Nothing more was removed.")
        }
    }

    private func plan(_ settings: Settings, _ before: Timestamp, _ keys: [NoteVerifier]) async throws -> PruningPlan {
        let store = try TrailWriting.open(settings.auditFile, World.system)
        do {
            let plan = try await store.planPruning(before: before, keys: keys, sinks: settings.sinks.names)
            await store.close()
            return plan
        } catch {
            await store.close()
            throw error
        }
    }

    private func show(_ plan: PruningPlan, _ note: SignedNote?) {
        switch format {
        case .json:
            let answer: JSON = [
                "before": .string(plan.before.description), "entries": .integer(plan.entries), "removed": .bool(note != nil),
                "hold": plan.hold.map { .string($0.description) } ?? .null,
                "anchor": note.map { .string($0.description) } ?? .null,
            ]
            print(answer.visibleText())
        case .table:
            let verb = note == nil ? "can be removed" : "were removed"
            print("\(plan.entries) entries from before \(plan.before) \(verb).")
            if let hold = plan.hold { print("The rest stays: \(hold).") }
            if let note {
                print("Keep this anchor with the checkpoints:\n\n\(note)", terminator: "")
            } else if plan.entries > 0 {
                print("Add --yes to remove them.")
            }
        }
    }
}
