import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations
import StrictJSON

/// Makes what entries are found by anew, out of the entries.
struct AuditReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex", abstract: "Make the copies by which entries are found anew, where audit verify says that they differ.",
        discussion: """
            Checks the trail first, and makes nothing out of one that is not whole. Keep a copy of the file before: what differs may \
            be the trace of somebody. Works beside a running service, whose requests can be refused with 503 for as long as an index \
            is made anew.
            """)

    @OptionGroup var trail: TrailOptions
    @Option(help: "A verifier key of the checkpoints, as audit keygen prints it. May be repeated.")
    var key: [String] = []
    @Flag(help: "Do it; without this, only what differs is told.")
    var yes = false
    @Option(help: "table or json.")
    var format = OutputFormat.table

    func run() async throws {
        var keys = try key.map { text in
            do { return try NoteVerifier(vkey: text) } catch { throw ValidationError("--key: \(error)") }
        }
        if let settings = trail.settings {
            keys += AuditVerifyCommand.keys(of: try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment).proof)
        }
        let path = try await trail.path()
        let before = try await verify(path, keys)
        guard let copies = before.copies, copies.first != nil, before.chainIsWhole, yes else {
            try end(before)
            return
        }
        let signers = keys
        try await TrailWriting.with(path, command: "audit reindex") { store in
            try await store.reindex(differing: copies, keys: signers, by: Operator.description, at: World.system.now())
        }
        try end(try await verify(path, keys))
    }

    private func verify(_ path: String, _ keys: [NoteVerifier]) async throws -> TrailReport {
        try await AuditVerifyCommand.verify(path, TrailEvidence(), keys)
    }

    private func end(_ report: TrailReport) throws {
        let view = VerificationView(report: report, isFiltered: false, seconds: 0)
        print(format == .json ? view.json.visibleText() : view.text)
        if !report.isWhole { throw ExitCode(1) }
    }
}
