import BlockingWork
import Gatekeeper
import Synchronization

/// A policy that was replaced, held until no request holds it any more: to free a list of a million domains takes time,
/// which is not to be taken from the request that happens to be the last.
final class RetiredPolicy: Sendable {
    private let held: Mutex<CurrentPolicy.Loaded?>

    init(_ loaded: CurrentPolicy.Loaded) {
        held = Mutex(loaded)
    }

    /// Waits for the last request, at the longest so many seconds, and lets go of the policy on a thread of its own.
    func release(within seconds: Int) {
        Task.detached(priority: .utility) { [self] in
            for _ in 0..<(seconds * 4) where !isLast {
                guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { break }
            }
            _ = await OwnThread.run { [self] in held.withLock { $0 = nil } }
        }
    }

    private var isLast: Bool { held.withLock { isKnownUniquelyReferenced(&$0) } }
}
