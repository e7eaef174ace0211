import AuditTrail
import CoreMetrics
import GraphFormat
import Invitations
import Logging
import Synchronization

/// The way out to Graph: everything between an admission and the request that it becomes.
final class Outbound: Sendable {
    /// In whose name something is to be sent, through which application, and to where.
    struct Passage: Sendable {
        let place: FairQueue.Place
        let domain: MailDomain
    }

    /// Sends once; the closure asks for another turn where Graph refused the gate's token and there is a new one.
    typealias Sending = (_ again: @escaping @Sendable () async -> Bool) async -> SendOutcome

    /// Whoever stops forwarding without being a person.
    static let gateItself = "gate"

    let limits: OutboundLimits
    let ceiling: DailyCeiling?
    let queue: OutboundGate
    let forwarding: ForwardingSwitch
    let metrics: OutboundMetrics
    private let guards: Mutex<(inviters: InviterGuard, refusals: RefusalGuard)>
    private let world: World
    private let logger: Logger

    init(
        _ limits: OutboundLimits, audit: any AuditWriter, history: any ForwardingHistory, world: World, logger: Logger,
        metrics factory: any MetricsFactory
    ) {
        self.limits = limits
        self.world = world
        self.logger = logger
        metrics = OutboundMetrics(factory)
        ceiling = DailyCeiling(limits)
        queue = OutboundGate(limits, world: world, metrics: metrics)
        forwarding = ForwardingSwitch(audit: audit, history: history, world: world)
        guards = Mutex((InviterGuard(limits.guards), RefusalGuard(limits.guards)))
    }

    /// Lets one admitted invitation out when it is its turn, and again where Graph provably did not process it (429) and the
    /// pause that it asks for is over in time.
    ///
    /// - Returns: what became of it, and how long Graph took, in milliseconds.
    func forward(_ passage: Passage, _ send: Sending) async -> (SendOutcome, Int64) {
        let deadline = world.monotonicNanoseconds() + UInt64(limits.waitSeconds) * 1_000_000_000
        var last: (SendOutcome, Int64)?
        for attempt in 1...max(limits.sends, 1) {
            if let held = await objection(to: passage) { return last ?? (.notSent(.held(held)), 0) }
            // Graph may ask for no pause at all: even so there is no repetition beyond the time that there is to wait.
            if attempt > 1, world.monotonicNanoseconds() >= deadline { break }
            let departure: OutboundGate.Departure
            switch await queue.pass(passage.place, until: deadline, isResend: attempt > 1) {
            case .go(let granted): departure = granted
            case .held(let held): return last ?? (.notSent(.held(held)), 0)
            case .abandoned: return last ?? (.notSent(.abandoned), 0)
            }
            // Others may have stopped it while this one waited.
            if let held = standingObjection(to: passage) {
                queue.end(departure, .notSent)
                return last ?? (.notSent(.held(held)), 0)
            }
            if attempt > 1 { metrics.resent(.throttled) }
            let started = world.monotonicNanoseconds()
            let outcome = await send { [queue] in await queue.passAgain(departure, at: passage.place, until: deadline) }
            let elapsed = Int64(clamping: (world.monotonicNanoseconds() - started) / 1_000_000)
            queue.end(departure, SendEnding(outcome))
            await watch(outcome, of: passage)
            guard case .throttled = outcome else { return (outcome, elapsed) }
            last = (outcome, elapsed)
        }
        return last ?? (.notSent(.abandoned), 0)
    }

    /// What forbids to send this one, a suspension included that it itself brings about.
    private func objection(to passage: Passage) async -> Held? {
        if let held = standingObjection(to: passage) { return held }
        let inviter = passage.place.inviter
        let now = world.monotonicNanoseconds()
        guard let why = guards.withLock({ $0.inviters.leaving(for: passage.domain, by: inviter, at: now) }) else { return nil }
        await suspend(inviter, why)
        return standingObjection(to: passage)
    }

    private func standingObjection(to passage: Passage) -> Held? {
        let held = forwarding.objection(to: passage.place.inviter, at: world.now())
        if let held { metrics.held(held.cause) }
        return held
    }

    /// What Graph's answer says of the inviter, and of the tenant's standing.
    private func watch(_ outcome: SendOutcome, of passage: Passage) async {
        guard let answer = outcome.answer else { return }
        let isRefusal = if case .refused = outcome { true } else { false }
        guard isRefusal || !limits.guards.stopAt.isEmpty else { return }
        let (inviter, now) = (passage.place.inviter, world.monotonicNanoseconds())
        let code = answer.status >= 400 ? GraphErrorSummary(body: answer.body).code : nil
        let (suspends, stops) = guards.withLock { guards in
            (
                isRefusal ? guards.inviters.refused(inviter, at: now) : nil,
                guards.refusals.answered(
                    answer.status, code: code, isRefusal: isRefusal, to: inviter, for: passage.domain, at: now)
            )
        }
        if let suspends { await suspend(inviter, suspends) }
        if let stops { await stop(stops) }
    }

    private func suspend(_ inviter: ObjectID, _ why: String) async {
        let now = world.now()
        guard forwarding.suspension(of: inviter, at: now) == nil else { return }
        let until = now.adding(seconds: limits.guards.suspensionSeconds)
        // Afterwards counting begins anew.
        guards.withLock { $0.inviters.forget(inviter) }
        metrics.suspended()
        logger.error(
            "an inviter is suspended", metadata: ["inviter": "\(inviter)", "until": "\(until)", "why": "\(why)"])
        do {
            try await forwarding.pause(CommandRecord(by: Self.gateItself, why: why, inviter: inviter, until: until))
        } catch {
            logger.error("the trail could not be told of a suspension, which holds", metadata: ["error": "\(error)"])
        }
    }

    private func stop(_ why: String) async {
        guard forwarding.forwarding.isOpen else { return }
        logger.critical("forwarding is stopped until gatekeeper resume", metadata: ["why": "\(why)"])
        do { try await pause(CommandRecord(by: Self.gateItself, why: why)) } catch {
            logger.error("the trail could not be told of the stop, which holds", metadata: ["error": "\(error)"])
        }
    }

    func pause(_ record: CommandRecord) async throws(AuditUnavailable) {
        if record.inviter == nil { metrics.paused() } else { metrics.suspended() }
        defer { refuseWaiters() }
        try await forwarding.pause(record)
    }

    func resume(_ record: CommandRecord) async throws(AuditUnavailable) {
        try await forwarding.resume(record)
        forget(record.inviter)
        logger.notice("forwarding resumed", metadata: ["by": "\(VisibleText.cell(record.by, width: 200))"])
    }

    /// Takes in what another process wrote.
    func catchUp() async throws(AuditUnreadable) {
        for command in try await forwarding.catchUp() where !command.isPause { forget(command.record.inviter) }
        refuseWaiters()
    }

    private func refuseWaiters() {
        guard !forwarding.forwarding.isOpen else { return }
        queue.refuseAll(Held(.forwardingPaused, retryAfter: ForwardingSwitch.pauseRetrySeconds))
    }

    /// What was counted before somebody looked at it and resumed is not held against anybody again.
    private func forget(_ inviter: ObjectID?) {
        guards.withLock { guards in
            guards.inviters.forget(inviter)
            if inviter == nil { guards.refusals.forget() }
        }
    }
}

extension SendOutcome {
    /// Graph's answer, as far as there was one.
    var answer: GraphAnswer? {
        switch self {
        case .created(let answer), .refused(let answer), .throttled(let answer, _), .unauthorized(let answer): answer
        case .unknown(let answer, _): answer
        case .notSent: nil
        }
    }
}
