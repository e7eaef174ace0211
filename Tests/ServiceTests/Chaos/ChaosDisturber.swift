import GraphEmulator

/// Does to the service what the sequence says, one thing after the other, and undoes it.
struct ChaosDisturber {
    let house: ChaosHouse

    /// - Returns: what was done, each as often as it was.
    func run(seed: UInt64, until end: ContinuousClock.Instant) async throws -> [Disturbance: Int] {
        var sequence = DisturbanceSequence(seed: seed)
        var done: [Disturbance: Int] = [:]
        while ContinuousClock.now < end {
            let (disturbance, seconds, quiet) = sequence.next()
            try await disturb(disturbance, for: .milliseconds(Int(seconds * 1_000)))
            done[disturbance, default: 0] += 1
            try await Task.sleep(for: .milliseconds(Int(quiet * 1_000)))
        }
        return done
    }

    private func disturb(_ disturbance: Disturbance, for time: Duration) async throws {
        switch disturbance {
        case .killed:
            await house.end(by: 9)
            try await house.start()
        case .stopped:
            await house.end(by: 15)
            try await house.start()
        case .graphSlowBefore: try await invitations(.delayBefore(seconds: 0.5), time)
        case .graphSlowAfter: try await invitations(.delayAfter(seconds: 0.5), time)
        case .resetBefore: try await invitations(.reset, time, .everyNth(2))
        case .resetAfter: try await invitations(.processThenReset, time, .everyNth(2))
        case .throttled:
            let answer = EmulatorAnswer(status: 429, headers: [.init("Retry-After", "0.3")])
            try await invitations(.answer(answer), time, .everyNth(3))
        case .unavailable: try await invitations(.answer(EmulatorAnswer(status: 503)), time, .everyNth(2))
        case .failedAfter: try await invitations(.processThenAnswer(EmulatorAnswer(status: 500)), time, .everyNth(2))
        case .noTokens:
            try await fault(Fault(path: "*/oauth2/v2.0/token", effect: .answer(EmulatorAnswer(status: 503))), time)
        case .diskFull:
            try await house.limitFiles(to: 4_096)
            try await Task.sleep(for: time)
            try await house.limitFiles(to: nil)
        case .clockAhead: try await step("+3600", time)
        case .clockBehind: try await step("-3600", time)
        case .policySwapped:
            try house.swapPolicy(Tenant.policy(deny: "bigfour.example"))
            try await Task.sleep(for: time)
            try house.swapPolicy(Tenant.policy())
        }
    }

    private func invitations(_ effect: Fault.Effect, _ time: Duration, _ reach: Fault.Reach = .all) async throws {
        try await fault(Fault(path: "*/invitations", effect: effect, reach: reach), time)
    }

    private func fault(_ fault: Fault, _ time: Duration) async throws {
        let id = house.emulator.faults.add(fault)
        try await Task.sleep(for: time)
        house.emulator.faults.remove(id)
    }

    private func step(_ offset: String, _ time: Duration) async throws {
        try house.setClock(offset)
        try await Task.sleep(for: time)
        try house.setClock("+0")
    }
}
