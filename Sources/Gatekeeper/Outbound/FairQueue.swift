import Invitations

/// Who waits for a turn, in a line for each inviter of each application.
///
/// Turns go round the applications, and within an application round its inviters: whoever floods waits behind himself, and
/// delays another by one turn in each round.
struct FairQueue {
    typealias Ticket = UInt64

    /// In whose line somebody stands.
    struct Place: Hashable, Sendable {
        let application: ApplicationID
        let inviter: ObjectID
    }

    /// What became of somebody who wanted to join.
    enum Joining: Equatable {
        case joined
        /// Joined, in the place of another: the last of the longest line.
        case joinedInsteadOf(Ticket)
        /// There is no room for this one.
        case full
    }

    /// The lines of one application.
    private struct Application {
        /// Inviters in the order of their next turns.
        var round: [ObjectID] = []
        var lines: [ObjectID: [Ticket]] = [:]
        var count = 0
    }

    let most: Int
    let mostPerInviter: Int
    private(set) var count = 0
    private var round: [ApplicationID] = []
    private var applications: [ApplicationID: Application] = [:]

    init(most: Int, mostPerInviter: Int) {
        self.most = most
        self.mostPerInviter = mostPerInviter
    }

    /// Puts a ticket at the end of its line. Where all places are taken, the longest line of the application with the most
    /// tickets gives up its last one, so that a flood keeps nobody else out.
    mutating func join(_ ticket: Ticket, at place: Place) -> Joining {
        guard length(of: place) < mostPerInviter else { return .full }
        var displaced: Ticket?
        if count >= most {
            guard let victim = victim(besides: place) else { return .full }
            displaced = victim.ticket
            leave(victim.ticket, from: victim.place)
        }
        var application = applications[place.application] ?? Application()
        if application.count == 0 { round.append(place.application) }
        if application.lines[place.inviter] == nil { application.round.append(place.inviter) }
        application.lines[place.inviter, default: []].append(ticket)
        application.count += 1
        applications[place.application] = application
        count += 1
        return displaced.map { .joinedInsteadOf($0) } ?? .joined
    }

    /// The ticket whose turn it is.
    mutating func next() -> Ticket? {
        guard let id = round.first, var application = applications[id], let inviter = application.round.first,
            var line = application.lines[inviter], !line.isEmpty
        else { return nil }
        let ticket = line.removeFirst()
        application.round.removeFirst()
        application.lines[inviter] = line.isEmpty ? nil : line
        if !line.isEmpty { application.round.append(inviter) }
        application.count -= 1
        round.removeFirst()
        applications[id] = application.count == 0 ? nil : application
        if application.count > 0 { round.append(id) }
        count -= 1
        return ticket
    }

    /// Takes a ticket out of its line.
    mutating func leave(_ ticket: Ticket, from place: Place) {
        guard var application = applications[place.application], var line = application.lines[place.inviter],
            let position = line.firstIndex(of: ticket)
        else { return }
        line.remove(at: position)
        application.lines[place.inviter] = line.isEmpty ? nil : line
        if line.isEmpty { application.round.removeAll { $0 == place.inviter } }
        application.count -= 1
        applications[place.application] = application.count == 0 ? nil : application
        if application.count == 0 { round.removeAll { $0 == place.application } }
        count -= 1
    }

    /// How many turns others and earlier tickets of the same line have before one that joined now, at most.
    func turns(before place: Place) -> Int {
        let mine = applications[place.application]
        let ahead = length(of: place)
        let within = (mine?.lines ?? [:]).reduce(ahead) { turns, line in
            line.key == place.inviter ? turns : turns + min(line.value.count, ahead + 1)
        }
        return applications.reduce(within) { turns, other in
            other.key == place.application ? turns : turns + min(other.value.count, within + 1)
        }
    }

    private func length(of place: Place) -> Int {
        applications[place.application]?.lines[place.inviter]?.count ?? 0
    }

    /// Who gives way to one who joins at `place`; nil when that one would be the first to go.
    private func victim(besides place: Place) -> (ticket: Ticket, place: Place)? {
        func size(_ id: ApplicationID) -> Int { (applications[id]?.count ?? 0) + (id == place.application ? 1 : 0) }
        let largest = round.reduce(place.application) { size($1) > size($0) ? $1 : $0 }
        guard let application = applications[largest] else { return nil }
        func length(_ inviter: ObjectID) -> Int { application.lines[inviter]?.count ?? 0 }
        guard let longest = application.round.max(by: { length($0) < length($1) }), let ticket = application.lines[longest]?.last
        else { return nil }
        let mine = largest == place.application ? length(place.inviter) + 1 : 0
        return length(longest) > mine ? (ticket, Place(application: largest, inviter: longest)) : nil
    }
}
