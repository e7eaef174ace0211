import AuditTrail
public import CallerVerification
public import CoreMetrics
import InvitationPolicy
import Invitations
public import Logging

/// The gate: everything the service does for an invitation is ``admit(_:)``, a line a stage.
public final class Gate: Sendable {
    let verifier: CallerVerifier
    let tokens: VerifiedTokenCache
    let keys: any SigningKeySource
    let policies: CurrentPolicy
    let inviters: InviterFactsCache
    let directory: any InviterDirectory
    let audit: any AuditWriter
    let sender: any InvitationSender
    let world: World
    let observer: FlowObserver
    let inFlight = InFlight()
    let deadlineSeconds: Int64

    /// - Parameter deadlineSeconds: how long a request may take until its decision; after that nothing is sent for it.
    public init(
        verifier: CallerVerifier, tokens: VerifiedTokenCache = VerifiedTokenCache(), keys: any SigningKeySource,
        policies: CurrentPolicy, directory: any InviterDirectory, audit: any AuditWriter,
        sender: any InvitationSender, world: World, logger: Logger, metrics: any MetricsFactory,
        deadlineSeconds: Int64 = 20
    ) {
        self.verifier = verifier
        self.tokens = tokens
        self.keys = keys
        self.policies = policies
        self.inviters = InviterFactsCache(directory: directory, world: world)
        self.directory = directory
        self.audit = audit
        self.sender = sender
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
        var dossier = Dossier(submission, caller, policies.current, world)
        let decision: Decision
        do throws(Objection) {
            dossier.listed = try list(caller, in: dossier)
            dossier.request = try await parse(submission, in: dossier)
            dossier.inviter = try await inviter(of: caller, in: dossier)
            dossier.inviter = try await facts(in: dossier)
            decision = try judge(dossier)
        } catch {
            throw await recorded(error, of: dossier)
        }
        let admission = try await record(decision, of: dossier)
        let sent = await send(admission)
        return try await close(sent, of: dossier)
    }
}

/// What is known of one request, stage by stage: what its entry will say.
struct Dossier: Sendable {
    let submission: Submission
    let caller: Caller
    let policy: CurrentPolicy.Loaded
    let decisionID: DecisionID
    let receivedAt: Timestamp
    let startedNanoseconds: UInt64
    var listed: PolicyCaller?
    var request: InvitationRequest?
    var inviter: InviterFacts?

    /// Who called, as far as the token said: enough for the entry.
    struct Caller: Sendable {
        let application: ApplicationID
        let user: ObjectID?
        let tokenID: String?
    }

    init(_ submission: Submission, _ caller: Caller, _ policy: CurrentPolicy.Loaded, _ world: World) {
        self.submission = submission
        self.caller = caller
        self.policy = policy
        receivedAt = world.now()
        startedNanoseconds = world.monotonicNanoseconds()
        decisionID = .timeOrdered(at: receivedAt, random: world.randomPair())
    }

    init(_ submission: Submission, _ caller: VerifiedCaller, _ policy: CurrentPolicy.Loaded, _ world: World) {
        let user: ObjectID? = if case .user(let facts) = caller.kind { facts.id } else { nil }
        self.init(submission, Caller(application: caller.application, user: user, tokenID: caller.tokenID), policy, world)
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
