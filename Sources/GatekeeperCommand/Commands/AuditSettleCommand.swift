import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations

/// Records what a person found out about a decision in doubt. Runs beside the service too: as a writer of its own.
struct AuditSettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Record what became of an invitation in doubt, as a person found it out.",
        discussion: """
            A request may be on its way to Graph for as long as the settings let it, some two minutes unless they say otherwise: before \
            that nobody can know. Name the trail by --settings; by --store alone the longest that settings can say is waited for, 12 \
            minutes.
            """)

    /// What a person can find out.
    enum Finding: String, ExpressibleByArgument, CaseIterable {
        case created, notSent

        var outcome: Outcome { self == .created ? .created : .notSent }
    }

    @OptionGroup var trail: TrailOptions

    @Option(help: "The decision, by its id.")
    var decision: String
    @Option(name: .customLong("as"), help: "created or notSent. With notSent its places in quotas are free again.")
    var finding: Finding
    @Option(help: "How you know; goes into the trail.")
    var why: String
    @Option(help: "The guest's object id, if you know it.")
    var guest: String?

    func run() async throws {
        guard let id = DecisionID(decision) else { throw ValidationError("--decision \(decision): a decision id is expected.") }
        let guest = try guest.map { text in
            guard let id = ObjectID(text) else { throw ValidationError("--guest \(text): an object id is expected.") }
            return id
        }
        guard !why.allSatisfy(\.isWhitespace) else { throw ValidationError("--why is empty.") }
        // Nothing is written, and no trail made, for a decision that is not there.
        guard let decided = try await timeInDoubt(id) else { throw Self.notSettled(id) }
        let world = World.system
        let settledFrom = decided.adding(seconds: try await longestRequestSeconds())
        guard decided > world.now() || world.now() >= settledFrom else {
            print("not settled: decision \(id) may still be on its way to Graph; ask again from \(settledFrom) on")
            throw ExitCode(1)
        }
        let record = OutcomeRecord(
            decision: id, time: world.now(), outcome: finding.outcome, source: .operator, guest: finding == .created ? guest : nil,
            by: Self.account, why: why)
        guard let draft = SettlingDraft.word(record) else { throw ValidationError("--as is created or notSent.") }
        guard let receipt = try await Self.write(draft, to: try await trail.path(), world) else { throw Self.notSettled(id) }
        print("settled: decision \(id) \(finding.rawValue), entry \(receipt.writer) \(receipt.sequence) \(receipt.hash)")
    }

    /// How long a request can be under way: as the settings say, or as long as any can say.
    private func longestRequestSeconds() async throws -> Int64 {
        guard let settings = trail.settings else { return Self.longestOfAll }
        return Int64(try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment).longestRequestSeconds)
    }

    /// With all of ``Settings/longestRequestSeconds`` at its most.
    private static let longestOfAll: Int64 = 720

    /// When the decision was made; nil when it is not in doubt.
    private func timeInDoubt(_ id: DecisionID) async throws -> Timestamp? {
        var query = AuditQuery()
        query.decision = id
        query.inDoubt = true
        do { return try await trail.open().query(query).entries.first?.entry.time } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
    }

    private static func notSettled(_ id: DecisionID) -> ExitCode {
        print("not settled: decision \(id) is not in doubt in this trail")
        return ExitCode(1)
    }

    /// A chain of its own, which begins and ends with this.
    private static func write(_ draft: SettlingDraft, to path: String, _ world: World) async throws -> AuditReceipt? {
        let store: SQLiteAuditStore
        do throws(AuditStoreFault) {
            store = try SQLiteAuditStore.open(path: path, writer: .random(world.randomPair()))
        } catch {
            throw StartFault.dependency("\(error)")
        }
        let receipt: AuditReceipt?
        do throws(AuditUnavailable) {
            let started = StartedRecord(
                software: "gatekeeper \(softwareVersion) audit settle", host: ProcessInfo.processInfo.hostName,
                processID: Int64(ProcessInfo.processInfo.processIdentifier))
            _ = try await store.append(.started(started, at: world.now()))
            receipt = try await store.settle(draft)
            _ = try await store.append(.stopped(StoppedRecord(why: "settled", drained: true), at: world.now()))
        } catch {
            await store.close()
            throw StartFault.dependency("\(error)")
        }
        await store.close()
        return receipt
    }

    /// As the system tells it.
    private static var account: String { "\(NSUserName()) (uid \(getuid()))" }
}
