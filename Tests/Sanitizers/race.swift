// Two threads write one variable without a lock: what ThreadSanitizer must report before its silence about the suite
// means anything. With an argument they hold a Mutex, under contention, and it must report nothing.
import Foundation
import Synchronization

final class Shared: @unchecked Sendable {
    var count = 0
    let mutex = Mutex(())
    let started = DispatchSemaphore(value: 0)
    let go = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let leave = DispatchSemaphore(value: 0)
}

let shared = Shared()
let isLocked = CommandLine.arguments.count > 1
for _ in 0..<2 {
    Thread.detachNewThread {
        shared.started.signal()
        shared.go.wait()
        // With the lock so often that they meet at it.
        for _ in 0..<(isLocked ? 200_000 : 1_000) {
            if isLocked { shared.mutex.withLock { _ in shared.count += 1 } } else { shared.count += 1 }
        }
        shared.ended.signal()
        shared.leave.wait()
    }
}
// Both alive until the end: of a thread that is gone, or of what it did long ago, ThreadSanitizer may have forgotten the
// stack, and then says nothing.
for _ in 0..<2 { shared.started.wait() }
for _ in 0..<2 { shared.go.signal() }
for _ in 0..<2 { shared.ended.wait() }
