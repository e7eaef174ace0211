public import AuditTrail
import BlockingWork
import Glibc
import Synchronization

/// JSON lines on standard output. It has taken entries once the system has their bytes: in a pipe they are the reader's to
/// keep, and what a reader that dies had not read is gone.
public final class StandardOutputSink: Sink {
    public let name = SinkName.stdout
    private let output: OutputPipe
    private let line: EntryLine
    private let lane = BlockingLane()
    /// What of a page could not be written yet: a line is gone on with where it stopped, never begun anew.
    private let rest = Mutex(Rest())

    private struct Rest {
        var ids: [EntryID] = []
        var bytes: ArraySlice<UInt8> = []
    }

    /// - Parameters:
    ///   - limit: the most bytes of a line. Container runtimes cut lines at 16 KiB.
    ///   - descriptor: standard output, unless a test says otherwise.
    public convenience init(includesInvitee: Bool, limit: Int) {
        self.init(includesInvitee: includesInvitee, limit: limit, descriptor: STDOUT_FILENO)
    }

    init(includesInvitee: Bool, limit: Int, descriptor: CInt, stallSeconds: Int = 10) {
        line = EntryLine(includesInvitee: includesInvitee, limit: limit)
        output = OutputPipe(descriptor: descriptor, stallSeconds: stallSeconds)
    }

    public func take(_ items: [TrailItem]) async throws(SinkFailure) {
        let isCancelled = CancelledMark()
        let result = await withTaskCancellationHandler {
            await lane.run { [self] in write(items, isCancelled) }
        } onCancel: {
            isCancelled.set()
        }
        guard let result else { throw .cancelled }
        try result.get()
    }

    public func tend() async throws(SinkFailure) {}

    public func close() async {}

    /// On the lane.
    private func write(_ items: [TrailItem], _ isCancelled: CancelledMark) -> Result<Void, SinkFailure> {
        rest.withLock { rest in
            let ids = items.map(\.id)
            if rest.ids != ids {
                // Another page than the one that was broken off (another process went on meanwhile): its last line is
                // finished all the same, so that what follows is a line of its own.
                let begun = rest.bytes.firstIndex(of: UInt8(ascii: "\n")).map { rest.bytes[...$0] } ?? []
                rest.bytes = ArraySlice(begun + items.flatMap { line.bytes(of: $0) + [UInt8(ascii: "\n")] })
                rest.ids = ids
            }
            while !rest.bytes.isEmpty {
                do throws(SinkFailure) {
                    rest.bytes = rest.bytes.dropFirst(try output.write(rest.bytes) { isCancelled.isSet })
                } catch {
                    return .failure(error)
                }
            }
            rest = Rest()
            return .success(())
        }
    }
}

/// Whether the one who waits has gone.
final class CancelledMark: Sendable {
    private let mark = Atomic(false)

    var isSet: Bool { mark.load(ordering: .acquiring) }

    func set() { mark.store(true, ordering: .releasing) }
}
