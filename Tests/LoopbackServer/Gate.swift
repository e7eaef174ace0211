import Dispatch

/// Holds a server's answer back until the test opens it.
public final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    public init() {}

    public func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    public func open() { semaphore.signal() }
}
