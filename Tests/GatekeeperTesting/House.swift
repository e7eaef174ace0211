public import Gatekeeper
import Invitations
import PrometheusMetrics

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
    private let registry = PrometheusRegistry()

    public init(policy: String = Contoso.policyText(), groupsClaimIsComplete: Bool = false, ageLimit: PolicyAgeLimit? = nil) throws {
        journal = Journal()
        audit = MemoryAudit(journal: journal)
        sender = RecordingSender(journal: journal)
        keys = FakeKeySource(try Contoso.keys())
        policies = CurrentPolicy(CurrentPolicy.Loaded(try Contoso.policy(policy), at: world.now), ageLimit: ageLimit)
        gate = Gate(
            verifier: try Contoso.verifier(groupsClaimIsComplete: groupsClaimIsComplete), keys: keys,
            policies: policies, directory: directory, guests: directory, audit: audit, quotas: audit,
            sender: sender, world: world.world, logger: log.logger, metrics: registry)
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
