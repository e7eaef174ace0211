import ArgumentParser

/// What the gate costs. Every figure is of the real program, built for release.
@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatekeeper-benchmark",
        abstract: "Measure the gate.",
        discussion: """
            Build for release: swift build -c release && swift run -c release gatekeeper-benchmark

            All figures of one table come from one run: compare them with each other, not with another day's.
            """,
        subcommands: [
            RequestBenchmark.self, ReloadBenchmark.self, PolicyBenchmark.self, ReplayBenchmark.self, TrailBenchmark.self,
            InFlightBenchmark.self, DenialBenchmark.self,
        ],
        defaultSubcommand: RequestBenchmark.self)
}
