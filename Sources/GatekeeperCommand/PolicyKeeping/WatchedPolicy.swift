import AuditTrail
import BlockingWork
import Gatekeeper
import InvitationPolicy
import Invitations
import Logging

/// One policy file with its list files: as it was read last, and what became of that.
///
/// A change is read at the second look that finds it unaltered: a file that is still being written is not taken for the
/// new one. What is whole is recorded first and then put in its place; what is not leaves the last good one there.
final class WatchedPolicy {
    /// What all watched policies have in common.
    struct Surroundings: Sendable {
        let standing: PolicyStanding
        let audit: any AuditWriter
        let world: World
        let logger: Logger
        let allowsReportOnly: Bool
    }

    /// A reading whose entry is not in the trail.
    private struct Untold {
        let reading: PolicyReading
        let by: String
    }

    private let role: PolicyRole
    private let file: String
    private let around: Surroundings
    private var stamps: FileStamps
    private var isWhole = true
    /// A change that was seen once.
    private var seen: FileStamps?
    private var untold: Untold?
    /// What was rejected last, so that it is recorded once.
    private var rejected: [UInt8]?
    /// Called with every policy that was replaced.
    private let retire: (CurrentPolicy.Loaded) -> Void

    /// - Parameter reading: the one that the policy standing there came from.
    init(
        _ role: PolicyRole, from reading: PolicyReading, _ around: Surroundings,
        retire: @escaping (CurrentPolicy.Loaded) -> Void
    ) {
        self.role = role
        file = reading.file
        stamps = reading.stamps
        self.around = around
        self.retire = retire
    }

    private var policies: CurrentPolicy { around.standing.policies }

    /// Looks whether anything changed, and reads what did.
    func look() async {
        let stamps = stamps
        guard let now = await OwnThread.run({ stamps.again() }) else { return }
        if now == stamps {
            seen = nil
            if let untold {
                _ = await settle(untold.reading, by: untold.by)
                return
            }
            if isWhole { around.standing.confirmed(role, at: around.world.now()) }
            return
        }
        guard now == seen else {
            seen = now
            return
        }
        _ = await reload(by: "file change")
    }

    /// Reads the files now, changed or not.
    func reload(by: String) async -> ReloadedPart {
        let name = role == .active ? "policy" : "candidate"
        let (file, allowsReportOnly) = (file, around.allowsReportOnly)
        guard let reading = await OwnThread.run({ PolicyReading.read(file, allowsReportOnly: allowsReportOnly) }) else {
            return ReloadedPart(name: name, result: .rejected, faults: ["the service is stopping"])
        }
        seen = nil
        untold = nil
        stamps = reading.stamps
        var part = ReloadedPart(name: name, result: .rejected)
        if case .faulty(let faults) = reading.outcome {
            report(faults, by)
            part.faults = Array(faults.prefix(PolicyStanding.Rejection.shown))
        }
        part.result = await settle(reading, by: by)
        return part
    }

    /// Tries to record what could not be recorded, and reads nothing.
    func retell() async {
        if let untold { _ = await settle(untold.reading, by: untold.by) }
    }

    private func settle(_ reading: PolicyReading, by: String) async -> PolicyMetrics.LoadResult {
        switch reading.outcome {
        case .whole(let loaded):
            isWhole = true
            return await settle(loaded, reading, by)
        case .faulty(let faults):
            isWhole = false
            await settle(faults, reading, by)
            return .rejected
        }
    }

    private func settle(_ found: LoadedPolicy, _ reading: PolicyReading, _ by: String) async -> PolicyMetrics.LoadResult {
        let now = around.world.now()
        let old = policies[role]
        guard let source = await OwnThread.run({ reading.source(of: found.policy) }) else { return .unrecorded }
        if let old, old.policy.digest == found.policy.digest {
            // The places of its rules may have moved: it is put there without a word, as old as it is.
            put(CurrentPolicy.Loaded(found.policy, from: source, at: old.loadedAt), now)
            untold = nil
            around.logger.info("the policy's files were read and mean what they meant", metadata: metadata(by))
            around.standing.loaded(role, .unchanged, at: now)
            return .unchanged
        }
        let new = CurrentPolicy.Loaded(found.policy, from: source, at: now)
        let changes = await changes(from: old, to: new)
        let record = PolicyLoadedRecord(new, as: role, by: by, previous: old, changes: changes)
        guard await tell(.policyLoaded(record, at: now), of: reading, by) else {
            around.standing.unrecorded(role)
            return .unrecorded
        }
        put(new, now)
        around.standing.loaded(role, .loaded, at: now)
        var metadata = metadata(by)
        metadata["previous"] = "\(old?.policy.digest ?? "-")"
        metadata["changes"] = "\(VisibleText.cell(changes.joined(separator: "; "), width: 1_000))"
        around.logger.notice(role == .active ? "policy in force" : "candidate policy loaded", metadata: metadata)
        for warning in found.warnings(at: now) { around.logger.warning("policy: \(warning)") }
        return .loaded
    }

    private func settle(_ faults: [String], _ reading: PolicyReading, _ by: String) async {
        guard reading.content != rejected else { return }
        let record = PolicyRejectedRecord(faults, of: file, as: role, by: by, inForce: policies[role])
        if await tell(.policyRejected(record, at: around.world.now()), of: reading, by) { rejected = reading.content }
    }

    private func put(_ loaded: CurrentPolicy.Loaded, _ now: Timestamp) {
        rejected = nil
        if let old = policies.put(loaded, as: role, at: now) { retire(old) }
    }

    /// Whether the entry is in the trail; if not, the reading is kept for the next look.
    private func tell(_ draft: EntryDraft, of reading: PolicyReading, _ by: String) async -> Bool {
        do throws(AuditUnavailable) {
            _ = try await around.audit.append(draft)
            untold = nil
            return true
        } catch {
            untold = Untold(reading: reading, by: by)
            around.logger.error(
                "what was read of the policy cannot be recorded, so nothing changes; it is tried again",
                metadata: metadata(by).merging(["error": "\(error)"]) { $1 })
            return false
        }
    }

    private func changes(from old: CurrentPolicy.Loaded?, to new: CurrentPolicy.Loaded) async -> [String] {
        guard let old else { return [] }
        return await OwnThread.run({ PolicyDifference.summary(from: old.policy, to: new.policy) }) ?? []
    }

    private func report(_ faults: [String], _ by: String) {
        around.standing.rejected(role, faults, at: around.world.now())
        around.logger.error(
            "the policy's files are not whole; the last good policy stays",
            metadata: metadata(by).merging(["faults": "\(faults.count)"]) { $1 })
        let shown = 50
        for fault in faults.prefix(shown) { around.logger.error("policy: \(VisibleText.cell(fault, width: 600))") }
        if faults.count > shown { around.logger.error("policy: \(faults.count - shown) further faults not listed") }
    }

    /// Which policy stands there, by its own word.
    private func metadata(_ by: String) -> Logger.Metadata {
        [
            "role": "\(role.rawValue)", "digest": "\(policies[role]?.policy.digest ?? "-")", "by": "\(by)",
            "file": "\(VisibleText.cell(file, width: 300))",
        ]
    }
}
