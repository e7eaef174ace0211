import ArgumentParser
import AuditTrail
import Gatekeeper

/// Makes the key that signs checkpoints.
struct AuditKeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a key that signs checkpoints of the trail, and print its verifier key.",
        discussion: """
            The verifier key is no secret. Keep it where nobody who can change the trail can change it: with it, anybody can check \
            what the key has signed.
            """)

    @Option(help: "The key's file, made with mode 0600; audit.checkpoints.keyFile names it.")
    var file: String
    @Option(help: "Whose trail it is: a URL without its scheme is best, such as gate.contoso.com/audit.")
    var name: String?
    @Flag(help: "Make none: print the verifier key of the one in the file.")
    var `public` = false

    func validate() throws {
        guard (name == nil) == `public` else { throw ValidationError("Give the new key's --name, or --public for one that is there.") }
    }

    func run() throws {
        guard let name else {
            print(try SigningKeyFile.load(file, "--file").verifier)
            return
        }
        var seed: [UInt8] = []
        while seed.count < 32 { seed.append(UInt8(truncatingIfNeeded: World.system.random())) }
        let signer: NoteSigner
        do { signer = try NoteSigner(name: name, seed: seed) } catch { throw ValidationError("--name: \(error)") }
        try SigningKeyFile.create(file, signer)
        print(signer.verifier)
    }
}
