import Invitations
import Synchronization

/// How fast one inviter may ask through one application: a bucket of a minute's inquiries that fills evenly.
///
/// An inquiry costs an entry and perhaps a look-up and leads to nothing, so that a program that asks in a loop is held back
/// here. It is no secrecy of the lists: whoever may invite can learn them by inviting, an entry each.
final class InquiryPace: Sendable {
    /// Whose pace it is: an application cannot use up what somebody asks through another one.
    struct Asker: Hashable {
        let application: ApplicationID
        /// The token's user, or the inviter as the application names them.
        let inviter: String
    }

    private struct Bucket {
        var inquiries: Double
        var at: UInt64
    }

    /// Two generations, so that the memory is bounded however many askers there are: a bucket that was left alone for a
    /// minute is full again and need not be remembered.
    private struct State {
        var young: [Asker: Bucket] = [:]
        var old: [Asker: Bucket] = [:]
        var turnedAt: UInt64 = 0
    }

    private static let mostAskers = 100_000
    private static let minute: UInt64 = 60_000_000_000

    private let perMinute: Double
    private let state = Mutex(State())

    init(perMinute: Int) {
        self.perMinute = Double(perMinute)
    }

    /// Takes one inquiry.
    ///
    /// - Returns: seconds until the next one is free, if this one is not.
    func take(_ asker: Asker, at now: UInt64) -> Double? {
        state.withLock { state in
            turnIfDue(&state, at: now)
            var bucket = state.young[asker] ?? state.old[asker] ?? Bucket(inquiries: perMinute, at: now)
            let elapsed = now > bucket.at ? Double(now - bucket.at) : 0
            bucket.inquiries = min(perMinute, bucket.inquiries + elapsed / Double(Self.minute) * perMinute)
            bucket.at = now
            let isFree = bucket.inquiries >= 1
            if isFree { bucket.inquiries -= 1 }
            state.young[asker] = bucket
            return isFree ? nil : (1 - bucket.inquiries) * 60 / perMinute
        }
    }

    private func turnIfDue(_ state: inout State, at now: UInt64) {
        let isDue = now > state.turnedAt && now - state.turnedAt >= Self.minute
        guard isDue || state.young.count >= Self.mostAskers else { return }
        (state.old, state.young, state.turnedAt) = (state.young, [:], now)
    }
}

extension Gate {
    /// An inquiry beyond the pace is refused before its body is read or anything is looked up for it.
    func pace(_ dossier: Dossier) throws(Objection) {
        guard case .inquire = dossier.submission.operation else { return }
        let named = dossier.caller.user?.description ?? String((dossier.submission.inviter.first ?? "").prefix(320))
        let asker = InquiryPace.Asker(application: dossier.caller.application, inviter: named.lowercased())
        guard let seconds = inquiryPace.take(asker, at: dossier.startedNanoseconds) else { return }
        let wait = Int(seconds.rounded(.up))
        var objection = Objection(
            .facts, .tooManyRequests,
            "More questions than one person may ask. Try again in \(wait) second\(wait == 1 ? "" : "s").", detail: "inquiries")
        objection.retryAfter = seconds
        throw objection
    }
}
