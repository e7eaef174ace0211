import AuditTrail
import Gatekeeper
import InvitationPolicy
import Invitations
import Logging
import StrictJSON
import Synchronization

/// How the policies stand towards their files, told in `/status`, `/readyz`, the metrics and the log.
final class PolicyStanding: Sendable {
    /// A source that is not whole: it stays here until it is whole again.
    struct Rejection: Sendable {
        /// Faults that `/status` shows; the trail and the log have more.
        static let shown = 16

        let time: Timestamp
        let faults: [String]
    }

    private struct State {
        var rejections: [PolicyRole: Rejection] = [:]
        var candidateConfirmedAt: Timestamp?
        var wasTooOld = false
    }

    let policies: CurrentPolicy
    private let metrics: PolicyMetrics
    private let logger: Logger
    private let state: Mutex<State>

    init(policies: CurrentPolicy, metrics: PolicyMetrics, logger: Logger) {
        self.policies = policies
        self.metrics = metrics
        self.logger = logger
        state = Mutex(State(candidateConfirmedAt: policies.candidate?.loadedAt))
        for role in PolicyRole.allCases { policies[role].map { metrics.stands($0, as: role) } }
    }

    /// The source says what stands there.
    func confirmed(_ role: PolicyRole, at now: Timestamp) {
        switch role {
        case .active: policies.confirm(at: now)
        case .candidate: state.withLock { $0.candidateConfirmedAt = now }
        }
    }

    /// A policy was put in its place, or found to be there already.
    func loaded(_ role: PolicyRole, _ result: PolicyMetrics.LoadResult, at now: Timestamp) {
        confirmed(role, at: now)
        state.withLock { $0.rejections[role] = nil }
        metrics.loads(role, result)
        if let loaded = policies[role] { metrics.stands(loaded, as: role) }
    }

    func rejected(_ role: PolicyRole, _ faults: [String], at now: Timestamp) {
        state.withLock { $0.rejections[role] = Rejection(time: now, faults: faults) }
        metrics.loads(role, .rejected)
    }

    /// A policy that is whole could not be recorded, and so did not come into force.
    func unrecorded(_ role: PolicyRole) { metrics.loads(role, .unrecorded) }

    /// Brings the gauges up to date, and says once when the policy becomes too old, or is no longer.
    func measure(at now: Timestamp) {
        let (age, isTooOld) = (policies.ageSeconds(at: now), policies.isTooOld(at: now))
        metrics.measure(age: age, isTooOld: isTooOld)
        let changed = state.withLock { state in
            defer { state.wasTooOld = isTooOld }
            return state.wasTooOld != isTooOld
        }
        guard changed, let limit = policies.ageLimit else { return }
        if isTooOld {
            logger.error(
                "the policy is too old: its files were not found whole for longer than policy.maxAge",
                metadata: [
                    "confirmed": "\(policies.confirmedAt)", "digest": "\(policies.current.policy.digest)",
                    "whenTooOld": "\(limit.consequence.rawValue)",
                ])
        } else {
            logger.notice("the policy is no longer too old", metadata: ["digest": "\(policies.current.policy.digest)"])
        }
    }

    /// Why the service is not ready, if the policy is why.
    func notReadyBecause(at now: Timestamp) -> String? {
        guard let limit = policies.ageLimit, limit.consequence != .warn, policies.isTooOld(at: now) else { return nil }
        return "the policy's files were last found whole at \(policies.confirmedAt), longer ago than policy.maxAge"
    }
}

extension PolicyStanding {
    /// For `/status`: the policy in force, and the candidate inside it.
    func status(at now: Timestamp) -> JSON {
        let (rejections, confirmedAt) = state.withLock { ($0.rejections, $0.candidateConfirmedAt) }
        var members = Self.members(policies.current, policies.confirmedAt, rejections[.active], now)
        members["tooOld"] = .bool(policies.isTooOld(at: now))
        members["candidate"] = .null
        if let candidate = policies.candidate {
            members["candidate"] = .object(
                Self.members(candidate, confirmedAt ?? candidate.loadedAt, rejections[.candidate], now))
        }
        return .object(members)
    }

    private static func members(
        _ loaded: CurrentPolicy.Loaded, _ confirmedAt: Timestamp, _ rejection: Rejection?, _ now: Timestamp
    ) -> JSON.Members {
        // The digest is the evaluator's own: of the policy that a request would be judged by now.
        [
            "name": .string(loaded.policy.name), "digest": .string(loaded.policy.digest),
            "mode": .string(loaded.policy.mode.rawValue), "rules": .integer(Int64(loaded.policy.ruleCount)),
            "domains": .integer(Int64(loaded.policy.domainEntryCount)),
            "author": loaded.source.author.map { .string($0) } ?? .null,
            "fileOwner": loaded.source.fileOwner.map { .string($0) } ?? .null,
            "loadedAt": .string(loaded.loadedAt.description), "confirmedAt": .string(confirmedAt.description),
            "ageSeconds": .integer(max(0, now.milliseconds(since: confirmedAt) / 1_000)),
            "lastRejection": rejection.map(json) ?? .null,
        ]
    }

    private static func json(_ rejection: Rejection) -> JSON {
        let shown = rejection.faults.prefix(Rejection.shown).map { JSON.string(VisibleText.cell($0, width: 400)) }
        return [
            "time": .string(rejection.time.description), "faultCount": .integer(Int64(rejection.faults.count)),
            "faults": .array(shown),
        ]
    }
}
