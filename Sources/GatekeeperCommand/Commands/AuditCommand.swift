import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Invitations

/// Reads and checks the audit trail.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and check the audit trail.",
        subcommands: [AuditQueryCommand.self, AuditVerifyCommand.self])
}

/// Which trail a command reads.
struct TrailOptions: ParsableArguments {
    @Option(help: "The audit store's file.")
    var store: String?

    @Option(help: "The settings file that names the store.")
    var settings: String?

    func validate() throws {
        guard (store == nil) != (settings == nil) else {
            throw ValidationError("Name the trail by --store FILE or by --settings FILE.")
        }
    }

    func open() async throws -> SQLiteAuditReader { try await Self.open(store: store, settings: settings) }

    /// Opens the store that one of the two names.
    static func open(store: String?, settings: String?) async throws -> SQLiteAuditReader {
        let path: String
        if let store {
            path = store
        } else {
            path = try await Settings.load(
                file: settings ?? "", environment: ProcessInfo.processInfo.environment
            ).auditFile
        }
        do {
            return try SQLiteAuditReader.open(path: path)
        } catch {
            throw StartFault.dependency("\(error)")
        }
    }
}

/// Checks every entry's hash and place, and that no chain was cut.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the chain of the trail from end to end.")

    @OptionGroup var trail: TrailOptions

    @Option(help: "A head that was kept elsewhere, as this command prints it: WRITER SEQUENCE HASH. May be repeated.")
    var expect: [String] = []

    func run() async throws {
        let expected = try expect.map(Self.head)
        let report: TrailReport
        do {
            report = try await trail.open().verify(expecting: expected)
        } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
        if let fault = report.fault {
            print("NOT WHOLE: \(fault)")
            print("\(report.entries) entries before it are whole.")
            throw ExitCode(1)
        }
        print("whole: \(report.entries) entries of \(report.writers) writers")
        for head in report.heads { print("head \(head.writer) \(head.sequence) \(head.hash)") }
    }

    private static func head(_ text: String) throws -> ChainHead {
        let words = text.split(separator: " ").filter { $0 != "head" }
        guard words.count == 3, let writer = WriterID(words[0]), let sequence = Int64(words[1]), sequence > 0,
            let hash = Digest256(hex: words[2])
        else {
            throw ValidationError("--expect \(text): WRITER SEQUENCE HASH is expected, as this command prints heads.")
        }
        return ChainHead(writer: writer, sequence: sequence, hash: hash)
    }
}
