import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import InvitationPolicy
import Invitations
import StrictJSON

/// Checks every entry's hash and place, that no chain was cut, and that what was kept elsewhere is still there.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a trail or an export of one, from end to end.",
        discussion: """
            Says which entry is the first that is missing, altered, reordered or cut off, and exits with 1. Without anything kept \
            elsewhere it cannot tell whether the newest entries were cut off, or the whole trail written anew: give a checkpoint, \
            a head or a receipt.
            """)

    @Option(help: "The audit store's file.")
    var store: String?
    @Option(help: "The settings file that names the store, and the key that signs its checkpoints.")
    var settings: String?
    @Option(help: "An export (NDJSON, the oldest first) instead of a store; - is standard input.")
    var export: String?
    @Flag(help: "Entries were left out of the export on purpose: check those that are in it, each by itself.")
    var filtered = false
    @Option(help: "A head or receipt that was kept elsewhere: WRITER SEQUENCE HASH. May be repeated.")
    var expect: [String] = []
    @Option(help: "A file of signed checkpoints and anchors that were kept elsewhere. May be repeated.")
    var checkpoint: [String] = []
    @Option(help: "A verifier key of the checkpoints, as audit keygen prints it. May be repeated.")
    var key: [String] = []
    @Option(help: "table or json.")
    var format = OutputFormat.table

    func validate() throws {
        guard [store, settings, export].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("Name one trail: by --store FILE, --settings FILE or --export FILE.")
        }
        if filtered, export == nil { throw ValidationError("--filtered is for an --export.") }
    }

    func run() async throws {
        var keys = try key.map { text in
            do { return try NoteVerifier(vkey: text) } catch { throw ValidationError("--key: \(error)") }
        }
        var file = store
        if let settings {
            let settings = try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment)
            file = settings.auditFile
            keys += Self.keys(of: settings.proof)
        }
        let evidence = try evidence(keys)
        let started = ContinuousClock.now
        var report: TrailReport
        if let export {
            report = try ExportVerification(path: export, isFiltered: filtered).run(against: evidence)
        } else {
            report = try await Self.verify(file ?? "", evidence, keys)
        }
        if filtered, report.fault == nil { report.unchecked.append("the end of the trail: an export that was filtered has none") }
        let view = VerificationView(report: report, isFiltered: filtered, seconds: (ContinuousClock.now - started) / .seconds(1))
        print(format == .json ? view.json.visibleText() : view.text)
        if export != nil, !filtered, report.fault?.kind.isGap == true {
            printError("If entries were left out of the export on purpose, by a filter or by --after, check it with --filtered.")
        }
        if !report.isWhole { throw ExitCode(1) }
    }

    /// The verifier keys that settings name. Who checks may well not be allowed to read the signing key.
    static func keys(of proof: Settings.Proof) -> [NoteVerifier] {
        guard let file = proof.keyFile else { return proof.trustedKeys }
        do { return [try SigningKeyFile.load(file, "audit.checkpoints.keyFile").verifier] + proof.trustedKeys } catch {
            printError("\(error)\nThe verifier key can be given by --key.")
            return proof.trustedKeys
        }
    }

    private func evidence(_ keys: [NoteVerifier]) throws -> TrailEvidence {
        let heads = try expect.map { text in
            guard let head = ChainHead(line: text) else {
                throw ValidationError("--expect \(text): WRITER SEQUENCE HASH is expected, as this command prints heads.")
            }
            return head
        }
        if !checkpoint.isEmpty, keys.isEmpty { throw ValidationError("--checkpoint needs --key: who signed it has to be known.") }
        var notes: [AttestedCheckpoint] = []
        for path in checkpoint {
            do {
                let found = try NoteFile.notes(in: try RegularFile.read(path, atMost: NoteFile.mostBytes))
                if found.isEmpty { throw NoteFault.malformed("there is none in the file") }
                for note in found { notes.append(try note.attested(by: keys)) }
            } catch let fault as NoteFault {
                // Not a fault of the trail, but nothing that the trail may be held against either.
                printError("--checkpoint \(path), note \(notes.count + 1): \(fault)")
                throw ExitCode(1)
            } catch {
                throw StartFault.dependency("--checkpoint: \((error as? UnreadableFile)?.why ?? "\(error)")")
            }
        }
        return TrailEvidence(heads: heads, notes: notes)
    }

    static func verify(_ file: String, _ evidence: TrailEvidence, _ keys: [NoteVerifier]) async throws -> TrailReport {
        let reader: SQLiteAuditReader
        do { reader = try SQLiteAuditReader.open(path: file) } catch { throw StartFault.dependency("\(error)") }
        var progress = ProgressLine(of: "entries")
        defer { progress.finish() }
        do throws(AuditUnreadable) {
            if progress.isShown { progress.total = try await reader.entryCount() }
            return try await reader.verify(against: evidence, keys: keys) { progress.advance() }
        } catch {
            throw StartFault.dependency("\(error)")
        }
    }
}

extension ChainFault.Kind {
    /// Whether it is what a filter leaves behind, too.
    fileprivate var isGap: Bool {
        switch self {
        case .missing, .misnumbered, .unanchored, .noStart: true
        default: false
        }
    }
}
