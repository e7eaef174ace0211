import Invitations

/// How many requests of any kind the gate takes.
public struct InboundLimits: Hashable, Sendable {
    /// Of one calling application. Well over what Graph takes of a whole tenant (150 in 5 seconds): most of what is asked
    /// for too often is not sent.
    public var perCallerAndSecond = 100
    /// Of one inviter through one application.
    public var perInviterAndMinute = 600

    public init() {}
}

/// The paces that a verified caller's requests keep. A request of a batch counts as one by itself, beside the batch.
///
/// An inquiry costs an entry and perhaps a look-up and leads to nothing, so that a program that asks in a loop is held back
/// by a pace of its own. It is no secrecy of the lists: whoever may invite can learn them by inviting, an entry each.
struct InboundPaces: Sendable {
    /// Whose pace it is: an application cannot use up what somebody asks through another one.
    struct Asker: Hashable {
        let application: ApplicationID
        /// The token's user, or the inviter as the application names them.
        let inviter: String
    }

    let inquiries: PaceTable<Asker>
    let inviters: PaceTable<Asker>
    let callers: PaceTable<ApplicationID>

    init(_ limits: InboundLimits, inquiriesPerMinute: Int) {
        inquiries = PaceTable(inquiriesPerMinute, perSeconds: 60)
        inviters = PaceTable(limits.perInviterAndMinute, perSeconds: 60)
        callers = PaceTable(limits.perCallerAndSecond, perSeconds: 1)
    }
}

extension Gate {
    /// A request beyond a pace is refused before its body is read or anything is looked up for it.
    ///
    /// The application's pace is looked at first, so that nobody's table grows by requests beyond it, and taken from last:
    /// what one person asks too often takes nothing from the others of the application.
    func pace(_ dossier: Dossier) throws(Objection) {
        let application = dossier.caller.application
        let named = dossier.caller.user?.description ?? String((dossier.submission.inviter.first ?? "").prefix(320))
        let asker = InboundPaces.Asker(application: application, inviter: named.lowercased())
        let now = world.monotonicNanoseconds()
        if let seconds = paces.callers.wait(for: application, at: now) { throw overCallersPace(seconds) }
        if case .inquire = dossier.submission.operation, let seconds = paces.inquiries.take(asker, at: now) {
            throw overPace("More questions than one person may ask.", "inquiries", seconds)
        }
        if let seconds = paces.inviters.take(asker, at: now) {
            throw overPace("More requests than one person may make through this application.", "inviter", seconds)
        }
        if let seconds = paces.callers.take(application, at: now) { throw overCallersPace(seconds) }
    }

    private func overCallersPace(_ seconds: Double) -> Objection {
        overPace("More requests than one application may make.", "caller", seconds)
    }

    private func overPace(_ what: String, _ pace: String, _ seconds: Double) -> Objection {
        let wait = max(Int(seconds.rounded(.up)), 1)
        var objection = Objection(
            .caller, .tooManyRequests, "\(what) Nothing was sent; try again in \(wait) second\(wait == 1 ? "" : "s").", detail: pace)
        objection.retryAfter = seconds
        objection.isOverPace = true
        return objection
    }
}
