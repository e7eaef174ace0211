import AuditTrail
import InvitationPolicy
import Invitations

/// The header that names who answers for the guest.
let sponsorHeader = "X-Gatekeeper-Sponsor"

/// What is known beside the inviter and the invitation, looked up only where a policy asks.
struct Circumstances: Sendable {
    var sponsor = SponsorStanding.notNamed
    /// What the trail says of the sponsor, where one was looked up.
    var sponsorRecord: SponsorRecord?
    var guestExists: Bool?
    var message: MessageContent?
    /// The quotas that the decision may look at, and how far their counters stand.
    var quotas: [QuotaClaim] = []
    var usage = QuotaUsage()
}

extension Gate {
    /// The circumstances that the policy in force asks for.
    func circumstances(in dossier: Dossier) async throws(Objection) -> Circumstances {
        guard let listed = dossier.listed else {
            throw Objection(.facts, .internalError, "The request was judged out of order.")
        }
        let known = Circumstances(message: dossier.request.flatMap { MessageContent(of: $0) })
        return try await circumstances(under: dossier.policy.policy, listed, in: dossier, beyond: known)
    }

    /// Looks up what a policy asks of the sponsor, the guest and the quotas, beyond what the request told or somebody
    /// asked for it already: the message, and whether the guest is there.
    ///
    /// - Throws: ``Objection`` where something that it needs cannot be had: never "no" in its place.
    func circumstances(
        under policy: Policy, _ listed: PolicyCaller, in dossier: Dossier, beyond known: Circumstances
    ) async throws(Objection) -> Circumstances {
        guard let request = dossier.request, let inviter = dossier.inviter else {
            throw Objection(.facts, .internalError, "The request was judged out of order.")
        }
        var known = known
        if policy.needsSponsor(for: request, from: listed), let name = dossier.submission.sponsor {
            try requireTime(dossier)
            (known.sponsor, known.sponsorRecord) = try await sponsor(name, listed, in: dossier)
        }
        if known.guestExists == nil, policy.needsGuest(for: request) {
            try requireTime(dossier)
            known.guestExists = try await guestExists(request)
        }
        known.quotas = policy.quotas(for: request, by: inviter.id, through: listed, at: dossier.receivedAt)
        known.usage = try await usage(of: known.quotas.map(\.counter))
        return known
    }

    private func sponsor(
        _ name: String, _ listed: PolicyCaller, in dossier: Dossier
    ) async throws(Objection) -> (SponsorStanding, SponsorRecord) {
        let asked = world.now()
        guard let id = try await object(named: name, in: sponsorHeader, by: listed) else {
            return (.noSuchUser, SponsorRecord(.noSuchUser, source: .graph, age: age(of: asked, in: dossier)))
        }
        return try await standing(of: id, in: dossier)
    }

    private func standing(
        of id: ObjectID, in dossier: Dossier
    ) async throws(Objection) -> (SponsorStanding, SponsorRecord) {
        let asked = world.now()
        let facts: InviterFacts?
        do {
            facts = try await inviters.complete(InviterFacts(id: id, proof: .asserted), with: [.enabled, .userKind])
        } catch {
            throw unavailable(error, "who the sponsor is")
        }
        guard let facts else {
            return (.noSuchUser, SponsorRecord(.noSuchUser, source: .graph, age: age(of: asked, in: dossier)))
        }
        guard case .known(let enabled, let source, let time) = facts.enabled, let kind = facts.userKind.value else {
            throw Objection(.facts, .internalError, "The sponsor was looked up in vain.")
        }
        return (
            .user(id, enabled: enabled, kind: kind),
            SponsorRecord(.user(id, enabled: enabled, kind: kind), source: source, age: age(of: time, in: dossier))
        )
    }

    private func age(of time: Timestamp, in dossier: Dossier) -> Int64 { dossier.receivedAt.milliseconds(since: time) }

    private func guestExists(_ request: InvitationRequest) async throws(Objection) -> Bool {
        do {
            return try await guests.hasUser(with: request.invitedUserEmailAddress)
        } catch {
            throw unavailable(error, "whether the guest is among the tenant's users")
        }
    }

    private func usage(of counters: [QuotaCounter]) async throws(Objection) -> QuotaUsage {
        var usage = QuotaUsage()
        var rest = counters[...]
        while !rest.isEmpty {
            let some = rest.prefix(ReservingDraft.mostReservations)
            rest = rest.dropFirst(some.count)
            let counts: [String: Int]
            do {
                counts = try await quotas.usage(of: some.map(\.key))
            } catch {
                throw Objection(
                    .facts, .auditUnavailable,
                    "How many invitations were sent cannot be read at the moment, so nothing was sent. Try again shortly.",
                    detail: "\(error)")
            }
            for counter in some { usage[counter] = counts[counter.key] ?? 0 }
        }
        return usage
    }
}
