import AuditTrail
import BlockingWork
import CoreMetrics
import Gatekeeper
import GatekeeperHTTP
import Invitations
import Logging
import UnixSignals

/// Keeps the service listener's certificate up with its files while requests are served. Connections that are open go on
/// with the one that they began with; a pair that cannot be used changes nothing.
///
/// As with policies, a change is read at the second look that finds it unaltered: a pair is replaced by two writes.
actor IdentityKeeper {
    private let identity: ServerIdentity
    private let watchSeconds: Int
    private let logger: Logger
    private let notAfter: Gauge
    private let results: [PolicyMetrics.LoadResult: Counter]
    private var stamps: FileStamps
    private var seen: FileStamps?

    init(_ identity: ServerIdentity, watchSeconds: Int, metrics: any MetricsFactory, logger: Logger) {
        self.identity = identity
        self.watchSeconds = watchSeconds
        self.logger = logger
        notAfter = Gauge(label: "gatekeeper_certificate_not_after_timestamp_seconds", factory: metrics)
        results = Dictionary(
            uniqueKeysWithValues: [PolicyMetrics.LoadResult.loaded, .unchanged, .rejected].map {
                ($0, Counter(label: "gatekeeper_certificate_loads_total", dimensions: [("result", $0.rawValue)], factory: metrics))
            })
        stamps = Self.stamps(of: identity)
        notAfter.record(identity.current.notAfter.milliseconds / 1_000)
    }

    private static func stamps(of identity: ServerIdentity) -> FileStamps {
        var stamps = FileStamps()
        for file in identity.files.all { stamps.note(FileStamp(path: file), at: file) }
        return stamps
    }

    /// Looks whether the files changed, and reads what did.
    func look() async {
        let identity = identity
        guard let now = await OwnThread.run({ Self.stamps(of: identity) }) else { return }
        if now == stamps {
            seen = nil
        } else if now == seen {
            _ = await reload(by: "file change")
        } else {
            seen = now
        }
    }

    /// Reads the files now.
    func reload(by: String) async -> ReloadedPart {
        let identity = identity
        let read = await OwnThread.run { () -> (FileStamps, Result<Bool, ServerIdentity.Fault>) in
            let stamps = Self.stamps(of: identity)
            return (stamps, Result { () throws(ServerIdentity.Fault) in try identity.reload() })
        }
        guard let (stamps, result) = read else {
            return ReloadedPart(name: "certificate", result: .rejected, faults: ["the service is stopping"])
        }
        self.stamps = stamps
        seen = nil
        return told(result, by)
    }

    private func told(_ result: Result<Bool, ServerIdentity.Fault>, _ by: String) -> ReloadedPart {
        let current = identity.current
        var metadata: Logger.Metadata = ["by": "\(by)", "serial": "\(current.serialNumber)", "notAfter": "\(current.notAfter)"]
        var part = ReloadedPart(name: "certificate", result: .unchanged)
        switch result {
        case .success(true):
            part.result = .loaded
            logger.notice("certificate in force", metadata: metadata)
        case .success(false): logger.info("the certificate's files were read and hold what they held", metadata: metadata)
        case .failure(let fault):
            part.result = .rejected
            part.faults = [fault.description]
            metadata["fault"] = "\(VisibleText.cell(fault.description, width: 600))"
            logger.error("the certificate's files cannot be used; the last good pair stays", metadata: metadata)
        }
        results[part.result]?.increment()
        notAfter.record(current.notAfter.milliseconds / 1_000)
        return part
    }

    /// Looks and reloads until the task is cancelled.
    ///
    /// - Parameter reloads: SIGHUP, trapped.
    nonisolated func run(reloads: UnixSignalsSequence?) async {
        await withTaskGroup(of: Void.self) { group in
            if let reloads {
                group.addTask { for await _ in reloads { _ = await self.reload(by: "SIGHUP") } }
            }
            if watchSeconds > 0 {
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(self.watchSeconds))) != nil { await self.look() }
                }
            }
        }
    }
}
