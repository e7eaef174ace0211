import AuditSinks
import AuditStores
import AuditTrail
import CoreMetrics
import Foundation
import Gatekeeper
import Invitations
import Logging
import ServiceLifecycle
import StrictJSON

/// What feeds the sinks that are switched on.
struct SinkFeeding: Service {
    private let feeders: SinkFeeders
    private let cursors: SinkCursors

    /// - Returns: nil if no sink is switched on.
    init?(
        _ settings: Settings, holder: WriterID, world: World, metrics: any MetricsFactory, logger: Logger
    ) throws(StartFault) {
        let sinks = Self.sinks(settings.sinks)
        guard !sinks.isEmpty else { return nil }
        do {
            cursors = try SinkCursors.open(path: settings.auditFile)
        } catch {
            throw .dependency("audit.file: \(error)")
        }
        feeders = SinkFeeders(
            sinks, feed: cursors, holder: holder, startingAt: settings.sinks.start,
            clock: SinkClock(
                now: world.now, monotonicMilliseconds: { Int64(clamping: world.monotonicNanoseconds() / 1_000_000) }),
            metrics: metrics, logger: logger)
    }

    /// The faults of certificates, which show without the network: for `serve --check` too.
    static func check(_ settings: Settings.Sinks) throws(StartFault) {
        do throws(SinkFault) {
            try settings.syslog?.target.check()
        } catch {
            throw .configuration(["audit.sinks.syslog.tls: \(error)"])
        }
    }

    private static func sinks(_ settings: Settings.Sinks) -> [any Sink] {
        var sinks: [any Sink] = []
        if let file = settings.file {
            sinks.append(FileSink(path: file.path, includesInvitee: file.lines.includesInvitee, limit: file.lines.limit))
        }
        if let lines = settings.stdout {
            sinks.append(StandardOutputSink(includesInvitee: lines.includesInvitee, limit: lines.limit))
        }
        if let syslog = settings.syslog {
            let format = SyslogFormat(
                facility: syslog.facility, hostname: ProcessInfo.processInfo.hostName,
                structuredDataID: syslog.structuredDataID, includesInvitee: syslog.lines.includesInvitee,
                limit: syslog.lines.limit)
            sinks.append(SyslogSink(to: syslog.target, format: format, resendEntries: syslog.resendEntries))
        }
        return sinks
    }

    /// Until the service stops, and then for a moment longer: it stops last, so that the last entry can reach the sinks too.
    func run() async throws {
        await withGracefulShutdownHandler {
            await feeders.run()
        } onGracefulShutdown: {
            feeders.stop()
        }
        cursors.close()
    }

    func status() async -> JSON { await feeders.status() }
}
