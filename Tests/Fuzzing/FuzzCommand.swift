import ArgumentParser
import Foundation

@main
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatekeeper-fuzz", abstract: "Long runs of what the tests try in short.",
        subcommands: [InputsCommand.self, WritingsCommand.self, HTTPCommand.self], defaultSubcommand: InputsCommand.self)
}

/// Throws mutated inputs at what reads other people's text, and drawn policies at the decision, for as long as one likes.
///
/// The same seed gives the same run. The input that runs is kept in a file, which stays if the process dies of it.
struct InputsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inputs", abstract: "Fuzz the policy loader, addresses, domains, list files and decisions.",
        discussion: "swift run -c release gatekeeper-fuzz --target loader --executions 1000000 --seed 1")

    @Option(help: "What to fuzz: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
    var target: FuzzTarget = .loader

    @Option(help: "Number of inputs.")
    var executions = 100_000

    @Option(help: "Where the chance starts.")
    var seed: UInt64 = 1

    @Option(help: "The corpus; the one beside the sources unless given.")
    var corpus = String(#filePath.dropLast("/FuzzCommand.swift".count)) + "/Corpus"

    @Option(help: "An input that takes longer is a failure. In milliseconds.")
    var hang = 1_000

    @Option(help: "More resident memory than this is a failure. In MiB.")
    var memory = 1_024

    @Option(help: "Run this one input and no other: what a failed run left behind.")
    var input: String?

    func run() throws {
        if let input {
            try target.run(Array(Data(contentsOf: URL(fileURLWithPath: input))))
            return print("nothing is wrong with it")
        }
        let seeds = Corpus(folder: corpus).inputs(for: target)
        let kept = KeptInput(path: "fuzz-\(target.rawValue)-\(seed).input")
        let watchdog = Watchdog(hangAfter: .milliseconds(hang), memoryLimit: memory, input: kept.path)
        watchdog.start()
        var mutator = Mutator(seeds: seeds, seed: seed, words: target.words)
        let clock = ContinuousClock()
        let started = clock.now
        var slowest = Duration.zero
        for number in 1...max(1, executions) {
            let bytes = number <= seeds.count ? seeds[number - 1] : mutator.next()
            kept.keep(bytes)
            watchdog.begins(number)
            let begun = clock.now
            do {
                try target.run(bytes)
            } catch {
                print("execution \(number): \(error)\nthe input is in \(kept.path)")
                throw ExitCode(1)
            }
            slowest = max(slowest, clock.now - begun)
        }
        kept.remove()
        let seconds = (clock.now - started) / .seconds(1)
        print(
            "\(target.rawValue), seed \(seed): \(executions) executions from \(seeds.count) kept inputs in "
                + "\(Int(seconds.rounded())) s (\(Int(Double(executions) / seconds)) a second), slowest "
                + "\(Int(slowest / .milliseconds(1))) ms, peak \(Watchdog.peakMiB) MiB, no crash, no hang")
    }
}
