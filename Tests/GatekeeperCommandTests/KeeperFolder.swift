import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import PrometheusMetrics
import StrictJSON

@testable import GatekeeperCommand

/// A keeper over policy files in a folder, with its trail, its clock and its log in the test's hands.
final class KeeperFolder: Sendable {
    static let first = Contoso.policyText()
    static let second = Contoso.policyText(domains: "deny: [competitor.example], allow: [woodgrove.example]")
    static let third = Contoso.policyText(domains: "deny: [competitor.example], allow: [tailspin.example]")
    static let broken = first.replacing("owner:", with: "ovner:").replacing("mode: enforce", with: "mode: off")
    static let withList = Contoso.policyText(domains: "deny: [{file: lists/denied.txt}], allow: [fabrikam.com]")

    let path: String
    let world = FixedWorld()
    let audit = MemoryAudit(journal: Journal())
    let log = CapturedLog()
    let policies: CurrentPolicy
    let keeper: PolicyKeeper
    private let registry = PrometheusRegistry()

    init(
        _ text: String = KeeperFolder.first, list: String? = nil, candidate: String? = nil, allowsReportOnly: Bool = true,
        ageLimit: PolicyAgeLimit? = nil
    ) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "keeper-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path + "/lists", withIntermediateDirectories: true)
        try Self.write(text, path + "/policy.yaml")
        if let list { try Self.write(list, path + "/lists/denied.txt") }
        if let candidate { try Self.write(candidate, path + "/candidate.yaml") }
        var readings: [PolicyRole: PolicyReading] = [:]
        readings[.active] = PolicyReading.read(path + "/policy.yaml", allowsReportOnly: true)
        if candidate != nil { readings[.candidate] = PolicyReading.read(path + "/candidate.yaml", allowsReportOnly: true) }
        let now = world.now
        let stands = try readings.mapValues { CurrentPolicy.Loaded(try $0.whole().policy, at: now) }
        guard let active = stands[.active] else { throw StartFault.configuration(["no policy"]) }
        policies = CurrentPolicy(active, candidate: stands[.candidate], ageLimit: ageLimit)
        keeper = PolicyKeeper(
            readings,
            WatchedPolicy.Surroundings(
                standing: PolicyStanding(policies: policies, metrics: PolicyMetrics(registry), logger: log.logger),
                audit: audit, world: world.world, logger: log.logger, allowsReportOnly: allowsReportOnly),
            watchSeconds: 5, longestRequestSeconds: 60)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Replaces the file, as an editor and a deployment do.
    func write(_ text: String, to name: String = "policy.yaml") throws { try Self.write(text, path + "/" + name) }

    private static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Writes into the file that is there.
    func overwrite(_ text: String, in name: String = "policy.yaml") throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    /// Enough looks for a change to be read.
    func looks() async {
        await keeper.look()
        await keeper.look()
    }

    var digest: String { policies.current.policy.digest }
    var metrics: String { registry.render() }
    var status: JSON { keeper.standing.status(at: world.now) }

    /// The digest that a policy's text has.
    static func digest(of text: String) throws -> String { try Contoso.policy(text).digest }
}
