import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper

/// Prints the trail's last checkpoint, to be kept elsewhere, or signs a new one.
struct AuditCheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print the trail's last signed checkpoint and its anchor, to be kept elsewhere.")

    @OptionGroup var trail: TrailOptions
    @Flag(help: "Sign one of the trail as it is now, with the key that --settings names.")
    var new = false

    func validate() throws {
        if new, trail.settings == nil { throw ValidationError("--new needs --settings, which names the key.") }
    }

    func run() async throws {
        if new { try await sign() }
        let notes: KeptNotes
        do { notes = try await trail.open().keptNotes() } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
        let found = [notes.anchor, notes.checkpoint].compactMap(\.self)
        guard !found.isEmpty else {
            printError("The store holds no checkpoint.")
            throw ExitCode(1)
        }
        print(found.map(\.description).joined(separator: "\n"), terminator: "")
    }

    private func sign() async throws {
        let settings = try await Settings.load(file: trail.settings ?? "", environment: ProcessInfo.processInfo.environment)
        guard let file = settings.proof.keyFile else {
            throw StartFault.configuration(["audit.checkpoints.keyFile: is missing (gatekeeper audit keygen makes a key)"])
        }
        let signer = try SigningKeyFile.load(file, "audit.checkpoints.keyFile")
        let store = try TrailWriting.open(settings.auditFile, World.system)
        do {
            _ = try await store.makeCheckpoint(signing: signer, trusting: settings.proof.trustedKeys, at: World.system.now())
            await store.close()
        } catch {
            await store.close()
            if case CheckpointFault.unavailable = error { throw StartFault.dependency("\(error)") }
            printError("\(error)")
            throw ExitCode(1)
        }
    }
}
