import CallerVerification
import Invitations

extension Gate {
    /// The first stage: who calls. Nothing of the request but its credential is looked at before.
    func verify(_ submission: Submission) async throws(Refusal) -> VerifiedCaller {
        let bearer: BearerToken
        do {
            bearer = try BearerToken(authorization: submission.authorization)
        } catch {
            throw await refusal(for: error, submission)
        }
        let known = try await signingKeys()
        do {
            return try await verify(bearer, with: known)
        } catch {
            throw await refusal(for: error, submission)
        }
    }

    private func verify(
        _ bearer: BearerToken, with known: SigningKeys
    ) async throws(VerificationFault) -> VerifiedCaller {
        do throws(VerificationFault) {
            return try tokens.verify(bearer, with: verifier, keys: known, at: world.now())
        } catch {
            guard let id = error.unknownKeyID, let fresh = await refreshedKeys(afterUnknown: id) else { throw error }
            return try tokens.verify(bearer, with: verifier, keys: fresh, at: world.now())
        }
    }

    private func signingKeys() async throws(Refusal) -> SigningKeys {
        do {
            return try await keys.signingKeys()
        } catch {
            observer.unverified(.keysUnavailable, detail: error.detail, at: world.now())
            throw Refusal(
                .verify, .keysUnavailable,
                "The tenant's signing keys cannot be fetched, so no token can be verified. Try again shortly.",
                retryAfter: 10)
        }
    }

    /// The keys fetched anew, when that brought the one that was missing. That they could not be fetched changes
    /// nothing: the key stays unknown, and the caller unverified.
    private func refreshedKeys(afterUnknown id: String) async -> SigningKeys? {
        guard let fresh = try? await keys.signingKeys(afterUnknownKey: id), fresh.contains(keyID: id) else { return nil }
        return fresh
    }

    private func refusal(for fault: VerificationFault, _ submission: Submission) async -> Refusal {
        let objection = Objection(.verify, fault.reason, fault.message, target: "Authorization")
        guard let caller = fault.caller else {
            observer.unverified(fault.reason, detail: nil, at: world.now())
            return Refusal(.verify, fault.reason, fault.message, target: "Authorization")
        }
        // The token is good; only the permission is missing: this caller has a name, and leaves an entry.
        let known = Dossier.Caller(application: caller.application, user: caller.user, tokenID: caller.tokenID)
        return await recorded(objection, of: Dossier(submission, known, policies, world))
    }
}
