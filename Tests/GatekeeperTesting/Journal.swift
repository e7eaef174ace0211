public import AuditTrail
import Synchronization

/// What became durable and what was sent, in the order in which it happened.
public final class Journal: Sendable {
    public enum Event: Hashable, Sendable {
        case durable(EntryKind)
        case sent
    }

    private let state = Mutex<[Event]>([])

    public init() {}

    public var events: [Event] { state.withLock { $0 } }

    func note(_ event: Event) { state.withLock { $0.append(event) } }
}
