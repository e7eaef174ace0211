import ArgumentParser
import AuditTrail
import Foundation
import Gatekeeper
import InvitationPolicy
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs the service, or checks that it could.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the gate, as the settings file says.")

    @Option(help: "The settings file (YAML). GATEKEEPER_… variables override its keys.")
    var settings: String

    @Flag(help: "Check settings, policy, candidate and credential, say what is wrong, and exit.")
    var check = false

    @Flag(
        help:
            "Take over from the service that runs with these settings, if one does: it hands over its listening sockets and goes on until it is told to end (SIGTERM). No connection is refused or lost."
    )
    var takeOver = false

    static func logger(level: String) -> Logger {
        var logger = Logger(label: "gatekeeper") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level) ?? .info
        return logger
    }

    func run() async throws {
        let settings = try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment)
        if check {
            let parts = try CheckedParts(settings, at: World.system.now())
            for found in [parts.policy, parts.candidate] {
                for warning in found?.loaded.warnings(at: World.system.now()) ?? [] { printError("warning: \(warning)") }
            }
            let policy = parts.policy.loaded.policy
            print("The settings and the policy \(policy.name) are good (digest \(policy.digest)).")
            if let candidate = parts.candidate?.loaded.policy {
                print("The candidate policy \(candidate.name) is good (digest \(candidate.digest)).")
            }
            return
        }
        let logger = Self.logger(level: settings.logLevel)
        // Trapped before the policy is read: a signal that comes while the service starts is neither its end nor lost.
        let reloads = await Reloads.trapped()
        let assembly = try await Assembly.make(settings, isTakingOver: takeOver, logger: logger)
        for role in PolicyRole.allCases {
            guard let policy = assembly.policies[role]?.policy else { continue }
            logger.notice(
                role == .active ? "policy in force" : "candidate policy loaded",
                metadata: ["name": "\(policy.name)", "digest": "\(policy.digest)", "mode": "\(policy.mode.rawValue)"])
        }
        let group = assembly.group(signals: [.sigterm, .sigint], reloads: reloads) { ports in
            logger.notice(
                "listening",
                metadata: [
                    "service": "\(settings.service.host):\(ports.service)",
                    "admin": "\(settings.admin.host):\(ports.admin)",
                ])
        }
        do {
            try await group.run()
        } catch {
            throw StartFault.dependency("the service stopped: \(error)")
        }
    }
}
