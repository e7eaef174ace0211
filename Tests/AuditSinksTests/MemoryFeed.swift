import AuditTrail
import Invitations
import Synchronization

@testable import AuditSinks

/// A trail in memory, and a clock that moves when it is told to.
final class MemoryFeed: SinkFeed {
    private struct State {
        var items: [TrailItem] = []
        var taken: [SinkName: EntryID] = [:]
        var leases: [SinkName: SinkLease] = [:]
        var failure: AuditUnavailable?
        var monotonic: Int64 = 1_000_000
        var largestPage = 0
    }

    private let state = Mutex(State())

    var clock: SinkClock { SinkClock(now: { noon }, monotonicMilliseconds: { self.state.withLock(\.monotonic) }) }

    func add(_ items: [TrailItem]) { state.withLock { $0.items += items } }
    func skip(milliseconds: Int64) { state.withLock { $0.monotonic += milliseconds } }
    func fail(_ failure: AuditUnavailable?) { state.withLock { $0.failure = failure } }
    func give(_ sink: SinkName, to holder: WriterID?) {
        state.withLock { state in state.leases[sink] = holder.map { SinkLease(to: $0, at: state.monotonic) } }
    }

    func taken(_ sink: SinkName) -> Int64 { state.withLock { $0.taken[sink]?.number ?? 0 } }
    func holder(_ sink: SinkName) -> WriterID? { state.withLock { $0.leases[sink]?.holder } }
    var largestPage: Int { state.withLock(\.largestPage) }

    func claim(
        _ sink: SinkName, for holder: WriterID, startingAt start: SinkStart, at monotonic: Int64
    ) async throws(AuditUnavailable) -> SinkClaim {
        let result = state.withLock { state -> Result<SinkClaim, AuditUnavailable> in
            if let failure = state.failure { return .failure(failure) }
            if let lease = state.leases[sink], lease.holder != holder, lease.holds(at: monotonic) {
                return .success(.heldElsewhere(lease.holder))
            }
            state.leases[sink] = SinkLease(to: holder, at: monotonic)
            return .success(.granted(after: state.taken[sink] ?? EntryID(0)))
        }
        return try result.get()
    }

    func move(
        _ sink: SinkName, to id: EntryID, for holder: WriterID, at monotonic: Int64
    ) async throws(AuditUnavailable) -> Bool {
        let result = state.withLock { state -> Result<Bool, AuditUnavailable> in
            if let failure = state.failure { return .failure(failure) }
            guard state.leases[sink]?.holder == holder else { return .success(false) }
            state.leases[sink] = SinkLease(to: holder, at: monotonic)
            state.taken[sink] = max(id, state.taken[sink] ?? id)
            return .success(true)
        }
        return try result.get()
    }

    func renew(_ sink: SinkName, for holder: WriterID, at monotonic: Int64) async throws(AuditUnavailable) -> Bool {
        try await move(sink, to: EntryID(0), for: holder, at: monotonic)
    }

    func release(_ sink: SinkName, by holder: WriterID) async throws(AuditUnavailable) {
        state.withLock { state in if state.leases[sink]?.holder == holder { state.leases[sink] = nil } }
    }

    func page(after id: EntryID, count: Int, bytes: Int) async throws(AuditUnreadable) -> [TrailItem] {
        state.withLock { state in
            let page = Array(state.items.drop { $0.id <= id }.prefix(count))
            state.largestPage = max(state.largestPage, page.count)
            return page
        }
    }

    func position(of sink: SinkName, at monotonic: Int64) async throws(AuditUnreadable) -> SinkPosition {
        state.withLock { state in
            let taken = state.taken[sink] ?? EntryID(0)
            return SinkPosition(
                taken: taken, newest: state.items.last?.id ?? EntryID(0),
                pendingSince: state.items.first { $0.id > taken }.map { _ in noon.adding(seconds: -90) }, holder: state.leases[sink]?.holder)
        }
    }
}

/// A sink that takes, fails or holds as it is told.
final class RecordingSink: Sink {
    private struct State {
        var taken: [Int64] = []
        var tries = 0
        var failures = 0
        var isHeld = false
    }

    let name: SinkName
    private let state = Mutex(State())

    init(_ name: SinkName = .syslog) { self.name = name }

    var taken: [Int64] { state.withLock(\.taken) }
    var tries: Int { state.withLock(\.tries) }
    func fail(times: Int) { state.withLock { $0.failures = times } }
    func hold(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    func take(_ items: [TrailItem]) async throws(SinkFailure) {
        let fails = state.withLock { state in
            state.tries += 1
            state.failures -= 1
            return state.failures >= 0
        }
        guard !fails else { throw .stalled(seconds: 1) }
        while state.withLock(\.isHeld) {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { throw .cancelled }
        }
        state.withLock { $0.taken += items.map(\.id.number) }
    }

    func tend() async throws(SinkFailure) {}
    func close() async {}
}
