import GatekeeperHTTP
import Glibc
import StrictJSON

/// A rolling restart on one host: the process that serves gives its listening sockets to the one that takes over. Both
/// accept from the same queues until the older one is told to end, so that no connection is refused or lost in between.
enum Handover {
    /// Sends what listens, by name.
    static func send(_ sockets: [(name: String, socket: ListeningSocket)], over connection: Int32) -> Bool {
        // Copies, so that none is closed under way.
        let lent = sockets.compactMap { name, socket in
            socket.lend { fcntl($0, F_DUPFD_CLOEXEC, 0) }.flatMap { $0 >= 0 ? (name, $0) : nil }
        }
        defer { for (_, descriptor) in lent { close(descriptor) } }
        let answer = ControlAnswer("", result: .array(lent.map { .string($0.0) }))
        guard !lent.isEmpty else {
            _ = UnixSocket.write(answer.line, to: connection)
            return false
        }
        return DescriptorPassing.send(answer.line, with: lent.map(\.1), over: connection)
    }

    /// Asks the process at the path for its listening sockets.
    ///
    /// - Parameters:
    ///   - isTrusted: whether to take over from that account: by default from this one and from root.
    ///   - adopt: called with each name and descriptor; whether the descriptor found its place.
    /// - Returns: the names of those that did; nil when nobody is there.
    static func request(
        at path: String, from isTrusted: (ControlPeer) -> Bool = { $0.mayCommand([]) }, adopt: (_ name: String, _ descriptor: Int32) -> Bool
    ) throws(StartFault) -> [String]? {
        let connection: Int32
        do throws(UnixSocket.Fault) { connection = try UnixSocket.connect(to: path) } catch {
            if error.code == ECONNREFUSED || error.code == ENOENT { return nil }
            throw .dependency("--take-over: \(error)")
        }
        defer { close(connection) }
        // Whoever hands over a socket may keep it, and accept callers with their tokens from it.
        guard let peer = ControlPeer(of: connection), isTrusted(peer) else {
            let who = ControlPeer(of: connection)?.description ?? "somebody unknown"
            throw .dependency("--take-over: \(who) listens at \(path), and not this account or root; nothing is taken over from there")
        }
        UnixSocket.setTimeouts(connection, read: 5, write: 5)
        guard UnixSocket.write(ControlRequest(.handover).line, to: connection),
            let (bytes, descriptors) = DescriptorPassing.receive(atMost: 4_096, from: connection)
        else { throw .dependency("--take-over: the gatekeeper at \(path) does not answer") }
        var left = descriptors
        defer { for descriptor in left { close(descriptor) } }
        guard let answer = ControlAnswer(line: bytes.filter { $0 != UInt8(ascii: "\n") }) else {
            throw .dependency("--take-over: the gatekeeper at \(path) answers nothing that is understood")
        }
        guard answer.exitCode == 0 else { throw .dependency("--take-over: \(answer.message)") }
        let names = answer.result?.array?.compactMap(\.string) ?? []
        guard names.count == descriptors.count else {
            throw .dependency("--take-over: the gatekeeper at \(path) names \(names.count) sockets and sends \(descriptors.count)")
        }
        var adopted: [String] = []
        for (name, descriptor) in zip(names, descriptors) where adopt(name, descriptor) {
            adopted.append(name)
            left.removeAll { $0 == descriptor }
        }
        return adopted
    }
}
