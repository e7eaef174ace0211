import ArgumentParser
import InvitationPolicy

/// Prints the format of a policy file for editors.
struct PolicySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of policy files, with which editors complete and check them.",
        discussion: """
            An editor with a YAML language server takes it from a policy's first line:

            # yaml-language-server: $schema=policy.schema.json
            """)

    func run() {
        print(PolicySchema.text, terminator: "")
    }
}
