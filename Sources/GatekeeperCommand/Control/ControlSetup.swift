import AuditStores
import AuditTrail
import Gatekeeper
import GatekeeperHTTP
import Invitations

/// The control socket as the service starts with it, and what was taken over through it.
struct ControlSetup: Sendable {
    let settings: Settings.Control
    /// Nil when another process has the socket until this one serves.
    let claimed: ControlPlace.Claimed?

    /// - Parameters:
    ///   - isTakingOver: whether a service that runs with these settings hands over its listening sockets.
    ///   - sockets: the listeners' places, by name.
    /// - Returns: nil when the settings want no control socket.
    static func prepare(
        _ settings: Settings.Control?, isTakingOver: Bool, _ sockets: [(name: String, socket: ListeningSocket)],
        told: (_ adopted: [String]) -> Void
    ) throws(StartFault) -> ControlSetup? {
        guard let settings else {
            guard !isTakingOver else { throw .configuration(["--take-over: control.socket is off, and the service that runs is asked there"]) }
            return nil
        }
        if isTakingOver {
            let adopted = try Handover.request(at: settings.socket) { name, descriptor in
                sockets.first { $0.name == name }?.socket.adopt(descriptor) ?? false
            }
            if let adopted {
                told(adopted)
                return ControlSetup(settings: settings, claimed: nil)
            }
        }
        do throws(ControlPlace.Fault) {
            let claimed = try ControlPlace.claim(settings.socket, isOpenToAll: !settings.accounts.isEmpty, replacing: false)
            return ControlSetup(settings: settings, claimed: claimed)
        } catch {
            if case .unfit(let why) = error { throw .configuration(["control.socket: \(why)"]) }
            throw .dependency("control.socket: \(error)")
        }
    }
}

extension Assembly {
    /// The listeners' places, by name.
    var sockets: [(name: String, socket: ListeningSocket)] { Self.sockets(service, admin, probes) }

    static func sockets(
        _ service: ListenerConfiguration, _ admin: ListenerConfiguration, _ probes: ListenerConfiguration?
    ) -> [(name: String, socket: ListeningSocket)] {
        [("service", service.socket), ("admin", admin.socket)] + (probes.map { [("probes", $0.socket)] } ?? [])
    }

    /// What the control socket's commands do.
    var controlActions: ControlActions {
        ControlActions(
            status: { await vitals.status(of: gate) },
            reload: { record throws(AuditUnavailable) in
                _ = try await store.append(.reloaded(record, at: world.now()))
                var parts = await keeper.reload(by: record.by)
                if let identity { parts.append(await identity.reload(by: record.by)) }
                return parts
            },
            pause: { record throws(AuditUnavailable) in try await gate.pauseForwarding(record) },
            resume: { record throws(AuditUnavailable) in try await gate.resumeForwarding(record) },
            suspensions: .init(
                standing: { inviter in
                    // Where the trail cannot be read what is known has to do.
                    try? await gate.catchUpForwarding()
                    return gate.pacing.suspensions.first { $0.inviter == inviter }
                },
                end: { world.now().adding(seconds: $0 ?? settings.outbound.guards.suspensionSeconds) },
                isForwarding: { gate.forwarding.isOpen }))
    }
}
