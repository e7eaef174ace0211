import AuditTrail
public import CoreMetrics
public import Invitations
public import Logging

/// Looks up in Graph what became of approved invitations whose outcome is not known, and writes what was found as their
/// outcome. It reads and records; it never sends anything.
///
/// A decision that may still be on its way, here or in another process with the same store, is left alone. Two processes may
/// look the same one up: the store takes one word for each (``SettlingDraft``).
public final class InDoubtResolver: Sendable {
    /// Decisions read at a time.
    static let page = 32
    /// Other decisions of the same address that are looked at; with more nothing can be told apart.
    static let mostNearby = 64

    public let standing: DoubtStanding
    let ledger: any DoubtLedger
    let lookup: any InvitationLookup
    let application: ApplicationID
    let asksAuditLog: Bool
    let rules: DoubtRules
    let world: World
    let logger: Logger
    private let clocks: ClockWatch

    /// - Parameters:
    ///   - application: the gate's own client id, by which Graph's audit log knows it.
    ///   - asksAuditLog: whether to look there at all.
    public init(
        ledger: any DoubtLedger, lookup: any InvitationLookup, application: ApplicationID, asksAuditLog: Bool = true,
        rules: DoubtRules, world: World, logger: Logger, metrics: any MetricsFactory
    ) {
        self.ledger = ledger
        self.lookup = lookup
        self.application = application
        self.asksAuditLog = asksAuditLog
        self.rules = rules
        self.world = world
        self.logger = logger
        standing = DoubtStanding(metrics)
        clocks = ClockWatch(world)
    }

    /// What looking one decision up came to.
    enum Step: Hashable, Sendable {
        case settled(Outcome)
        /// Too early, or somebody else was quicker.
        case left
        case failed(String, retryAfter: Double?)
    }

    /// Decisions made before this cannot be on their way any more; nil just after the wall clock was set, when one that is
    /// on its way may look hours old.
    func horizon() -> Timestamp? {
        let longest = rules.longestRequestSeconds + rules.toleranceSeconds
        let horizon = world.now().adding(seconds: -longest)
        return clocks.stepped(withinSeconds: longest) ? nil : horizon
    }

    /// Looks one decision up and, if that tells anything that lasts, records it.
    func resolve(_ doubt: OpenDecision) async -> Step {
        guard let text = doubt.address else { return await settle(.notLookedUp(doubt.decision, because: .inviteeErased, at: world.now())) }
        guard let address = try? EmailAddress(text) else {
            return await settle(.notLookedUp(doubt.decision, because: .addressUnreadable, at: world.now()))
        }
        let judgement: DoubtJudgement
        do {
            judgement = DoubtJudgement(evidence: try await evidence(of: doubt, address), rules: rules, application: application)
        } catch {
            return failed("\(error)", nil)
        }
        let verdict = judgement.verdict()
        if let record = judgement.outcome(of: verdict, at: world.now()) { return await settle(record) }
        standing.lookedUp("later", at: world.now())
        return judgement.evidence.failure.map { failed($0.what, $0.retryAfter) } ?? .left
    }

    private func evidence(of doubt: OpenDecision, _ address: EmailAddress) async throws(AuditUnreadable) -> DoubtEvidence {
        let window = rules.window(doubt.decidedAt, doubt.answeredAt)
        // One that was decided earlier by no more than its longest way can have been processed within the window.
        let reach = rules.longestRequestSeconds + rules.graceSeconds + 2 * rules.toleranceSeconds
        let nearby = try await ledger.approvals(
            of: address.description, from: window.lowerBound.adding(seconds: -reach),
            until: window.upperBound.adding(seconds: rules.toleranceSeconds), besides: doubt.decision, limit: Self.mostNearby)
        let users = await users(with: address)
        let activities = await activities(of: address, window, users.value?.graphAhead ?? 0)
        let clocksAgreed = clocks.agreed(forSeconds: rules.lagSeconds)
        return DoubtEvidence(
            decision: doubt, users: users, activities: activities, nearby: nearby, lookedAt: world.now(),
            clocksAgreed: clocksAgreed)
    }

    private func users(with address: EmailAddress) async -> DoubtEvidence.Answer<FoundUsers> {
        do throws(LookupFailure) { return .found(try await lookup.users(with: address)) } catch { return .failed(error) }
    }

    private func activities(
        of address: EmailAddress, _ window: ClosedRange<Timestamp>, _ ahead: Int64
    ) async -> DoubtEvidence.Answer<[InvitationActivity]> {
        guard asksAuditLog else { return .notAsked }
        func graphs(_ time: Timestamp, _ seconds: Int64) -> Timestamp {
            Timestamp(milliseconds: time.adding(seconds: seconds).milliseconds + ahead)
        }
        do throws(LookupFailure) {
            return .found(
                try await lookup.invitations(
                    of: address, from: graphs(window.lowerBound, -rules.marginSeconds),
                    until: graphs(window.upperBound, rules.marginSeconds)))
        } catch {
            return .failed(error)
        }
    }

    // MARK: The entry

    private func settle(_ record: OutcomeRecord) async -> Step {
        guard let draft = SettlingDraft.lookup(record) else { return .left }
        do {
            guard try await ledger.settle(draft) != nil else { return .left }
        } catch {
            return failed("\(error)", nil)
        }
        standing.lookedUp(record.outcome.rawValue, at: record.time)
        standing.settled(record.outcome)
        logger.log(
            level: record.outcome == .unknown ? .warning : .notice, "decision in doubt looked up",
            metadata: [
                "decision": "\(record.decision)", "outcome": "\(record.outcome.rawValue)", "detail": "\(record.detail ?? "-")",
            ])
        return .settled(record.outcome)
    }

    func failed(_ what: String, _ retryAfter: Double?) -> Step {
        standing.failed(what, at: world.now())
        return .failed(what, retryAfter: retryAfter)
    }
}

extension DoubtEvidence {
    /// What could not be learned, with the seconds after which to ask again.
    fileprivate var failure: (what: String, retryAfter: Double?)? {
        if case .failed(.notLearned(let what, let pause)) = users { return (what, pause) }
        if case .failed(.notLearned(let what, let pause)) = activities { return (what, pause) }
        return nil
    }
}
