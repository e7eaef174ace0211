import AuditTrail
import Gatekeeper
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

@Suite("Nothing leaves once a look-up may take it for gone")
struct LateDepartureTests {
    /// One invitation whose decision's entry becomes durable so many seconds after the request came.
    private func admit(durableAfter seconds: Int64) async throws -> (House, Refusal?) {
        let house = try House()
        let disk = Turnstile()
        house.audit.hold(at: disk)
        let running = Task { try await house.refusal() }
        await disk.arrivals(1)
        house.world.advance(seconds: seconds)
        disk.open()
        return (house, try await running.value)
    }

    @Test("An entry that took as long as a disk may take is sent for")
    func inTime() async throws {
        let (house, refusal) = try await admit(durableAfter: Int64(Gate.defaultDeadlineSeconds + Gate.recordSeconds) - 1)
        #expect(refusal == nil && house.sender.sent.count == 1)
    }

    @Test("One that took longer is not, and the trail says so")
    func tooLate() async throws {
        let (house, refusal) = try await admit(durableAfter: Int64(Gate.defaultDeadlineSeconds + Gate.recordSeconds))
        #expect(refusal?.reason == .tooManyRequests && house.sender.sent.isEmpty)
        let outcome = try #require(house.audit.entries(.outcome).first)
        #expect(outcome.content["outcome"] == "notSent" && outcome.content["detail"] == "waitTooLong")
    }

    @Test("Its key is free again, and its quota: the next try is sent")
    func again() async throws {
        let house = try House()
        let disk = Turnstile()
        house.audit.hold(at: disk)
        var attempt = Attempt()
        attempt.idempotencyKey = ["\"once\""]
        let running = Task { [attempt] in try await house.refusal(of: attempt) }
        await disk.arrivals(1)
        house.world.advance(seconds: 100)
        disk.open()
        #expect(try await running.value?.reason == .tooManyRequests)
        try await house.admit(attempt)
        #expect(house.sender.sent.count == 1)
    }
}
