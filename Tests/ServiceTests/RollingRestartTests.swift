import AuditStores
import AuditTrail
import Curl
import Foundation
import GraphEmulator
import Invitations
import Synchronization
import Testing

extension ServiceTests {
    /// One process takes over from another, on one host, with one trail.
    @Suite struct RollingRestart {
        @Test func underLoadASecondProcessTakesOverAndNoRequestFails() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            // Requests are under way when the older one is told to end.
            emulator.faults.add(Fault(path: "*/invitations", effect: .delayAfter(seconds: 0.05)))
            let first = try await GateProcess.serve(in: folder, before: emulator)
            let load = try SteadyLoad(port: first.servicePort, url: first.url, emulator)
            try await load.grow(by: 400)
            let second = try await GateProcess.serve(in: folder, before: emulator, arguments: ["--take-over"])
            #expect(second.servicePort == first.servicePort && second.adminPort == first.adminPort && second.pid != first.pid)
            try await load.grow(by: 400)
            let ended = await first.end(by: SIGTERM)
            let said = ended == 0 ? "" : await first.errorText()
            #expect(ended == 0, "\(said)")
            try await load.grow(by: 400)
            // And on: the second one can be taken over from as well.
            let third = try await GateProcess.serve(in: folder, before: emulator, arguments: ["--take-over"])
            #expect(third.servicePort == first.servicePort)
            #expect(await second.end(by: SIGTERM) == 0)
            try await load.grow(by: 400)
            let answers = await load.stop()
            #expect(answers.failures == 0, "of \(answers.answered.count + answers.failures)")

            // Commands go to the one that serves.
            let status = try await GateProcess.run(["status", "--socket", folder.appendingPathComponent("control.sock").path])
            #expect(status.status == 0 && status.output.contains("ready"))
            #expect(await third.end(by: SIGTERM) == 0)
            try await Self.expectAccounted(answers, emulator, in: folder)
            await emulator.stop()
        }

        private static func expectAccounted(_ answers: SteadyLoad.Answers, _ emulator: GraphEmulator, in folder: URL) async throws {
            #expect(answers.answered.allSatisfy { [201, 400, 401, 403].contains($0.status) })
            let path = folder.appendingPathComponent("audit.sqlite").path
            let tally = try await TrailTally(try SQLiteAuditReader.open(path: path))
            #expect(tally.misshapen.isEmpty)
            for answer in answers.answered where answer.status != 401 {
                let decision = try #require(answer.decision.flatMap { DecisionID($0) })
                #expect(tally.entries[decision] != nil, "answered \(answer.status), and no entry")
            }
            let created = answers.answered.count { $0.status == 201 }
            #expect(created > 0 && tally.count(.outcome, result: "created") == created)
            #expect(emulator.record.invitationCount == created)
            let verified = try await GateProcess.run(["audit", "verify", "--store", path])
            #expect(verified.status == 0 && verified.output.contains("of 3 writers"), "\(verified.output)")
        }

        @Test func withoutBeingToldToTakeOverASecondProcessDoesNotStart() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let emulator = try GraphEmulator(seed: Tenant.seed(), configuration: EmulatorConfiguration(keys: House.keys))
            try await emulator.start()
            let first = try await GateProcess.serve(in: folder, before: emulator)
            let settings = folder.appendingPathComponent("gatekeeper.yaml").path
            let second = try Run(GateProcess.program.path, ["serve", "--settings", settings])
            let errors = await second.errorText()
            #expect(await second.ending.value == 4)
            #expect(errors.contains("--take-over") && errors.contains("process \(first.pid)"), "\(errors)")
            #expect(try await Ask("ada@fabrikam.example").send(to: first.url, emulator).status == 201)
            // One that was killed leaves its socket behind, and nobody has to clear it away.
            #expect(await first.end(by: SIGKILL) == -SIGKILL)
            let third = try await GateProcess.serve(in: folder, before: emulator)
            #expect(await third.end(by: SIGTERM) == 0)
            #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("control.sock").path))
            await emulator.stop()
        }
    }
}

/// Clients that ask without a pause until they are stopped: half of them on a connection of their own for each request,
/// half on kept ones.
final class SteadyLoad: Sendable {
    struct Answers: Sendable {
        var answered: [KeptConnection.Answer] = []
        var failures = 0
    }

    private let answers = Mutex(Answers())
    private let isStopped = Atomic(false)
    private let clients: Task<Void, Never>

    init(port: Int, url: String, _ emulator: GraphEmulator) throws {
        let script = try LoadScript(gate: url, emulator)
        let box = Box()
        clients = Task {
            await withTaskGroup(of: Void.self) { group in
                for client in 0..<24 {
                    group.addTask {
                        await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
                            // Its calls block: not on the pool's threads.
                            Thread.detachNewThread {
                                box.load?.ask(client, port, script, emulator)
                                ended.resume()
                            }
                        }
                    }
                }
            }
        }
        box.set(self)
    }

    /// Where the clients find the load that they belong to.
    private final class Box: Sendable {
        private let state = Mutex<SteadyLoad?>(nil)

        func set(_ load: SteadyLoad) { state.withLock { $0 = load } }

        var load: SteadyLoad? {
            while true {
                if let load = state.withLock({ $0 }) { return load }
                usleep(1_000)
            }
        }
    }

    private func ask(_ client: Int, _ port: Int, _ script: LoadScript, _ emulator: GraphEmulator) {
        var connection = KeptConnection(port: port)
        var serial = 0
        while !isStopped.load(ordering: .relaxed) {
            guard let step = try? script.step(client: client, serial: serial, emulator) else { return }
            serial += 1
            let answer = connection.send(step.request, path: "/v1.0/invitations")
            answers.withLock { answers in
                if let answer { answers.answered.append(answer) } else { answers.failures += 1 }
            }
            if client.isMultiple(of: 2) { connection = KeptConnection(port: port) }
        }
    }

    /// Returns when so many more requests are answered or have failed.
    func grow(by count: Int) async throws {
        let start = total
        while total < start + count { try await Task.sleep(for: .milliseconds(20)) }
    }

    private var total: Int { answers.withLock { $0.answered.count + $0.failures } }

    func stop() async -> Answers {
        isStopped.store(true, ordering: .relaxed)
        await clients.value
        return answers.withLock { $0 }
    }
}
