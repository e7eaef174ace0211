public import AuditTrail
import BlockingWork
import Synchronization

/// JSON lines appended to a file. It has taken entries once they are on disk (fsync).
///
/// The file may be renamed or removed at any time: before each page the path is looked at, and where another file lies
/// there, or none, it is opened anew.
public final class FileSink: Sink {
    public let name = SinkName.file
    private let path: String
    private let line: EntryLine
    private let lane = BlockingLane()
    private let file = Mutex<AppendedFile?>(nil)

    /// - Parameter limit: the most bytes of a line.
    public init(path: String, includesInvitee: Bool, limit: Int) {
        self.path = path
        line = EntryLine(includesInvitee: includesInvitee, limit: limit)
    }

    public func take(_ items: [TrailItem]) async throws(SinkFailure) {
        try await onLane { [self] () throws(SinkFailure) in
            var bytes: [UInt8] = []
            for item in items {
                bytes.append(contentsOf: line.bytes(of: item))
                bytes.append(UInt8(ascii: "\n"))
            }
            try withFile { (file) throws(SinkFailure) in try file.append(bytes) }
        }
    }

    /// Opens the file, and sees whether it was taken away: it is to be there before its first line is.
    public func tend() async throws(SinkFailure) {
        try await onLane { [self] () throws(SinkFailure) in try withFile { _ in } }
    }

    public func close() async {
        _ = await lane.run { [self] in file.withLock { $0 = nil } }
    }

    private func onLane(_ work: @escaping @Sendable () throws(SinkFailure) -> Void) async throws(SinkFailure) {
        let result = await lane.run { () -> Result<Void, SinkFailure> in
            do throws(SinkFailure) {
                return .success(try work())
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw .cancelled }
        try result.get()
    }

    private func withFile(_ body: (borrowing AppendedFile) throws(SinkFailure) -> Void) throws(SinkFailure) {
        // Only the lane comes here, so nobody waits for this lock.
        let result = file.withLock { file -> Result<Void, SinkFailure> in
            do throws(SinkFailure) {
                if let open = file, open.isStill(at: path) { return .success(try body(open)) }
                file = nil
                let open = try AppendedFile(path: path)
                file = open
                return .success(try body(open))
            } catch {
                // Opened anew at the next try, which also mends its end.
                file = nil
                return .failure(error)
            }
        }
        try result.get()
    }
}
