import ArgumentParser
import Foundation
import SeededRandom

@main
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatekeeper-faults",
        abstract: "Lets system calls of the audit store fail, one at a time, and looks at what is left of the trail.",
        subcommands: [SweepCommand.self, VictimCommand.self], defaultSubcommand: SweepCommand.self)
}

/// Counts the store's file system calls, then runs the same once more for each of them, with that call failing.
///
/// After each run the store is opened as a restart would open it, written to, and checked: every entry that was acknowledged is
/// there, the chain is whole, and the store works. The way is that of Tessera's test of its POSIX storage.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Fail every file system call of the store once, with each fault.",
        discussion: "Needs strace. swift run gatekeeper-faults sweep")

    @Option(help: "Try this many of the calls, drawn by chance; all unless given.")
    var sample: Int?

    @Option(help: "Where the chance starts.")
    var seed: UInt64 = 1

    @Option(help: "Faults to try: \(InjectedFault.allCases.map(\.rawValue).joined(separator: ", ")).")
    var fault: [InjectedFault] = InjectedFault.allCases

    @Option(help: "Runs at a time; most of their time is spent waiting for locks.")
    var jobs = 8

    @Flag(help: "Say each run.")
    var verbose = false

    func run() async throws {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().path
        let sweep = try Sweep(program: program)
        defer { sweep.removeFolder() }
        let counted = try await sweep.count()
        print("\(counted.total) file system calls: \(counted.summary)")
        var injections = counted.injections(fault)
        if let sample {
            var chance = SeededGenerator(seed: seed)
            injections.shuffle(using: &chance)
            injections = Array(injections.prefix(sample))
        }
        var tally = SweepTally()
        try await withThrowingTaskGroup(of: (Injection, SweepResult).self) { group in
            var waiting = injections[...]
            for _ in 0..<max(1, jobs) { enter(&waiting, &group, sweep) }
            while let (injection, result) = try await group.next() {
                tally.add(result)
                if verbose || !result.isSound { print("\(tally.runs)/\(injections.count) \(injection): \(result)") }
                enter(&waiting, &group, sweep)
            }
        }
        print(tally.summary)
        guard tally.failed == 0 else { throw ExitCode(1) }
        guard tally.struck > 0 else {
            print("no fault was injected: is strace allowed to trace here?")
            throw ExitCode(4)
        }
    }

    private func enter(
        _ waiting: inout ArraySlice<Injection>, _ group: inout ThrowingTaskGroup<(Injection, SweepResult), any Error>, _ sweep: Sweep
    ) {
        guard let injection = waiting.popFirst() else { return }
        group.addTask { (injection, try await sweep.run(injection)) }
    }
}
