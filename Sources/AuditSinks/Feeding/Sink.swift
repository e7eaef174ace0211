public import AuditTrail

/// A place that entries are given to.
public protocol Sink: Sendable {
    var name: SinkName { get }

    /// Gives it these entries, in this order. Returns once it has taken all of them, as far as this sink can tell; each
    /// says what that means. After a failure it is called again with the same entries, or, if another process took over,
    /// never: a sink that holds some of them may hold them twice.
    ///
    /// Ends soon when its task is cancelled.
    func take(_ items: [TrailItem]) async throws(SinkFailure)

    /// Called between takings while there is nothing to take.
    func tend() async throws(SinkFailure)

    /// Lets go of what it holds open. It may be used again.
    func close() async
}

/// Why a sink has not taken what it was given. It is tried again, after a while.
public enum SinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused: which call, on what, and the system's word for it.
    case refused(call: String, what: String, why: String)
    case notARegularFile(path: String)
    /// Another process holds the file.
    case locked(path: String)
    /// The file ends in what is no beginning of a line of this program.
    case foreignEnd(path: String)
    /// Nothing was taken for so many seconds.
    case stalled(seconds: Int)
    case cannotConnect(to: String, why: String)
    /// The certificates or the key cannot be used.
    case credentials(why: String)
    /// The connection ended before everything was acknowledged.
    case connectionLost(to: String, why: String)
    /// The service stops.
    case cancelled

    public var description: String {
        switch self {
        case .refused(let call, let what, let why): "\(call) \(what): \(why)"
        case .notARegularFile(let path): "\(path) is not a regular file"
        case .locked(let path): "\(path) is locked by another process"
        case .foreignEnd(let path): "\(path) ends in something that is no line of this program: give the sink a file of its own"
        case .stalled(let seconds): "nothing was taken for \(seconds) seconds"
        case .cannotConnect(let peer, let why): "cannot connect to \(peer): \(why)"
        case .credentials(let why): "the certificates cannot be used: \(why)"
        case .connectionLost(let peer, let why): "the connection to \(peer) was lost: \(why)"
        case .cancelled: "the service stops"
        }
    }
}

/// A sink that could not be used at all: the settings are wrong.
public struct SinkFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
