import AuditTrail
import Gatekeeper
import Invitations

extension CurrentPolicy {
    subscript(role: PolicyRole) -> Loaded? {
        switch role {
        case .active: current
        case .candidate: candidate
        }
    }

    /// - Returns: the policy that stood there.
    func put(_ loaded: Loaded, as role: PolicyRole, at now: Timestamp) -> Loaded? {
        switch role {
        case .active: swap(to: loaded, at: now)
        case .candidate: setCandidate(loaded)
        }
    }
}
