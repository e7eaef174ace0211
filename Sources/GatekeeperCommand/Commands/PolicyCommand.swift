import ArgumentParser
import Gatekeeper
import InvitationPolicy

/// What people do with a policy file.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Work on a policy file.", subcommands: [PolicyCheckCommand.self])
}

/// Says everything that is wrong with a policy.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Load a policy and say everything that is wrong with it.")

    @Argument(help: "The policy file.")
    var file: String

    func run() async throws {
        let loaded = try PolicyFile.load(file)
        for warning in loaded.warnings(at: World.system.now()) { printError("warning: \(warning)") }
        let policy = loaded.policy
        print("\(policy.name): \(policy.ruleCount) rules, \(policy.domainEntryCount) domain entries, digest \(policy.digest)")
    }
}
