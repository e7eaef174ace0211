import AuditStores
import AuditTrail
import Foundation
import GraphEmulator
import Testing

/// Everything goes wrong at once, by chance, while people invite. `deploy/chaos` runs it for longer: so it stands by itself, and
/// not under the other suites' limit.
@Suite(.serialized, .timeLimit(.minutes(ChaosPlan().limitMinutes))) struct ChaosTests {
    @Test func throughKillsOutagesAndStepsOfTheClockNothingIsLostAndNothingIsSentTwice() async throws {
        let plan = ChaosPlan()
        let house = try await ChaosHouse()
        do {
            try await Self.run(plan, in: house)
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }

    private static func run(_ plan: ChaosPlan, in house: ChaosHouse) async throws {
        try await house.start()
        let end = ContinuousClock.now + .milliseconds(Int(plan.seconds * 1_000))
        async let answers = try ChaosClients(house).run(plan.clients, seed: plan.seed, until: end)
        let done = try await ChaosDisturber(house: house).run(seed: plan.seed, until: end)
        let seen = try await answers
        #expect(done.count == Disturbance.allCases.count, "the run was too short for each disturbance: \(done)")

        // In peace again: whatever was under way ends.
        house.emulator.faults.removeAll()
        #expect(await house.end(by: SIGTERM) == 0)
        if plan.settlingSeconds > 0 { try await settle(house, plan.settlingSeconds) }
        try await reckon(house, seen)
    }

    /// Lets the gate look up what it does not know. Its clock is two hours ahead, so that also what it decided an hour ahead
    /// is past.
    private static func settle(_ house: ChaosHouse, _ seconds: Double) async throws {
        try house.setClock("+7200")
        try await house.start()
        let end = ContinuousClock.now + .milliseconds(Int(seconds * 1_000))
        while ContinuousClock.now < end, try await house.pendingDoubts() > 0 { try await Task.sleep(for: .seconds(1)) }
        #expect(await house.end(by: SIGTERM) == 0)
    }

    private static func reckon(_ house: ChaosHouse, _ seen: [ChaosAnswer]) async throws {
        let reader = try SQLiteAuditReader.open(path: house.store)
        let report = try await reader.verify()
        #expect(report.isWhole, "\(report)")
        let reckoning = try await ChaosReckoning(reader, house.emulator)
        reckoning.expectEachSentOnceAndDecided()
        try reckoning.expectEachAnswerRecorded(seen)
        reckoning.expectOutcomesTrue()
        #expect(reckoning.stepsBack > 0, "the clock did not step")
        let answered = seen.count { $0.reply != nil }
        #expect(answered > seen.count / 4 && reckoning.invitations > 0, "\(answered) of \(seen.count) answered")
        print(
            "chaos: \(seen.count) requests, \(answered) answered, \(reckoning.approved) approved, \(reckoning.invitations) made by Graph; "
                + "outcomes: \(reckoning.outcomes(.created)) created, \(reckoning.outcomes(.notSent)) not sent, "
                + "\(reckoning.outcomes(.throttled)) throttled, \(reckoning.outcomes(.unknown)) unknown; \(report.entries) entries, whole")
    }
}
