import Glibc

/// Gives one command to the service at a control socket.
enum ControlClient {
    /// - Throws: ``StartFault`` when nobody answers there.
    static func send(_ request: ControlRequest, to path: String) throws(StartFault) -> ControlAnswer {
        let connection: Int32
        do throws(UnixSocket.Fault) { connection = try UnixSocket.connect(to: path) } catch {
            throw .dependency(why(path, error))
        }
        defer { close(connection) }
        // A reload of large lists takes a while.
        UnixSocket.setTimeouts(connection, read: 120, write: 5)
        // A service that refuses may have answered and gone before it was asked.
        _ = UnixSocket.write(request.line, to: connection)
        guard let line = UnixSocket.readLine(connection, atMost: 4 << 20, within: 120), let answer = ControlAnswer(line: line) else {
            throw .dependency("\(path): the service gave no answer")
        }
        return answer
    }

    private static func why(_ path: String, _ fault: UnixSocket.Fault) -> String {
        switch fault.code {
        case ENOENT: "\(path): there is no control socket; is the service running, with these settings?"
        case ECONNREFUSED: "\(path): nobody listens; the service that did is gone"
        case EACCES, EPERM: "\(path): this account may not connect"
        default: "\(fault)"
        }
    }
}
