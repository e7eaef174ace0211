public import AuditTrail
public import Invitations
public import StrictJSON

/// How much of the trail a reader sees.
public enum AuditScope: Hashable, Sendable {
    /// The app role `Audit.Read`.
    case everything
    /// The entries in which this person is the inviter, and of those what the person was told or said.
    case own(ObjectID)

    /// What of an own entry's content is shown: what its inviter sent, and what the inviter was answered. Not the rules, the
    /// quotas, the facts or what a policy on trial said: a denial is no way to read the lists.
    private static let shown = [
        "caller", "inviter", "invitation", "justification", "proof", "reason", "sponsor", "status", "target", "ticket", "verdict",
    ]
    private static let shownOfRequest = ["clientRequestID", "graphVersion", "operation", "requestID"]

    func permits(_ stored: StoredEntry) -> Bool {
        switch self {
        case .everything: true
        case .own(let inviter): stored.fields.inviter == inviter
        }
    }

    /// The entry as this reader sees it. What is left out is named in `withheld`.
    public func json(_ stored: StoredEntry) -> JSON {
        let whole = stored.json()
        guard case .own = self, case .object(var members) = whole else { return whole }
        var shown: JSON.Members = [:]
        var withheld: [String] = []
        if case .object(let content)? = members["content"] {
            for (name, value) in content {
                if Self.shown.contains(name) {
                    shown[name] = value
                } else if name == "request" {
                    shown[name] = Self.request(value)
                } else if name != "invitee" {
                    withheld.append(name)
                }
            }
        } else {
            withheld.append("content")
        }
        members["content"] = .object(shown)
        members["withheld"] = .array(withheld.map { .string($0) })
        return .object(members)
    }

    private static func request(_ request: JSON) -> JSON {
        guard case .object(let members) = request else { return .null }
        var shown: JSON.Members = [:]
        for (name, value) in members where shownOfRequest.contains(name) { shown[name] = value }
        return .object(shown)
    }
}
