import ArgumentParser
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

    @Flag(help: "Check settings, policy and credential, say what is wrong, and exit.")
    var check = false

    static func logger(level: String) -> Logger {
        var logger = Logger(label: "gatekeeper") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level) ?? .info
        return logger
    }

    func run() async throws {
        let settings = try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment)
        if check {
            let parts = try CheckedParts(settings, at: World.system.now())
            for warning in parts.policy.warnings(at: World.system.now()) { printError("warning: \(warning)") }
            print("The settings and the policy \(parts.policy.policy.name) are good (digest \(parts.policy.policy.digest)).")
            return
        }
        let logger = Self.logger(level: settings.logLevel)
        let assembly = try await Assembly.make(settings, logger: logger)
        let group = assembly.group(signals: [.sigterm, .sigint]) { ports in
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
