import AuditStores
import AuditTrail
import CallerVerification
import CoreMetrics
import EntraKeys
import Gatekeeper
import GatekeeperHTTP
import GraphClient
import Invitations
import ServiceLifecycle
import StrictJSON
import Synchronization

/// How the service is: what readiness, the status page and the gauges are made of.
final class Vitals: Service, Sendable {
    private let store: SQLiteAuditStore
    private let keys: EntraKeySource
    private let tokens: GraphTokenSource
    private let policy: PolicyStanding
    private let doubts: DoubtStanding?
    let pacing: PacingVitals
    private let sinks: SinkFeeding?
    private let world: World
    private let drain: Drain
    private let doubtAfterSeconds: Int64
    private let startedAt: Timestamp
    private let gauges: Gauges
    private let probe = Mutex<Probe?>(nil)

    /// A write that was tried, and when: whoever asks while it runs waits for it.
    private struct Probe {
        var startedAt: UInt64
        var result: Task<Bool, Never>
    }

    private struct Gauges: Sendable {
        let pending: Gauge
        let unknown: Gauge
        let waiting: Gauge
        let keysUsable: Gauge

        init(_ factory: any MetricsFactory) {
            func inDoubt(_ state: String) -> Gauge {
                Gauge(label: "gatekeeper_in_doubt", dimensions: [("state", state)], factory: factory)
            }
            (pending, unknown) = (inDoubt("pending"), inDoubt("unknown"))
            waiting = Gauge(label: "gatekeeper_audit_waiting", factory: factory)
            keysUsable = Gauge(label: "gatekeeper_keys_usable", factory: factory)
        }
    }

    /// - Parameter doubtAfterSeconds: how old an approval without an outcome is before it counts as in doubt; younger
    ///   ones may be on their way.
    init(
        store: SQLiteAuditStore, keys: EntraKeySource, tokens: GraphTokenSource, policy: PolicyStanding,
        doubts: DoubtStanding?, pacing: PacingVitals, sinks: SinkFeeding?, world: World, metrics: any MetricsFactory, drain: Drain,
        doubtAfterSeconds: Int64
    ) {
        self.store = store
        self.keys = keys
        self.tokens = tokens
        self.policy = policy
        self.doubts = doubts
        self.pacing = pacing
        self.sinks = sinks
        self.world = world
        self.drain = drain
        self.doubtAfterSeconds = doubtAfterSeconds
        startedAt = world.now()
        gauges = Gauges(metrics)
    }

    /// Refreshes the gauges until the service stops.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await self.measure()
                try await Task.sleep(for: .seconds(10))
            }
        }
    }

    private func measure() async {
        gauges.waiting.record(store.waiting)
        gauges.keysUsable.record(keys.status.isUsable ? 1 : 0)
        await pacing.measure()
        guard let count = await inDoubt() else { return }
        gauges.pending.record(count.pending)
        gauges.unknown.record(count.unknown)
    }

    /// Approvals without an outcome; nil when the trail cannot be read.
    private func inDoubt() async -> DoubtCount? {
        try? await store.doubts(before: world.now().adding(seconds: -doubtAfterSeconds))
    }

    /// What keeps the service from being ready; nothing when it is.
    func notReadyBecause() async -> [String] {
        if drain.isBegun { return ["the service is stopping"] }
        var reasons: [String] = []
        if !keys.status.isUsable { reasons.append("no usable signing keys") }
        if await !isAuditWritable() { reasons.append("the audit store cannot be written") }
        if let tooOld = policy.notReadyBecause(at: world.now()) { reasons.append(tooOld) }
        do throws(TokenFailure) { _ = try await tokens.token() } catch { reasons.append("no Graph token: \(error)") }
        return reasons
    }

    /// Tried at most every five seconds, however often somebody asks: each try is a write to the disk.
    private func isAuditWritable() async -> Bool {
        let now = world.monotonicNanoseconds()
        let result = probe.withLock { probe in
            if let probe, now < probe.startedAt || now - probe.startedAt < 5_000_000_000 { return probe.result }
            let started = Probe(startedAt: now, result: Task { [store] in await store.isWritable() })
            probe = started
            return started.result
        }
        return await result.value
    }

    func status(of gate: Gate) async -> JSON {
        let keyStatus = keys.status
        let tokenCache = gate.tokenCacheStatistics
        let notReady = await notReadyBecause()
        let inDoubt = await inDoubt()
        return [
            "software": .string("gatekeeper \(softwareVersion)"),
            "startedAt": .string(startedAt.description),
            "ready": .bool(notReady.isEmpty),
            "notReadyBecause": .array(notReady.map { .string($0) }),
            "policy": policy.status(at: world.now()),
            "keys": [
                "usable": .bool(keyStatus.isUsable),
                "fetchedAt": keyStatus.fetchedAt.map { .string($0.description) } ?? .null,
                "failures": .integer(Int64(keyStatus.failures)),
                "lastFailure": keyStatus.lastFailure.map { .string($0) } ?? .null,
            ],
            "pacing": await pacing.status(at: world.now()),
            "requests": [
                "inFlight": .integer(Int64(gate.requestsInFlight)),
                "tokenCacheEntries": .integer(Int64(tokenCache.entries)),
                "tokenCacheHits": .integer(Int64(tokenCache.hits)),
                "tokenCacheMisses": .integer(Int64(tokenCache.misses)),
            ],
            "audit": [
                "writer": .string(store.writer.description), "waiting": .integer(Int64(store.waiting)),
                "inDoubt": inDoubt.map { .integer(Int64($0.pending + $0.unknown)) } ?? .null,
                "sinks": await sinks?.status() ?? [],
            ],
            "inDoubt": .object(status(of: inDoubt)),
        ]
    }

    private func status(of count: DoubtCount?) -> JSON.Members {
        var members = doubts?.status() ?? [:]
        members["looksUp"] = .bool(doubts != nil)
        members["pending"] = count.map { .integer(Int64($0.pending)) } ?? .null
        members["unknown"] = count.map { .integer(Int64($0.unknown)) } ?? .null
        members["oldestPending"] = count?.oldestPending.map { .string($0.description) } ?? .null
        return members
    }
}
