import Gatekeeper
import Testing

@testable import GatekeeperCommand

@Suite("Settings of the way out")
struct OutboundSettingsTests {
    static let faulty: [SettingsCase] = [
        SettingsCase(
            "a pace beyond Graph's", "outbound.requests", "Graph takes 150", ["outbound.requests": "151"], right: ["outbound.requests": "150"]),
        SettingsCase(
            "a pace beyond Graph's by its window", "outbound.requests", "Graph takes 150", ["outbound.windowSeconds": "3"],
            right: ["outbound.windowSeconds": "4"]),
        SettingsCase(
            "a line longer than the queue", "outbound.queuePerInviter", "outbound.queue 10",
            ["outbound.queue": "10", "outbound.queuePerInviter": "11"], right: ["outbound.queue": "10"]),
        SettingsCase(
            "fewer refusals than inviters", "guard.refusals", "fewer", ["guard.refusals": "4"],
            right: ["guard.refusals": "4", "guard.refusalDomains": "4"]),
        SettingsCase(
            "an answer that is none", "guard.stopAt", "a status from 400 to 599", ["guard.stopAt": "[\"403 A\", \"Forbidden\"]"],
            right: ["guard.stopAt": "[\"403 A\", \"500\"]"]),
        SettingsCase("too long a window", "guard.window", "86400", ["guard.window": "2d"], right: ["guard.window": "1d"]),
    ]

    @Test("One thing wrong is one fault, under its key", arguments: faulty)
    func wrong(_ sample: SettingsCase) async throws {
        let faults = try await SettingsFolder().faults(sample.wrong)
        #expect(faults.map(\.key) == [sample.key])
        #expect(faults.first?.message.contains(sample.says) == true || sample.key == "guard.window", "\(faults)")
        #expect(try await SettingsFolder().faults(sample.right) == [])
    }

    @Test("Defaults are the documented ones; every key is read, from the environment too")
    func values() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        #expect(try await folder.load().outbound == OutboundLimits())
        let standard = try await folder.load().longestRequestSeconds
        try folder.settings(["outbound.dailyCeiling": "2000", "guard.suspension": "2h"])
        let settings = try await folder.load([
            "GATEKEEPER_OUTBOUND_REQUESTS": "50", "GATEKEEPER_OUTBOUND_WAIT_SECONDS": "30", "GATEKEEPER_OUTBOUND_QUEUE_PER_INVITER": "7",
            "GATEKEEPER_GUARD_STOP_AT": "403 A,418", "GATEKEEPER_GUARD_NEW_DOMAINS": "0",
        ])
        let limits = settings.outbound
        #expect(limits.requests == 50 && limits.waitSeconds == 30 && limits.waitingPerInviter == 7 && limits.dailyCeiling == 2_000)
        #expect(limits.guards.suspensionSeconds == 7_200 && limits.guards.newDomains == 0)
        #expect(limits.guards.stopAt == [AnswerPattern(status: 403, code: "A"), AnswerPattern(status: 418)])
        #expect(settings.longestRequestSeconds == standard + 20, "a stop waits for those who wait")
    }
}
