import CoreFoundation
import Glibc

/// Plain calls on Unix stream sockets: bounded in size and time.
enum UnixSocket {
    struct Fault: Error, CustomStringConvertible {
        let description: String
        let code: Int32

        init(_ what: String, _ code: Int32 = errno) {
            self.code = code
            description = "\(what): \(unsafe String(cString: strerror(code)))"
        }
    }

    /// Bytes of a path that the system takes (unix(7)), without the zero at its end.
    static let longestPath = 107

    static func make() throws(Fault) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Fault("no socket can be made") }
        return descriptor
    }

    static func withAddress<Result>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= longestPath, !bytes.contains(0) else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return unsafe withUnsafePointer(to: &address) { start in
            unsafe start.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// - Returns: a connected descriptor whose reads and writes end after some seconds.
    static func connect(to path: String) throws(Fault) -> Int32 {
        let descriptor = try make()
        let result = unsafe withAddress(path) { unsafe Glibc.connect(descriptor, $0, $1) }
        guard result == 0 else {
            let fault = Fault(path, result == nil ? ENAMETOOLONG : errno)
            close(descriptor)
            throw fault
        }
        return descriptor
    }

    /// How long one read or write on the descriptor may wait.
    static func setTimeouts(_ descriptor: Int32, read: Int, write: Int) {
        for (option, seconds) in [(SO_RCVTIMEO, read), (SO_SNDTIMEO, write)] {
            var time = timeval(tv_sec: seconds, tv_usec: 0)
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// The bytes before the first line feed; nil when they are too many, do not come in time, or the other end goes away.
    static func readLine(_ descriptor: Int32, atMost limit: Int, within seconds: Int) -> [UInt8]? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while ContinuousClock.now < deadline {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            line += buffer[..<count]
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return end <= limit ? Array(line[..<end]) : nil }
            guard line.count <= limit else { return nil }
        }
        return nil
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
