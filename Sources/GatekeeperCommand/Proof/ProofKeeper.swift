import AuditStores
import AuditTrail
import CoreMetrics
import Gatekeeper
import Invitations
import Logging
import PrometheusMetrics

/// Has the trail sign what it has come to, and lets entries go that are older than they are kept, while the service runs.
actor ProofKeeper {
    private let store: SQLiteAuditStore
    private let signer: NoteSigner?
    private let settings: Settings.Proof
    /// Those that are switched on: what they have not taken is not removed.
    private let sinks: Set<SinkName>
    private let world: World
    private let metrics: ProofMetrics
    private let logger: Logger
    /// Remembered here as well: whoever can change the trail cannot change this.
    private var lastCheckpoint: AttestedCheckpoint?
    private var nextCheckpoint: UInt64 = 0
    private var nextPruning: UInt64
    /// Said once, not every time that it is so again.
    private var lastTrouble: String?

    private static let second: UInt64 = 1_000_000_000

    init(
        store: SQLiteAuditStore, signer: NoteSigner?, settings: Settings.Proof, sinks: Set<SinkName> = [], world: World, metrics: PrometheusRegistry,
        logger: Logger
    ) {
        self.sinks = sinks
        self.store = store
        self.signer = signer
        self.settings = settings
        self.world = world
        self.metrics = ProofMetrics(metrics)
        self.logger = logger
        // Not among what a start has to do.
        nextPruning = world.monotonicNanoseconds() + 60 * Self.second
        if signer == nil {
            logger.warning("no checkpoints of the audit trail are signed: audit.checkpoints.keyFile names no key (gatekeeper audit keygen makes one)")
        }
    }

    /// Looks every second whether something is due, until the task is cancelled.
    func run() async {
        guard signer != nil else { return }
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    func look() async {
        let now = world.monotonicNanoseconds()
        if let written = try? await store.reader.entriesWritten(), isDue(written, now) { await checkpoint() }
        if let time = lastCheckpoint?.checkpoint.time { metrics.age.record(world.now().milliseconds(since: time) / 1_000) }
        if now >= nextPruning {
            nextPruning = now + 3_600 * Self.second
            await prune()
        }
    }

    private func isDue(_ written: Int64, _ now: UInt64) -> Bool {
        guard let lastCheckpoint, lastTrouble == nil else { return now >= nextCheckpoint }
        let fresh = written - lastCheckpoint.checkpoint.entries
        return fresh >= settings.everyEntries || (fresh > 0 && now >= nextCheckpoint)
    }

    /// Signs a checkpoint now, if anything was written since the last one, and gives it out.
    func checkpoint() async {
        guard let signer else { return }
        let now = world.now()
        do throws(CheckpointFault) {
            let note = try await store.makeCheckpoint(signing: signer, trusting: settings.trustedKeys, continuing: lastCheckpoint, at: now)
            nextCheckpoint = world.monotonicNanoseconds() + UInt64(settings.intervalSeconds) * Self.second
            lastTrouble = nil
            if let note { give(note) }
            if let note { remember(note, signer) } else if lastCheckpoint == nil { await recall(signer) }
        } catch {
            // A cancelled task is not trouble: the last checkpoint comes with the stop.
            guard !Task.isCancelled else { return }
            nextCheckpoint = world.monotonicNanoseconds() + 60 * Self.second
            metrics.failures.increment()
            report("no checkpoint of the audit trail was signed", "\(error)")
        }
    }

    /// The last checkpoint, after the last entry, also where the task is cancelled already.
    func finish() async {
        await Task { await checkpoint() }.value
    }

    /// The last checkpoint, of the process before, when nothing was written since.
    private func recall(_ signer: NoteSigner) async {
        if let note = try? await store.reader.keptNotes().checkpoint { remember(note, signer) }
    }

    private func remember(_ note: SignedNote, _ signer: NoteSigner) {
        guard let found = try? note.attested(by: [signer.verifier] + settings.trustedKeys) else { return }
        lastCheckpoint = found
    }

    /// Whoever collects the log has the checkpoint out of reach of whoever can change the trail.
    private func give(_ note: SignedNote) {
        logger.notice("audit checkpoint", metadata: ["note": "\(note.description.replacing("\n", with: "\\n"))"])
        guard let file = settings.file, let why = CheckpointFile.append(note, to: file) else { return }
        metrics.failures.increment()
        logger.error("a checkpoint could not be written to audit.checkpoints.file", metadata: ["why": "\(why)"])
    }

    /// Removes entries that are older than they are kept.
    func prune() async {
        guard let signer, let days = settings.retentionDays else { return }
        let now = world.now()
        do throws(PruningFault) {
            let plan = try await store.planPruning(
                before: now.adding(seconds: -Int64(days) * 86_400), keys: [signer.verifier] + settings.trustedKeys, sinks: sinks)
            if let hold = plan.hold { logger.info("entries older than audit.retentionDays stay", metadata: ["because": "\(hold)"]) }
            guard try await store.prune(plan, signing: signer, trusting: settings.trustedKeys, by: "audit.retentionDays", at: now) != nil
            else { return }
            metrics.pruned.increment(by: plan.entries)
            logger.notice(
                "audit entries removed by retention",
                metadata: ["entries": "\(plan.entries)", "before": "\(plan.before)", "through": "\(plan.through)"])
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("no audit entries were removed by retention", metadata: ["why": "\(error)"])
        }
    }

    private func report(_ what: String, _ why: String) {
        guard why != lastTrouble else { return }
        lastTrouble = why
        logger.error("\(what)", metadata: ["why": "\(why)"])
    }
}
