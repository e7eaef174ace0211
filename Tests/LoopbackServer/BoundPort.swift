import Foundation
import Glibc

/// A port of 127.0.0.1 on which nobody listens, and nobody else can as long as this lives.
public final class SilentPort: Sendable {
    private let socket: Int32
    public let number: Int

    public init() throws {
        (socket, number) = try boundSocket(listening: false)
    }

    deinit { close(socket) }
}

/// A socket with a port of its own on 127.0.0.1.
func boundSocket(listening: Bool) throws -> (socket: Int32, port: Int) {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            guard unsafe bind(socket, pointer, size) == 0, !listening || listen(socket, 512) == 0 else { return false }
            return unsafe getsockname(socket, pointer, &size) == 0
        }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
}
