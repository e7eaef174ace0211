import ArgumentParser
import Foundation
import InvitationPolicy
import Invitations

/// What a decision costs, alone and on one core, and what a long list costs to load and to keep.
struct PolicyBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Measure pure decisions, and the load time and memory of long lists.")

    @Option(help: "Numbers of denied domains.")
    var entries: [Int] = [10, 10_000, 1_000_000]

    @Option(help: "Numbers of rules.")
    var rules: [Int] = [10, 1_000]

    @Option(help: "Seconds of each measurement.")
    var seconds = 1.0

    func run() throws {
        print("entries     rules                load (s)   bytes/entry kept   computed   denied (1/s)   by list (1/s)   by rule (1/s)")
        for count in entries {
            for number in rules {
                for shape in MadePolicy.Shape.allCases { try measure(MadePolicy(entries: count, rules: number, shape: shape)) }
            }
        }
        print(
            """

            One thread, no facts fetched, nothing recorded: what `decide` takes by itself, with the look-ups before it (facts \
            needed, counters). Half of the entries are denied names, half allowed ones.
            kept: resident memory after the load less that before it; computed: the list's own arrays.
            """)
    }

    private func measure(_ made: MadePolicy) throws {
        let (clock, before) = (ContinuousClock(), ResidentMemory.now)
        let started = clock.now
        let policy = try made.load()
        let load = (clock.now - started) / .seconds(1)
        let kept = ResidentMemory.now - before
        guard let caller = policy.callers.first else { throw BenchmarkFault(text: "no caller") }
        let rates = try [made.denied, made.listed, made.ruled].map { addresses in
            try perSecond(policy, caller, addresses.map(Self.request), approves: addresses == made.denied ? false : true)
        }
        func cell(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
        func number(_ value: Double, _ digits: Int) -> String {
            value.formatted(.number.precision(.fractionLength(digits)).grouping(.never))
        }
        let isLong = made.entries >= 10_000
        print(
            cell("\(made.entries)", 7) + cell("\(made.rules) \(made.shape.rawValue)", 20) + cell(number(load, 3), 14)
                + cell(isLong ? number(Double(kept) / Double(made.entries), 0) : "-", 19)
                + cell(number(made.computedBytesPerEntry, 0), 11) + cell(number(rates[0], 0), 15) + cell(number(rates[1], 0), 16)
                + cell(number(rates[2], 0), 16))
    }

    private func perSecond(
        _ policy: Policy, _ caller: PolicyCaller, _ requests: [InvitationRequest], approves: Bool
    ) throws -> Double {
        let inviter = Self.inviter
        let now = Timestamp(milliseconds: 1_764_000_000_000)
        let clock = ContinuousClock()
        let started = clock.now
        var (count, approved) = (0, 0)
        while clock.now - started < .seconds(seconds) {
            for request in requests {
                _ = policy.factsNeeded(for: request, by: inviter, through: caller)
                _ = policy.quotaCounters(for: request, by: inviter.id, through: caller, at: now)
                if policy.decide(request, by: inviter, through: caller, at: now).isApproved { approved += 1 }
                count += 1
            }
        }
        // What was measured is what was meant.
        guard approved == (approves ? count : 0) else { throw BenchmarkFault(text: "\(approved) of \(count) approved") }
        return Double(count) / ((clock.now - started) / .seconds(1))
    }

    private static func request(_ address: EmailAddress) throws -> InvitationRequest {
        InvitationRequest(
            invitedUserEmailAddress: address, inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
    }

    private static var inviter: InviterFacts {
        var facts = InviterFacts(id: ObjectID(high: 1, low: 2), proof: .token)
        let now = Timestamp(milliseconds: 1_764_000_000_000)
        facts.enabled = .known(true, from: .token, asOf: now)
        facts.userKind = .known(.member, from: .token, asOf: now)
        facts.directoryRoles = .known([], from: .token, asOf: now)
        facts.appRoles = .known([], from: .token, asOf: now)
        facts.groups = .known([ObjectID(high: 0, low: 7)], from: .token, asOf: now)
        return facts
    }
}
