import ArgumentParser
import AuditStores
import AuditTrail
import Gatekeeper
import InvitationPolicy
import Invitations
import PolicyReplay

/// Judges recorded decisions again by another policy.
struct PolicyReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Judge recorded decisions again by another policy and say which come out otherwise.",
        discussion: """
            Each is judged with the facts that were recorded, at the time it was made. What a record does not hold is tried
            both ways; a decision that hinges on it is counted as one that cannot be told. Quotas are counted as the decisions
            go by. Values that the policy of then filled in count as the caller's.
            """)

    @Argument(help: "The policy file to judge by.")
    var policy: String
    @OptionGroup var trail: TrailOptions
    @Option(help: "From this time on: a date, an RFC 3339 time, or an age such as 30d, 12h, 15m. All unless given.")
    var since: String?
    @Option(help: "Before this time, written like --since.")
    var until: String?
    @Option(help: "What to compare with: recorded (what was said then) or another policy file.")
    var against = "recorded"
    @Option(help: "The time to judge at: recorded or now.")
    var at = ReplayTime.recorded
    @Option(help: "decision, inquiry or both, parted by a comma.")
    var kinds = "decision"
    @Option(help: "text or json.")
    var format = ReportFormat.text
    @Option(help: "Lines of each table at most.")
    var limitFlips = 10
    @Option(
        help: """
            What to exit with 1 for: any (also what is denied both times, for another reason), approved-to-denied, \
            denied-to-approved or none.
            """)
    var failOn = FailOn.any

    enum ReplayTime: String, ExpressibleByArgument { case recorded, now }

    enum FailOn: String, ExpressibleByArgument {
        case any
        case approvedToDenied = "approved-to-denied"
        case deniedToApproved = "denied-to-approved"
        case none
    }

    func run() async throws {
        let now = World.system.now()
        var query = try query(at: now)
        let candidate = try PolicyFile.load(policy).policy
        let baseline: Replay.Baseline = against == "recorded" ? .recorded : .policy(try PolicyFile.load(against).policy)
        var replay = Replay(candidate, against: baseline, from: query.from, at: at == .now ? now : nil)
        // Quotas count from the beginning of their periods.
        query.from = query.from.map { Replay.firstNeeded(for: [candidate] + baseline.policies, from: $0) }
        let reader = try await trail.open()
        do {
            try await feed(&replay, from: reader, query)
        } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
        let report = replay.report()
        switch format {
        case .text: print(ReplayText(report, limit: limitFlips).text)
        case .json: print(report.json(limit: limitFlips).visibleText())
        }
        if fails(report) { throw ExitCode(1) }
    }

    private func query(at now: Timestamp) throws -> AuditQuery {
        var query = AuditQuery()
        query.from = try since.map { try AuditFilter.moment($0, "--since", now) }
        query.until = try until.map { try AuditFilter.moment($0, "--until", now) }
        query.kinds = [.refusal]
        for name in kinds.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = EntryKind(rawValue: String(name)), kind == .decision || kind == .inquiry else {
                throw ValidationError("--kinds \(kinds): decision, inquiry or both are expected.")
            }
            query.kinds.insert(kind)
        }
        guard (1...1_000).contains(limitFlips) else { throw ValidationError("--limit-flips is from 1 to 1000.") }
        query.order = .oldestFirst
        return query
    }

    private func feed(_ replay: inout Replay, from reader: SQLiteAuditReader, _ query: AuditQuery) async throws {
        var progress = ProgressLine(of: "entries")
        if progress.isShown { progress.total = try await reader.count(matching: query) }
        for try await stored in reader.entries(matching: query) {
            replay.feed(stored)
            progress.advance()
        }
        progress.finish()
    }

    private func fails(_ report: ReplayReport) -> Bool {
        switch failOn {
        case .any: ReplayReport.Direction.allCases.contains { report.count($0) > 0 }
        case .approvedToDenied: report.count(.approvedToDenied) > 0
        case .deniedToApproved: report.count(.deniedToApproved) > 0
        case .none: false
        }
    }
}

extension Replay.Baseline {
    fileprivate var policies: [Policy] { if case .policy(let policy) = self { [policy] } else { [] } }
}
