public import ArgumentParser

/// `gatekeeper`: the service and what people do around it.
public struct GatekeeperCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "gatekeeper",
        abstract: "Stands in front of Microsoft Graph's invitation API: verifies who invites, judges whom they invite, and keeps the record.",
        discussion: """
            Exit codes: 0 fine, 1 the answer is no, 2 usage, 3 bad policy or settings, 4 something needed is not there.
            """,
        version: softwareVersion,
        subcommands: [
            ServeCommand.self, DemoCommand.self, AuditCommand.self, PolicyCommand.self, StatusCommand.self, ReloadCommand.self,
            PauseCommand.self, ResumeCommand.self,
        ])

    public init() {}

    /// Runs the command line and exits with the documented codes.
    public static func run() async -> Never {
        var path: [String] = []
        do {
            var command = try parseAsRoot()
            path = Self.path(to: type(of: command)) ?? []
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Self.exit()
        } catch let fault as StartFault {
            printError(fault.description)
            Self.exit(withError: ExitCode(fault.exitCode))
        } catch let error as SettingsFaults {
            printError(error.faults.map(\.description).joined(separator: "\n"))
            Self.exit(withError: ExitCode(3))
        } catch let error as ValidationError where path.count > 1 {
            // Found when it ran; ArgumentParser would tell the usage of the program in place of the command's.
            printError("Error: \(error.message)\n  See '\(path.joined(separator: " ")) --help' for more information.")
            Self.exit(withError: ExitCode(2))
        } catch {
            // ArgumentParser's own code for a wrong command line is 64; ours is 2, as documented.
            let code = Self.exitCode(for: error)
            guard code == .validationFailure else { Self.exit(withError: error) }
            printError(Self.fullMessage(for: error))
            Self.exit(withError: ExitCode(2))
        }
    }
    /// The names by which a command is called, the program's first.
    private static func path(to command: any ParsableCommand.Type, from root: any ParsableCommand.Type = Self.self) -> [String]? {
        let name = root.configuration.commandName ?? ""
        if command == root { return [name] }
        for subcommand in root.configuration.subcommands {
            if let rest = path(to: command, from: subcommand) { return [name] + rest }
        }
        return nil
    }
}
