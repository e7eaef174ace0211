import AuditTrail
import BlockingWork
import Dispatch
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

@Suite("What the trail, the age and the candidate have to do with a policy that changes", .timeLimit(.minutes(1)))
struct PolicyKeeperTrailTests {
    @Test("A policy comes into force only once its entry is durable")
    func durableFirst() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        let turnstile = Turnstile()
        folder.audit.hold(at: turnstile)
        try folder.write(KeeperFolder.second)
        async let reloading: [ReloadedPart] = folder.keeper.reload(by: "SIGHUP")
        await turnstile.arrivals(1)
        #expect(folder.digest == old && folder.audit.entries.isEmpty)
        turnstile.open()
        _ = await reloading
        #expect(folder.digest != old && folder.audit.entries.count == 1)
    }

    @Test("While the trail takes nothing the old policy stays; the next look tries again, without another change")
    func trailFails() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        folder.audit.fail(with: .full)
        try folder.write(KeeperFolder.second)
        await folder.keeper.reload(by: "SIGHUP")
        await folder.looks()
        #expect(folder.digest == old && folder.audit.entries.isEmpty)
        #expect(folder.log.lines.contains { $0.hasPrefix("error what was read of the policy cannot be recorded") })
        #expect(folder.metrics.contains("gatekeeper_policy_loads_total{result=\"unrecorded\",role=\"active\"} 3\n"))
        folder.audit.work()
        await folder.keeper.look()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
        #expect(folder.audit.entries.map { $0.content["by"] } == ["SIGHUP"])
    }

    @Test("Where nobody looks, what could not be recorded is tried again all the same, and nothing else is read")
    func retold() async throws {
        let folder = try KeeperFolder()
        folder.audit.fail(with: .full)
        try folder.write(KeeperFolder.second)
        await folder.keeper.reload(by: "SIGHUP")
        folder.audit.work()
        try folder.write(KeeperFolder.third)
        await folder.keeper.retell()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
        await folder.keeper.retell()
        #expect(folder.audit.entries.map(\.kind) == [.policyLoaded])
    }

    @Test("A rejection that could not be recorded is recorded later; what was overtaken meanwhile is not")
    func rejectionLater() async throws {
        let folder = try KeeperFolder()
        folder.audit.fail(with: .full)
        try folder.write(KeeperFolder.broken)
        await folder.looks()
        #expect(folder.status["lastRejection"] != .null)
        folder.audit.work()
        await folder.keeper.look()
        #expect(folder.audit.entries.map(\.kind) == [.policyRejected])

        folder.audit.fail(with: .full)
        try folder.write(KeeperFolder.second)
        await folder.looks()
        try folder.write(KeeperFolder.third)
        folder.audit.work()
        await folder.looks()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.third))
        #expect(folder.audit.entries.map(\.kind) == [.policyRejected, .policyLoaded])
    }

    @Test("One reload at a time: a second waits for the first, and reads what changed meanwhile")
    func oneAtATime() async throws {
        let folder = try KeeperFolder()
        let turnstile = Turnstile()
        folder.audit.hold(at: turnstile)
        try folder.write(KeeperFolder.second)
        async let first: [ReloadedPart] = folder.keeper.reload(by: "first")
        await turnstile.arrivals(1)
        try folder.write(KeeperFolder.third)
        async let second: [ReloadedPart] = folder.keeper.reload(by: "second")
        // Time for a second one that does not wait to get as far as the first.
        try await Task.sleep(for: .milliseconds(100))
        turnstile.open()
        _ = await (first, second)
        let (old, new) = (KeeperFolder.first, KeeperFolder.second)
        #expect(try folder.audit.entries.map { $0.content["previous"]?.string } == [old, new].map(KeeperFolder.digest))
        #expect(folder.audit.entries.map { $0.content["by"] } == ["first", "second"])
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.third))
    }

    @Test("A broken source ages, a whole one does not; too old is said once, and once that it is over")
    func age() async throws {
        let folder = try KeeperFolder(ageLimit: PolicyAgeLimit(seconds: 3_600))
        folder.world.advance(seconds: 3_601)
        await folder.keeper.look()
        #expect(folder.policies.ageSeconds(at: folder.world.now) == 0)

        try folder.write(KeeperFolder.broken)
        await folder.looks()
        folder.world.advance(seconds: 3_601)
        await folder.looks()
        for _ in 0..<2 { folder.keeper.standing.measure(at: folder.world.now) }
        #expect(folder.metrics.contains("gatekeeper_policy_age_seconds 3601\n"))
        #expect(folder.metrics.contains("gatekeeper_policy_too_old 1\n") && folder.status["tooOld"] == true)
        #expect(folder.log.lines.count { $0.hasPrefix("error the policy is too old") } == 1)

        try folder.write(KeeperFolder.first)
        await folder.looks()
        for _ in 0..<2 { folder.keeper.standing.measure(at: folder.world.now) }
        #expect(folder.metrics.contains("gatekeeper_policy_age_seconds 0\n") && folder.metrics.contains("gatekeeper_policy_too_old 0\n"))
        #expect(folder.log.lines.count { $0.hasPrefix("notice the policy is no longer too old") } == 1)
    }

    @Test(
        "Too old a policy keeps the service from being ready where the settings say so",
        arguments: [(.warn, true), (.notReady, false), (.deny, false)] as [(PolicyAgeLimit.Consequence, Bool)])
    func readiness(_ consequence: PolicyAgeLimit.Consequence, _ isReady: Bool) throws {
        let folder = try KeeperFolder(ageLimit: PolicyAgeLimit(seconds: 60, consequence: consequence))
        folder.world.advance(seconds: 60)
        #expect(folder.keeper.standing.notReadyBecause(at: folder.world.now) == nil)
        folder.world.advance(seconds: 1)
        #expect((folder.keeper.standing.notReadyBecause(at: folder.world.now) == nil) == isReady)
    }

    @Test("A candidate is read, rejected and told of like the policy, and moves nothing in force")
    func candidate() async throws {
        let folder = try KeeperFolder(candidate: KeeperFolder.second)
        let (active, first) = (folder.digest, folder.policies.candidate?.policy.digest)
        #expect(folder.status["candidate"]?["digest"]?.string == first && first != active)
        try folder.write(KeeperFolder.third, to: "candidate.yaml")
        await folder.looks()
        let third = try KeeperFolder.digest(of: KeeperFolder.third)
        #expect(folder.policies.candidate?.policy.digest == third && folder.digest == active)
        #expect(folder.audit.entries.map { $0.content["policy"]?["digest"]?.string } == [third])
        let series = folder.metrics.split(separator: "\n").filter { $0.hasPrefix("gatekeeper_policy_candidate_info{") }
        #expect(series.count == 1 && series.first?.contains(third) == true)

        try folder.write(KeeperFolder.broken, to: "candidate.yaml")
        await folder.looks()
        #expect(folder.policies.candidate?.policy.digest == third && folder.digest == active)
        #expect(folder.audit.entries.last?.kind == .policyRejected)
        #expect(folder.status["candidate"]?["lastRejection"]?["faultCount"] == 2 && folder.status["lastRejection"] == .null)
        #expect(folder.metrics.contains("gatekeeper_policy_loads_total{result=\"rejected\",role=\"candidate\"} 1\n"))
    }

    @Test("A replaced policy is let go of when the last request that holds it ends")
    func retired() async throws {
        weak var gone: CurrentPolicy.Loaded?
        let folder = try KeeperFolder()
        var held: CurrentPolicy.Loaded? = folder.policies.current
        gone = held
        try folder.write(KeeperFolder.second)
        await folder.looks()
        #expect(gone != nil && folder.policies.current !== gone)
        #expect(held?.reference.name == "contoso")
        held = nil
        while gone != nil { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test("Who cancels does not wait for a thread that does not come back")
    func abandoned() async throws {
        let never = DispatchSemaphore(value: 0)
        let task = Task { await OwnThread.run { never.wait() } == nil }
        task.cancel()
        #expect(await task.value)
        never.signal()
        #expect(await OwnThread.run { 42 } == 42)
    }
}
