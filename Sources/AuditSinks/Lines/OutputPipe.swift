import Glibc

/// Writes to a descriptor that others share and that may be full, without ever waiting longer than asked.
///
/// It is not made non-blocking: that would change it for every process that has it. A pipe that poll(2) calls writable
/// takes `PIPE_BUF` bytes (4,096) without blocking (pipe(7), POSIX's poll), so never more are written at once.
struct OutputPipe: Sendable {
    let descriptor: CInt
    /// After how many seconds without a byte taken it counts as stalled.
    let stallSeconds: Int

    private static let piece = 4_096
    private static let look = 100

    /// Writes a piece.
    ///
    /// - Returns: how many bytes were taken, at least 1.
    func write(_ bytes: ArraySlice<UInt8>, unless isCancelled: () -> Bool) throws(SinkFailure) -> Int {
        for _ in 0..<(stallSeconds * 1_000 / Self.look) {
            guard !isCancelled() else { throw .cancelled }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&waiting, 1, CInt(Self.look))
            if ready < 0, errno != EINTR { throw .system("poll", "standard output") }
            guard ready > 0 else { continue }
            let count = writeNow(bytes.prefix(Self.piece))
            if count > 0 { return count }
            guard count < 0, errno == EINTR || errno == EAGAIN else { throw .system("write", "standard output") }
        }
        throw .stalled(seconds: stallSeconds)
    }

    /// A pipe without a reader answers with SIGPIPE, which would end the process; held back on this thread, it is only an
    /// error of this call.
    private func writeNow(_ bytes: ArraySlice<UInt8>) -> Int {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
