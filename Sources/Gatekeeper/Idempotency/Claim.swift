import AuditTrail
import CallerVerification
import GraphFormat
import Invitations

/// What one request claims, and why.
struct RequestClaim: Sendable {
    let claim: KeyClaim
    let basis: ReplayedRecord.Basis
}

extension Gate {
    /// What the request claims: its idempotency key; without one, where doubles are looked for, the request itself; or
    /// nothing.
    ///
    /// - Parameter body: the caller's bytes. The fingerprint goes over them as read, in canonical form: not over the judged
    ///   request, which has the policy's defaults in it and would change with the policy between two tries.
    func claim(on body: [UInt8], in dossier: Dossier) throws(Objection) -> RequestClaim? {
        guard case .createInvitation(let version, _) = dossier.submission.operation, let inviter = dossier.inviter?.id else {
            return nil
        }
        let key = try dossier.submission.key()
        let isResend = try dossier.submission.isResend()
        let looksForDoubles = idempotency.duplicateWindowSeconds > 0 && !isResend
        guard key != nil || looksForDoubles, let canonical = InvitationRequest.canonicalBody(body) else { return nil }
        let fingerprint = Digest256.sha256(
            tag: "gatekeeper request fingerprint v1",
            [Array("POST".utf8), Array("/\(version.rawValue)/invitations".utf8), canonical, Array(inviter.description.utf8)])
        let scope = [
            verifier.tenant.description, dossier.caller.application.description, inviter.description,
        ].map { Array($0.utf8) }
        guard let key else {
            let claim = KeyClaim(
                key: .sha256(tag: "gatekeeper duplicate window v1", scope + [fingerprint.bytes]), fingerprint: fingerprint,
                expires: dossier.receivedAt.adding(seconds: idempotency.duplicateWindowSeconds), isHeldInDoubt: false)
            return RequestClaim(claim: claim, basis: .window)
        }
        // A batch's key counts for each of its requests by that one's id. Ids are compared without case.
        let item = dossier.submission.batchItem.map { [Array($0.lowercased().utf8)] } ?? []
        let claim = KeyClaim(
            key: .sha256(tag: "gatekeeper idempotency key v1", scope + [key.bytes] + item), fingerprint: fingerprint,
            expires: dossier.receivedAt.adding(seconds: idempotency.keepSeconds), isHeldInDoubt: true)
        return RequestClaim(claim: claim, basis: .key)
    }

    /// The earlier request under the same claim, once it is known what became of it, or nobody waits any longer; nil when
    /// there is none, or provably nothing was created by it.
    ///
    /// It may be under way in another process: whoever waits looks at the store now and then.
    func first(under wanted: RequestClaim?, in dossier: Dossier) async throws(Objection) -> HeldClaim? {
        guard let wanted else { return nil }
        let began = world.monotonicNanoseconds()
        var pause = Duration.milliseconds(10)
        while true {
            guard let held = try await held(wanted.claim, at: dossier.receivedAt) else { return nil }
            guard held.fingerprint == wanted.claim.fingerprint else {
                throw Objection(
                    .claim, .idempotencyKeyReused,
                    "The key in \(idempotencyKeyHeader) was used before for another request. Nothing was sent; use a new key for a new request.",
                    target: idempotencyKeyHeader, detail: "first decision \(held.decision)")
            }
            guard case .open = held.standing, mayBeUnderWay(held), isWithin(idempotency.waitSeconds, of: began),
                isWithin(deadlineSeconds, of: dossier.startedNanoseconds)
            else { return held }
            // The caller has gone: nobody needs the answer any more.
            do { try await Task.sleep(for: pause) } catch { return held }
            pause = min(pause * 2, .milliseconds(250))
        }
    }

    private func held(_ claim: KeyClaim, at now: Timestamp) async throws(Objection) -> HeldClaim? {
        do {
            return try await replays.claim(on: claim.key, at: now)
        } catch {
            throw Objection(
                .claim, .auditUnavailable,
                "Whether this request came before cannot be told at the moment, so nothing was sent. Try again shortly.",
                detail: "\(error)")
        }
    }

    private func mayBeUnderWay(_ held: HeldClaim) -> Bool {
        world.now().milliseconds(since: held.decidedAt) < idempotency.longestRequestSeconds * 1_000
    }

    private func isWithin(_ seconds: Int64, of began: UInt64) -> Bool {
        world.monotonicNanoseconds() - began < UInt64(max(seconds, 0)) * 1_000_000_000
    }
}
