import ArgumentParser

/// What people do with a policy file.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Work on a policy file.",
        subcommands: [
            PolicyCheckCommand.self, PolicyTestCommand.self, PolicyExplainCommand.self, PolicyDiffCommand.self,
            PolicyReplayCommand.self, PolicySchemaCommand.self,
        ])
}
