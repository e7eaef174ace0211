import CoreFoundation
import Glibc

/// Sends open descriptors to another process (unix(7), SCM_RIGHTS). The C macros that lay out the control message are not
/// seen by Swift: it is a header of a length and two numbers, and the descriptors behind it.
enum DescriptorPassing {
    /// More than a gate has listeners.
    static let most = 8
    /// A `size_t` and two `int`s.
    private static let headerSize = 16

    /// Sends the bytes, with the descriptors beside the first of them.
    static func send(_ bytes: [UInt8], with descriptors: [Int32], over socket: Int32) -> Bool {
        guard !bytes.isEmpty, (1...most).contains(descriptors.count) else { return false }
        var control = [UInt8](repeating: 0, count: controlSize)
        let length = headerSize + descriptors.count * MemoryLayout<Int32>.size
        unsafe control.withUnsafeMutableBytes { control in
            unsafe control.storeBytes(of: length, as: Int.self)
            unsafe control.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: Int32.self)
            unsafe control.storeBytes(of: Int32(SCM_RIGHTS), toByteOffset: 12, as: Int32.self)
            for (index, descriptor) in descriptors.enumerated() {
                unsafe control.storeBytes(of: descriptor, toByteOffset: headerSize + index * 4, as: Int32.self)
            }
        }
        let space = (length + 7) & ~7
        let sent = unsafe message(bytes, control) { message in
            unsafe message.pointee.msg_controllen = space
            return unsafe sendmsg(socket, message, Int32(MSG_NOSIGNAL))
        }
        // The rest is plain bytes; what is sent here is short and goes at once.
        return sent.result == bytes.count
    }

    /// Receives what ``send(_:with:over:)`` sent. The descriptors are the caller's to close.
    static func receive(atMost limit: Int, from socket: Int32) -> (bytes: [UInt8], descriptors: [Int32])? {
        let blank = [UInt8](repeating: 0, count: limit)
        var (flags, length) = (Int32(0), 0)
        let received = unsafe message(blank, [UInt8](repeating: 0, count: controlSize)) { message in
            let count = unsafe recvmsg(socket, message, Int32(MSG_CMSG_CLOEXEC))
            (flags, length) = unsafe (message.pointee.msg_flags, Int(message.pointee.msg_controllen))
            return count
        }
        guard received.result > 0 else { return nil }
        var descriptors: [Int32] = []
        unsafe received.control.withUnsafeBytes { control in
            let size = unsafe control.loadUnaligned(as: Int.self)
            let level = unsafe control.loadUnaligned(fromByteOffset: 8, as: Int32.self)
            let kind = unsafe control.loadUnaligned(fromByteOffset: 12, as: Int32.self)
            guard length >= headerSize, size >= headerSize, level == SOL_SOCKET, kind == Int32(SCM_RIGHTS) else { return }
            for index in 0..<min(most, (size - headerSize) / 4) {
                descriptors.append(unsafe control.loadUnaligned(fromByteOffset: headerSize + index * 4, as: Int32.self))
            }
        }
        guard flags & Int32(MSG_CTRUNC) == 0 else {
            descriptors.forEach { close($0) }
            return nil
        }
        return (Array(received.bytes[..<received.result]), descriptors)
    }

    private static var controlSize: Int { (headerSize + most * MemoryLayout<Int32>.size + 7) & ~7 }

    private static func message(
        _ bytes: [UInt8], _ control: [UInt8], _ body: (UnsafeMutablePointer<msghdr>) -> Int
    ) -> (result: Int, bytes: [UInt8], control: [UInt8]) {
        var (bytes, control) = (bytes, control)
        let result = unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe control.withUnsafeMutableBytes { control in
                var part = unsafe iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                return unsafe withUnsafeMutablePointer(to: &part) { part in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = part
                    unsafe message.msg_iovlen = 1
                    unsafe message.msg_control = control.baseAddress
                    unsafe message.msg_controllen = control.count
                    return unsafe body(&message)
                }
            }
        }
        return (result, bytes, control)
    }
}
