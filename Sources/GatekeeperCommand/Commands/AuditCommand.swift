import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Invitations

/// Reads and checks the audit trail.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read and check the audit trail.",
        subcommands: [
            AuditQueryCommand.self, AuditTailCommand.self, AuditExportCommand.self, AuditStatsCommand.self, AuditVerifyCommand.self,
            AuditSettleCommand.self, AuditCheckpointCommand.self, AuditEraseCommand.self, AuditPruneCommand.self, AuditReindexCommand.self,
            AuditKeygenCommand.self,
        ])
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

    /// Where the store lies.
    func path() async throws -> String { try await Self.path(store: store, settings: settings) }

    private static func path(store: String?, settings: String?) async throws -> String {
        if let store { return store }
        return try await Settings.load(file: settings ?? "", environment: ProcessInfo.processInfo.environment).auditFile
    }

    /// Opens the store that one of the two names.
    static func open(store: String?, settings: String?) async throws -> SQLiteAuditReader {
        try reader(try await path(store: store, settings: settings))
    }

    private static func reader(_ path: String) throws -> SQLiteAuditReader {
        do {
            return try SQLiteAuditReader.open(path: path)
        } catch {
            throw StartFault.dependency("\(error)")
        }
    }
}
