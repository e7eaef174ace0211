import Glibc
import NIOCore
import Synchronization

/// Where a listener listens: bound by the listener itself, or taken over from the process that listened there before.
///
/// Both processes then accept from one queue, and the older one's end loses no connection that waits in it: the queue
/// belongs to the socket, not to a process (socket(7), unix(7) on SCM_RIGHTS).
public final class ListeningSocket: Sendable {
    /// Why nothing listens there.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String

        init(description: String) { self.description = description }

        /// What the system says of its last refusal.
        init(_ what: String) { description = "\(what): \(unsafe String(cString: strerror(errno)))" }
    }

    /// Connections that may wait to be accepted; the system has its own bound besides (net.core.somaxconn).
    static let backlog: Int32 = 4_096

    public let host: String
    /// 0 lets the system choose.
    public let port: Int
    private let state = Mutex(State())

    private struct State {
        var descriptor: Int32?
        var isLent = false
    }

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Takes over a socket that another process listens on, if it stands where this one is to stand.
    ///
    /// - Parameter descriptor: belongs to this object if the answer is yes, else still to the caller.
    public func adopt(_ descriptor: Int32) -> Bool {
        guard let wanted = try? SocketAddress.makeAddressResolvingHost(host, port: port),
            let bound = Self.address(of: descriptor), Self.isListening(descriptor), bound.protocol == wanted.protocol,
            bound.ipAddress == wanted.ipAddress, port == 0 || bound.port == port
        else { return false }
        return state.withLock { state in
            guard state.descriptor == nil else { return false }
            state.descriptor = descriptor
            return true
        }
    }

    /// Has the address, unless it has it already. Connections are refused until ``listen()``.
    func bind() throws(Fault) {
        try state.withLock { state throws(Fault) in
            guard state.descriptor == nil else { return }
            let address: SocketAddress
            do { address = try SocketAddress.makeAddressResolvingHost(host, port: port) } catch {
                throw Fault(description: "\(host) is no address of this machine: \(error)")
            }
            state.descriptor = try bound(to: address)
        }
    }

    private func bound(to address: SocketAddress) throws(Fault) -> Int32 {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw fault("no socket can be made") }
        var yes: Int32 = 1
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = unsafe address.withSockAddr { unsafe Glibc.bind(descriptor, $0, socklen_t($1)) }
        guard result == 0 else {
            let fault = fault("cannot be listened on")
            Glibc.close(descriptor)
            throw fault
        }
        return descriptor
    }

    /// Begins to take connections.
    ///
    /// - Returns: the descriptor to accept with, until ``close()``.
    func listen() throws(Fault) -> Int32 {
        try bind()
        return try state.withLock { state throws(Fault) in
            guard let descriptor = state.descriptor else { throw Fault(description: "\(host):\(port) is closed") }
            guard Glibc.listen(descriptor, Self.backlog) == 0 else { throw fault("cannot be listened on") }
            return descriptor
        }
    }

    /// Lends the descriptor, to be sent to another process; nil while there is none that takes connections.
    public func lend<Result>(_ body: (_ descriptor: Int32) -> Result) -> Result? {
        state.withLock { state in
            guard let descriptor = state.descriptor, Self.isListening(descriptor) else { return nil }
            state.isLent = true
            return body(descriptor)
        }
    }

    /// Whether another process may accept from the same queue.
    public var isLent: Bool { state.withLock { $0.isLent } }

    /// The port that the system chose, or the one asked for.
    var boundPort: Int {
        state.withLock { $0.descriptor.flatMap { Self.address(of: $0)?.port } } ?? port
    }

    func close() {
        state.withLock { state in
            if let descriptor = state.descriptor { Glibc.close(descriptor) }
            state = State()
        }
    }

    deinit { close() }

    private func fault(_ what: String) -> Fault {
        Fault("\(host):\(port) \(what)")
    }

    private static func isListening(_ descriptor: Int32) -> Bool {
        var (accepts, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) == 0 && accepts != 0
    }

    private static func address(of descriptor: Int32) -> SocketAddress? {
        var (storage, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        return unsafe withUnsafeMutablePointer(to: &storage) { start in
            let found = unsafe start.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &size) }
            guard found == 0 else { return nil }
            switch Int32(unsafe start.pointee.ss_family) {
            case AF_INET:
                return unsafe start.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress(unsafe $0.pointee) }
            case AF_INET6:
                return unsafe start.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress(unsafe $0.pointee) }
            default: return nil
            }
        }
    }
}
