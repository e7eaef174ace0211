import Foundation
import Glibc
import Synchronization

/// Accepts connections, on a thread of its own: another process may accept from the same queue, so that one that was seen
/// waiting need not be there any more (which NIO's own listening channel takes for a fault of the system), and the moment
/// of the last one must be known.
final class Acceptor: Sendable {
    /// How long it goes on after ``stop()`` while others are still waiting.
    private static let patience = Duration.seconds(1)

    private struct State {
        var open = 0
        var isFull = false
        var deadline: ContinuousClock.Instant?
    }

    private let listening: Int32
    private let maximum: Int
    private let waking: (end: Int32, start: Int32)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - listening: a descriptor that listens and does not block; it stays the caller's.
    ///   - maximum: connections open at once; more wait in the queue.
    init(_ listening: Int32, maximum: Int) throws(ListeningSocket.Fault) {
        self.listening = listening
        self.maximum = maximum
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw ListeningSocket.Fault("no pipe can be made") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        waking = (ends[0], ends[1])
    }

    deinit {
        close(waking.end)
        close(waking.start)
    }

    /// Accepts until it is stopped.
    ///
    /// - Parameter take: called with each connection's descriptor, which is its to close; ``ended()`` is to be called when it
    ///   is closed.
    func run(_ take: @escaping @Sendable (Int32) -> Void) async {
        await withCheckedContinuation { (stopped: CheckedContinuation<Void, Never>) in
            Thread.detachNewThread {
                while self.turn(take) {}
                stopped.resume()
            }
        }
    }

    /// Accepts those that wait now, and no further ones.
    func stop() {
        state.withLock { $0.deadline = $0.deadline ?? .now + Self.patience }
        wake()
    }

    var isStopped: Bool { state.withLock { $0.deadline != nil } }

    /// A connection was closed.
    func ended() {
        let wasFull = state.withLock { state in
            state.open -= 1
            return state.isFull
        }
        if wasFull { wake() }
    }

    private func wake() {
        var byte: UInt8 = 0
        // A pipe that is full has woken it already.
        _ = unsafe write(waking.start, &byte, 1)
    }

    /// - Returns: whether there is to be another.
    private func turn(_ take: (Int32) -> Void) -> Bool {
        let (places, deadline) = state.withLock { state in
            state.isFull = state.open >= maximum
            return (maximum - state.open, state.deadline)
        }
        if let deadline, ContinuousClock.now >= deadline { return false }
        var events = [
            pollfd(fd: waking.end, events: Int16(POLLIN), revents: 0),
            // The system passes over a negative one.
            pollfd(fd: places > 0 ? listening : -1, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&events, 2, deadline == nil ? -1 : 10) >= 0 else { return errno == EINTR || errno == ENOMEM }
        if events[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            _ = unsafe read(waking.end, &bytes, bytes.count)
        }
        guard events[1].revents != 0 else { return deadline == nil || places <= 0 }
        return accept(atMost: min(places, 64), take)
    }

    private func accept(atMost most: Int, _ take: (Int32) -> Void) -> Bool {
        for _ in 0..<most {
            let connection = Glibc.accept(listening, nil, nil)
            guard connection >= 0 else { return goesOn(after: errno) }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            state.withLock { $0.open += 1 }
            take(connection)
        }
        return true
    }

    private func goesOn(after code: Int32) -> Bool {
        switch code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            // Those that wait stay in the queue; soon a connection will have ended.
            usleep(20_000)
            return true
        // The socket is gone.
        case EBADF, EINVAL, ENOTSOCK: return false
        // Somebody else was quicker, or the client has gone (accept(2): these are the connection's faults, not ours).
        default: return true
        }
    }
}
