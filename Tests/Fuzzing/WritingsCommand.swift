import ArgumentParser
import PolicyDrafts

/// The same policy in many writings before many invitations: one digest, and every decision alike.
struct WritingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writings", abstract: "Load a policy in many writings and have each judge every invitation.")

    @Option(help: "How often the policy is loaded, each time in another writing.")
    var loads = 1_000

    @Option(help: "How many invitations each of them judges.")
    var invitations = 10_000

    @Option(help: "Which policy and invitations are drawn.")
    var seed: UInt64 = 7

    func run() throws {
        let clock = ContinuousClock()
        let started = clock.now
        let same = try SamePolicy(seed: seed, size: .large, hearings: invitations)
        for writing in 0..<loads { try same.checkWriting(seed: UInt64(writing), judging: 0..<invitations) }
        let seconds = (clock.now - started) / .seconds(1)
        print(
            "\(loads) writings, each judging \(invitations) invitations (\(same.variety) different decisions): one digest, "
                + "no difference, \(Int(seconds.rounded())) s")
    }
}
