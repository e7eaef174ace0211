import CallerVerification
import Invitations

extension Gate {
    /// The first stage: who calls. Nothing of the request but its credential is looked at before.
    func verify(_ submission: Submission) async throws(Refusal) -> VerifiedCaller {
        try await verified(submission) { (bearer, known, now) throws(VerificationFault) in
            try tokens.verify(bearer, with: verifier, keys: known, at: now)
        }
    }

    /// Who a submission's credential proves, by a check that is tried again with fresh keys when it knows no key of the token's.
    func verified<Proved>(
        _ submission: Submission, _ check: (BearerToken, SigningKeys, Timestamp) throws(VerificationFault) -> Proved
    ) async throws(Refusal) -> Proved {
        let bearer: BearerToken
        do {
            bearer = try BearerToken(authorization: submission.authorization)
        } catch {
            throw await refusal(for: error, submission)
        }
        let known = try await signingKeys()
        do {
            return try await verified(bearer, with: known, check)
        } catch {
            throw await refusal(for: error, submission)
        }
    }

    private func verified<Proved>(
        _ bearer: BearerToken, with known: SigningKeys,
        _ check: (BearerToken, SigningKeys, Timestamp) throws(VerificationFault) -> Proved
    ) async throws(VerificationFault) -> Proved {
        do throws(VerificationFault) {
            return try check(bearer, known, world.now())
        } catch {
            guard let id = error.unknownKeyID, let fresh = await refreshedKeys(afterUnknown: id) else { throw error }
            return try check(bearer, fresh, world.now())
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
        let dossier = Dossier(submission, known, policies, world)
        do throws(Objection) { try pace(dossier) } catch { return await recorded(error, of: dossier) }
        return await recorded(objection, of: dossier)
    }
}
