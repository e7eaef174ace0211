import Foundation
import GatekeeperHTTP
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// Listens for commands on the control socket, one at a time: they are rare, and each is bounded in size and time.
final class ControlServer: Service {
    private let path: String
    private let listed: Set<uid_t>
    private let actions: ControlActions
    /// What is handed to a process that takes over.
    private let sockets: [(name: String, socket: ListeningSocket)]
    private let logger: Logger
    private let claimed: Mutex<ControlPlace.Claimed?>
    /// Returns when the socket is to be claimed, where that is not done yet.
    private let untilServing: @Sendable () async throws -> Void

    /// Seconds in which a command's line arrives, and its answer is taken.
    private static let patience = 5

    /// - Parameter claimed: the socket; nil means that it is another's until this service serves.
    init(
        settings: Settings.Control, claimed: ControlPlace.Claimed?, actions: ControlActions,
        sockets: [(name: String, socket: ListeningSocket)], logger: Logger,
        untilServing: @escaping @Sendable () async throws -> Void
    ) {
        path = settings.socket
        listed = settings.accounts
        self.claimed = Mutex(claimed)
        self.actions = actions
        self.sockets = sockets
        self.logger = logger
        self.untilServing = untilServing
    }

    func run() async throws {
        guard let claimed = await claim() else {
            try? await gracefulShutdown()
            return
        }
        let descriptor = claimed.descriptor
        await withTaskCancellationOrGracefulShutdownHandler {
            await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
                Thread.detachNewThread {
                    self.accept(on: descriptor)
                    ended.resume()
                }
            }
        } onCancelOrGracefulShutdown: {
            // Linux ends a blocked accept(2) then.
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
        // A process that took over has its own file there.
        if ControlPlace.file(at: path) == claimed.file { _ = unsafe unlink(path) }
        close(descriptor)
    }

    private func claim() async -> ControlPlace.Claimed? {
        if let claimed = claimed.withLock({ $0 }) { return claimed }
        do {
            try await cancelWhenGracefulShutdown { try await self.untilServing() }
            return try ControlPlace.claim(path, isOpenToAll: !listed.isEmpty, replacing: true)
        } catch let fault as ControlPlace.Fault {
            // A gate that serves does not stop for it.
            logger.error("no control socket", metadata: ["why": "\(fault)"])
        } catch {}
        return nil
    }

    private func accept(on listening: Int32) {
        while true {
            let connection = Glibc.accept(listening, nil, nil)
            guard connection >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS {
                    usleep(100_000)
                    continue
                }
                return
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            serve(connection)
        }
    }

    private func serve(_ connection: Int32) {
        UnixSocket.setTimeouts(connection, read: Self.patience, write: Self.patience)
        guard let peer = ControlPeer(of: connection), peer.mayCommand(listed) else {
            let who = ControlPeer(of: connection)?.description ?? "somebody unknown"
            logger.warning("command refused", metadata: ["by": "\(who)"])
            let answer = ControlAnswer(exitCode: 2, "\(who) may not command this service; root, its own account and those in control.accounts may.")
            _ = UnixSocket.write(answer.line, to: connection)
            shutdown(connection, Int32(SHUT_WR))
            // Who closes with something unread takes the answer back. Not for long: it is somebody who may hold nobody up.
            UnixSocket.setTimeouts(connection, read: 1, write: 1)
            _ = UnixSocket.readLine(connection, atMost: ControlRequest.longestLine, within: 1)
            close(connection)
            return
        }
        guard let line = UnixSocket.readLine(connection, atMost: ControlRequest.longestLine, within: Self.patience) else {
            close(connection)
            return
        }
        do throws(ControlRequest.Fault) {
            let request = try ControlRequest(line: line)
            if request.command == .handover {
                handOver(to: peer, over: connection)
                close(connection)
                return
            }
            let (actions, logger) = (actions, logger)
            Task {
                let answer = await actions.answer(to: request, from: peer, logger)
                _ = UnixSocket.write(answer.line, to: connection)
                close(connection)
            }
        } catch {
            _ = UnixSocket.write(ControlAnswer(exitCode: 2, error.message).line, to: connection)
            close(connection)
        }
    }

    /// Only to the account that the service runs under, and to root: with the sockets go the callers' requests.
    private func handOver(to peer: ControlPeer, over connection: Int32) {
        guard peer.mayCommand([]) else {
            _ = UnixSocket.write(ControlAnswer(exitCode: 2, "\(peer.description) may not take over.").line, to: connection)
            return
        }
        let isSent = Handover.send(sockets, over: connection)
        logger.notice(
            isSent ? "sockets handed over" : "no sockets to hand over",
            metadata: ["by": "\(peer.description)", "pid": "\(peer.pid)"])
    }
}
