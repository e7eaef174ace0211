import CallerVerification
import InvitationPolicy
import Invitations

/// The header in which an application names the inviter.
let inviterHeader = "X-Gatekeeper-Inviter"

extension Gate {
    /// The facts about the inviter that the policy needs for this request: from the token where it has them, from the
    /// directory where it has not.
    func facts(in dossier: Dossier) async throws(Objection) -> InviterFacts {
        guard let listed = dossier.listed, let request = dossier.request, let named = dossier.inviter else {
            throw Objection(.facts, .internalError, "The request was judged out of order.")
        }
        let wanted = dossier.policy.policy.factsNeeded(for: request, by: named, through: listed)
        let completed: InviterFacts?
        do {
            completed = try await inviters.complete(named, with: wanted)
        } catch {
            throw unavailable(error)
        }
        guard let completed else {
            throw Objection(
                .facts, .inviterUnknown, "The tenant has no user with the inviter's object id.\(contact(dossier))",
                target: named.proof == .token ? nil : inviterHeader, detail: named.id.description)
        }
        return completed
    }

    /// Who invites: the token's user, or whom an application names.
    func inviter(of caller: VerifiedCaller, in dossier: Dossier) async throws(Objection) -> InviterFacts {
        guard let listed = dossier.listed else {
            throw Objection(.facts, .internalError, "The request was judged out of order.")
        }
        let submission = dossier.submission
        switch caller.kind {
        case .user(let facts):
            guard submission.inviter.isEmpty else {
                throw Objection(
                    .facts, .inviterHeaderNotAllowed,
                    "A user token names its own inviter; leave the header \(inviterHeader) out.", target: inviterHeader)
            }
            return facts
        case .application:
            return InviterFacts(id: try await named(submission, by: listed), proof: .asserted)
        }
    }

    private func named(_ submission: Submission, by listed: PolicyCaller) async throws(Objection) -> ObjectID {
        guard let name = submission.inviter.first else {
            throw Objection(
                .facts, .inviterHeaderMissing,
                "An application token says nothing of the person who invites; name them by object id in the header \(inviterHeader).",
                target: inviterHeader)
        }
        guard submission.inviter.count == 1 else {
            throw Objection(
                .facts, .inviterHeaderInvalid, "The header \(inviterHeader) came more than once.", target: inviterHeader)
        }
        guard let found = try await object(named: name, in: inviterHeader, by: listed) else {
            throw Objection(
                .facts, .inviterUnknown, "The tenant has no user of the name in \(inviterHeader).", target: inviterHeader)
        }
        return found
    }

    /// The user whom a header names: by object id, not looked up yet, or, where the caller may, by user principal name;
    /// nil when the tenant has no user of that name.
    func object(named name: String, in header: String, by listed: PolicyCaller) async throws(Objection) -> ObjectID? {
        if let id = ObjectID(name) { return id }
        guard listed.acceptsUPN, isUserPrincipalName(name) else {
            throw Objection(
                .facts, header == inviterHeader ? .inviterHeaderInvalid : .headerInvalid,
                "The header \(header) does not hold an object id (8-4-4-4-12 hexadecimal digits).", target: header)
        }
        do { return try await directory.user(named: name) } catch { throw unavailable(error, "whom \(header) names") }
    }

    /// Enough of a check to bound what goes into Graph's URL; whether such a user exists is the directory's to say.
    private func isUserPrincipalName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 320
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// - Parameter what: what could not be learned, to stand after "what the policy needs to know: ".
    func unavailable(_ error: DirectoryUnavailable, _ what: String = "the facts about the inviter") -> Objection {
        if error.timedOut {
            return Objection(
                .facts, .deadlineExceeded,
                "What the policy needs to know did not come in time: \(what). Nothing was sent; try again.",
                detail: error.detail)
        }
        return Objection(
            .facts, .factsUnavailable,
            "What the policy needs to know cannot be learned at the moment: \(what). Nothing was sent; try again.",
            detail: error.detail)
    }
}
