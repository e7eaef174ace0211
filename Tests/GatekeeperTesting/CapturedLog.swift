public import Logging
import Synchronization

/// Keeps the log lines, metadata and all.
public final class CapturedLog: Sendable {
    private let state = Mutex<[String]>([])

    public init() {}

    public var lines: [String] { state.withLock { $0 } }

    public var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        var metadataProvider: Logger.MetadataProvider?

        init(log: CapturedLog) {
            self.log = log
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = "\(event.level) \(event.message) \(metadata.joined(separator: " "))"
            log.state.withLock { $0.append(line) }
        }
    }
}
