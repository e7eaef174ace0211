import Synchronization

/// How many exports are given out at once. A slot is free again when nobody holds it any more, however its export ended.
final class ExportSlots: Sendable {
    final class Slot: Sendable {
        private let slots: ExportSlots

        fileprivate init(_ slots: ExportSlots) { self.slots = slots }

        deinit { slots.free.withLock { $0 += 1 } }
    }

    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// Nil when all are taken.
    func take() -> Slot? {
        let isFree = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        return isFree ? Slot(self) : nil
    }
}
