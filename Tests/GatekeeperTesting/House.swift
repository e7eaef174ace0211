public import Gatekeeper
import Invitations
public import PrometheusMetrics

extension OutboundLimits {
    /// The usual limits, and whoever cannot leave at once does not leave: the clock stands still.
    public static var withoutWaiting: OutboundLimits {
        var limits = OutboundLimits()
        limits.waitSeconds = 0
        return limits
    }
}

/// A gate with everything around it in the test's hands.
public final class House: Sendable {
    public let world = FixedWorld()
    public let journal: Journal
    public let audit: MemoryAudit
    public let sender: RecordingSender
    public let directory = FakeDirectory()
    public let keys: FakeKeySource
    public let log = CapturedLog()
    public let policies: CurrentPolicy
    public let gate: Gate
    public let registry = PrometheusRegistry()

    public init(
        policy: String = Contoso.policyText(), groupsClaimIsComplete: Bool = false, ageLimit: PolicyAgeLimit? = nil,
        limits: InboundLimits = .none, outbound: OutboundLimits = .withoutWaiting,
        idempotency: IdempotencyRules = IdempotencyRules()
    ) throws {
        journal = Journal()
        audit = MemoryAudit(journal: journal)
        sender = RecordingSender(journal: journal)
        keys = FakeKeySource(try Contoso.keys())
        policies = CurrentPolicy(CurrentPolicy.Loaded(try Contoso.policy(policy), at: world.now), ageLimit: ageLimit)
        gate = Gate(
            verifier: try Contoso.verifier(groupsClaimIsComplete: groupsClaimIsComplete), keys: keys,
            policies: policies, directory: directory, guests: directory, audit: audit, quotas: audit,
            replays: audit, history: audit, sender: sender, world: world.world, logger: log.logger, metrics: registry, outbound: outbound,
            limits: limits, idempotency: idempotency)
    }

    /// The text that `/metrics` would show.
    public var metrics: String { registry.render() }

    @discardableResult
    public func admit(_ attempt: Attempt = Attempt()) async throws -> Invited {
        try await gate.admit(try attempt.submission())
    }

    /// The refusal of an attempt; nil if it became an invitation.
    public func refusal(of attempt: Attempt = Attempt()) async throws -> Refusal? {
        let submission = try attempt.submission()
        do throws(Refusal) {
            _ = try await gate.admit(submission)
            return nil
        } catch {
            return error
        }
    }
}

extension InboundLimits {
    /// No pace that a test could meet by the way.
    public static var none: Self {
        var limits = Self()
        (limits.perCallerAndSecond, limits.perInviterAndMinute) = (1_000_000, 1_000_000)
        return limits
    }
}
