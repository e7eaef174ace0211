import Synchronization

/// What the system holds of what was sent: the beginning of Linux's `struct tcp_info` (include/uapi/linux/tcp.h), which
/// grows at its end only.
struct SendQueue {
    /// 152 bytes: up to and with `tcpi_notsent_bytes` (Linux 4.6).
    typealias Words = InlineArray<38, UInt32>

    /// Whether everything was sent and acknowledged.
    let isEmpty: Bool
    /// Bytes acknowledged so far, in whatever order of halves: it only has to change.
    let acknowledged: UInt64

    init(_ words: Words) {
        let (unacknowledgedSegments, unsentBytes) = (words[24 / 4], words[144 / 4])
        isEmpty = unacknowledgedSegments == 0 && unsentBytes == 0
        acknowledged = UInt64(words[120 / 4]) << 32 | UInt64(words[124 / 4])
    }
}

/// How long nothing has been acknowledged.
struct Progress {
    private var last: UInt64?
    private var since = ContinuousClock.now

    mutating func seconds(at acknowledged: UInt64) -> Int {
        if acknowledged != last {
            last = acknowledged
            since = .now
        }
        return Int((ContinuousClock.now - since).components.seconds)
    }
}

/// Whether what was to be sent is in the system's hands.
final class Sending: Sendable {
    private let result = Mutex<Result<Void, any Error>?>(nil)

    var isWritten: Bool { result.withLock { if case .success? = $0 { true } else { false } } }

    var failure: String? { result.withLock { if case .failure(let error)? = $0 { "\(error)" } else { nil } } }

    func ended(_ new: Result<Void, any Error>) { result.withLock { $0 = new } }
}
