import AuditTrail
public import CallerVerification
public import CoreMetrics
import InvitationPolicy
import Invitations
public import Logging

/// The gate: everything the service does for an invitation is ``admit(_:)``, a line a stage; for several at once,
/// ``admitAll(_:)``, which takes each through the same stages.
public final class Gate: Sendable {
    let verifier: CallerVerifier
    let tokens: VerifiedTokenCache
    let keys: any SigningKeySource
    let policies: CurrentPolicy
    let inviters: InviterFactsCache
    let directory: any InviterDirectory
    let guests: any GuestDirectory
    let paces: InboundPaces
    let leftOut = RefusalsLeftOut()
    let audit: any AuditWriter
    let quotas: any QuotaReader
    let replays: any ReplayStore
    let idempotency: IdempotencyRules
    let sender: any InvitationSender
    let outbound: Outbound
    let world: World
    let observer: FlowObserver
    let inFlight = InFlight()
    let deadlineSeconds: Int64

    /// How long a request may take until its decision, in seconds, unless told otherwise.
    public static let defaultDeadlineSeconds = 20

    /// - Parameters:
    ///   - deadlineSeconds: how long a request may take until its decision; after that nothing is sent for it.
    ///   - inquiriesPerMinute: how many inquiries one inviter may make.
    ///   - idempotency: for how long requests are remembered, and twins wait.
    ///   - limits: how many requests of any kind.
    ///   - history: where it is read whether forwarding stands still; see ``catchUpForwarding()``.
    ///   - outbound: how the way out to Graph is paced and protected.
    public init(
        verifier: CallerVerifier, tokens: VerifiedTokenCache = VerifiedTokenCache(), keys: any SigningKeySource,
        policies: CurrentPolicy, directory: any InviterDirectory, guests: any GuestDirectory, audit: any AuditWriter,
        quotas: any QuotaReader, replays: any ReplayStore, history: any ForwardingHistory, sender: any InvitationSender, world: World,
        logger: Logger, metrics: any MetricsFactory, outbound outboundLimits: OutboundLimits = OutboundLimits(),
        deadlineSeconds: Int64 = Int64(defaultDeadlineSeconds), inquiriesPerMinute: Int = 60,
        limits: InboundLimits = InboundLimits(), idempotency: IdempotencyRules = IdempotencyRules()
    ) {
        self.verifier = verifier
        self.tokens = tokens
        self.keys = keys
        self.policies = policies
        self.inviters = InviterFactsCache(directory: directory, world: world)
        self.directory = directory
        self.guests = guests
        paces = InboundPaces(limits, inquiriesPerMinute: inquiriesPerMinute)
        self.audit = audit
        self.quotas = quotas
        self.replays = replays
        self.idempotency = idempotency
        self.sender = sender
        outbound = Outbound(outboundLimits, audit: audit, history: history, world: world, logger: logger, metrics: metrics)
        self.world = world
        self.deadlineSeconds = deadlineSeconds
        self.observer = FlowObserver(logger: logger, metrics: metrics)
    }

    /// What remembering verified tokens saves.
    public var tokenCacheStatistics: VerifiedTokenCache.Statistics { tokens.statistics }

    /// Verifies the caller, judges the invitation, records the decision durably, forwards what is approved and
    /// records what became of it.
    ///
    /// A stranger's request leaves a metric and a rate-limited log line. Every request of a verified caller leaves an
    /// entry: its decision, or through the one door ``recorded(_:of:)`` why it could not be judged.
    ///
    /// - Throws: ``Refusal``, for whatever did not become an invitation.
    public func admit(_ submission: Submission) async throws(Refusal) -> Invited {
        inFlight.enter()
        defer { inFlight.leave() }
        let caller = try await verify(submission)
        return try await admit(Dossier(submission, caller, policies, world), from: caller)
    }

    /// What follows once the caller is verified: the same for an invitation by itself and for one of a batch.
    func admit(_ request: Dossier, from caller: VerifiedCaller) async throws(Refusal) -> Invited {
        let dossier = try await hear(request, from: caller)
        return try await carryOut(dossier)
    }

    /// From the decision to the answer; the answer is an earlier request's where that one acts under the same key.
    func carryOut(_ dossier: Dossier) async throws(Refusal) -> Invited {
        guard let admission = try await record(dossier) else { return try await replay(to: dossier) }
        let sent = await send(admission)
        return try await close(sent, of: dossier)
    }

    /// The same judgement without the act ("may I invite…?"): verified, judged and recorded alike, as an inquiry, which
    /// takes no place in a quota and sends nothing.
    ///
    /// - Throws: ``Refusal``, for whatever was not judged. A denial is an answer here.
    public func inquire(_ submission: Submission) async throws(Refusal) -> Judged {
        inFlight.enter()
        defer { inFlight.leave() }
        let caller = try await verify(submission)
        let dossier = try await hear(Dossier(submission, caller, policies, world), from: caller)
        return try await note(dossier, for: caller)
    }

    /// From a verified caller's request to its decision. Whatever keeps it from being judged leaves recorded.
    private func hear(_ request: Dossier, from caller: VerifiedCaller) async throws(Refusal) -> Dossier {
        var dossier = request
        do throws(Objection) {
            try pace(dossier)
            try requireFreshPolicy(dossier)
            dossier.listed = try list(caller, in: dossier)
            let body = try await read(dossier.submission, in: dossier)
            dossier.request = try parse(body, in: dossier)
            dossier.inviter = try await inviter(of: caller, in: dossier)
            dossier.claim = try claim(on: body, in: dossier)
            dossier.first = try await first(under: dossier.claim, in: dossier)
            guard dossier.first == nil else { return dossier }
            dossier.inviter = try await facts(in: dossier)
            dossier.circumstances = try await circumstances(in: dossier)
            dossier.decision = try judge(dossier)
        } catch {
            throw await recorded(error, of: dossier)
        }
        dossier.candidate = await shadowed(dossier)
        return dossier
    }
}

/// What is known of one request, stage by stage: what its entry will say.
struct Dossier: Sendable {
    let submission: Submission
    let caller: Caller
    let policy: CurrentPolicy.Loaded
    /// The candidate policy, which is asked as well and decides nothing.
    let shadow: CurrentPolicy.Loaded?
    let decisionID: DecisionID
    let receivedAt: Timestamp
    let startedNanoseconds: UInt64
    var listed: PolicyCaller?
    var request: InvitationRequest?
    var inviter: InviterFacts?
    /// What the request claims to do once only, if anything.
    var claim: RequestClaim?
    /// An earlier request under that claim, from which this one is answered.
    var first: HeldClaim?
    var circumstances = Circumstances()
    var decision: Decision?
    var candidate: CandidateRecord?

    /// Who called, as far as the token said: enough for the entry.
    struct Caller: Sendable {
        let application: ApplicationID
        let user: ObjectID?
        let tokenID: String?
    }

    init(_ submission: Submission, _ caller: Caller, _ policies: CurrentPolicy, _ world: World) {
        self.submission = submission
        self.caller = caller
        (policy, shadow) = policies.both
        receivedAt = world.now()
        startedNanoseconds = world.monotonicNanoseconds()
        decisionID = .timeOrdered(at: receivedAt, random: world.randomPair())
    }

    /// A request of a batch: the batch's caller, policy and time.
    init(_ submission: Submission, in batch: Dossier, _ world: World) {
        self.submission = submission
        (caller, policy, shadow) = (batch.caller, batch.policy, batch.shadow)
        receivedAt = world.now()
        startedNanoseconds = batch.startedNanoseconds
        decisionID = .timeOrdered(at: receivedAt, random: world.randomPair())
    }

    init(_ submission: Submission, _ caller: VerifiedCaller, _ policies: CurrentPolicy, _ world: World) {
        let user: ObjectID? = if case .user(let facts) = caller.kind { facts.id } else { nil }
        self.init(submission, Caller(application: caller.application, user: user, tokenID: caller.tokenID), policies, world)
    }
}

/// Why a verified caller's request could not be judged. It becomes a ``Refusal`` only by being recorded.
struct Objection: Error {
    let stage: Refusal.Stage
    let reason: ReasonCode
    let message: String
    var target: String?
    /// For the entry and the operator: what failed, in our words.
    var detail: String?
    /// Seconds after which trying again makes sense.
    var retryAfter: Double?
    /// Whether it is one request too many. Of those only some leave an entry of their own.
    var isOverPace = false

    init(
        _ stage: Refusal.Stage, _ reason: ReasonCode, _ message: String, target: String? = nil, detail: String? = nil
    ) {
        self.stage = stage
        self.reason = reason
        self.message = message
        self.target = target
        self.detail = detail
    }
}
