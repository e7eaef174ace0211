import CallerVerification
import Invitations
import Testing

@testable import EntraKeys

@Suite("Keeping the keys fresh")
struct EntraKeySourceTests {
    private func expectUnavailable(_ test: TestSource, _ location: SourceLocation = #_sourceLocation) async {
        await #expect(throws: KeysUnavailable.self, sourceLocation: location) { try await test.source.current() }
    }

    @Test("Keys are fetched once and then kept")
    func kept() async throws {
        let test = try TestSource()
        let first = try await test.source.current()
        test.clock.advance(3_599)
        let second = try await test.source.current()
        #expect(first.keys.identity == second.keys.identity)
        #expect(test.entra.rounds == 1)
    }

    @Test("A hundred callers at once share one fetch")
    func singleFlight() async throws {
        let test = try TestSource()
        test.entra.hold()
        let source = test.source
        let started = Shared(0)
        let snapshots = await withTaskGroup(of: KeySnapshot?.self) { group in
            for number in 0..<100 {
                group.addTask {
                    started.withLock { $0 += 1 }
                    return number % 2 == 0
                        ? try? await source.current() : try? await source.refreshed(afterUnknownKey: "first")
                }
            }
            while started.now < 100 || test.entra.fetched.count < 2 { await Task.yield() }
            test.entra.release()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(snapshots.count == 100)
        #expect(snapshots.allSatisfy { $0?.keys.contains(keyID: "first") == true })
        #expect(test.entra.rounds == 1)
    }

    @Test("A caller who goes away does not end the fetch for the others")
    func cancelledCaller() async throws {
        let test = try TestSource()
        test.entra.hold()
        let source = test.source
        let first = Task { try await source.current() }
        while test.entra.fetched.count < 2 { await Task.yield() }
        let second = Task { try await source.current() }
        first.cancel()
        test.entra.release()
        #expect(try await second.value.keys.contains(keyID: "first"))
        #expect(test.entra.rounds == 1)
    }

    @Test("An unknown key fetches anew, but at most every five minutes")
    func unknownKey() async throws {
        let test = try TestSource()
        _ = try await test.source.current()
        test.entra.publish(PublishedEntra.documents(keys: ["second"]))

        test.clock.advance(299)
        #expect(try await !test.source.refreshed(afterUnknownKey: "second").keys.contains(keyID: "second"))
        #expect(test.entra.rounds == 1)

        test.clock.advance(1)
        let snapshot = try await test.source.refreshed(afterUnknownKey: "second")
        #expect(snapshot.keys.contains(keyID: "second"))
        #expect(!snapshot.keys.contains(keyID: "first"))
        #expect(test.entra.rounds == 2)

        // The key is there now: nothing to fetch, whenever it is asked for.
        test.clock.advance(301)
        _ = try await test.source.refreshed(afterUnknownKey: "second")
        #expect(test.entra.rounds == 2)
    }

    @Test("Made-up key ids cause a fetch every five minutes, not more")
    func madeUpKeys() async throws {
        let test = try TestSource()
        _ = try await test.source.current()
        for number in 0..<600 {
            test.clock.advance(1)
            _ = try await test.source.refreshed(afterUnknownKey: "made-up-\(number)")
        }
        #expect(test.entra.rounds == 3)
    }

    @Test("Failed fetches count for the five minutes as well, and the last good keys serve on")
    func lastGood() async throws {
        let test = try TestSource()
        let good = try await test.source.current()
        test.entra.fail()
        test.clock.advance(300)
        #expect(try await test.source.refreshed(afterUnknownKey: "x").keys.identity == good.keys.identity)
        #expect(test.entra.rounds == 2)
        test.clock.advance(299)
        _ = try await test.source.refreshed(afterUnknownKey: "x")
        #expect(test.entra.rounds == 2)
        #expect(test.source.status.failures == 1)
        #expect(test.source.status.isUsable)
        #expect(test.source.status.lastFailure?.contains("404") == true)
    }

    @Test("A set without a usable key does not replace a good one")
    func emptySet() async throws {
        let test = try TestSource()
        let good = try await test.source.current()
        test.entra.publish(Array("{\"keys\":[]}".utf8), at: PublishedEntra.v2Keys)
        test.clock.advance(300)
        #expect(try await test.source.refreshed(afterUnknownKey: "x").keys.identity == good.keys.identity)
    }

    @Test("Keys of 24 hours are too old to use, and come back with the next good fetch")
    func tooOld() async throws {
        let test = try TestSource()
        _ = try await test.source.current()
        test.entra.fail()
        test.clock.advance(86_399)
        _ = try await test.source.current()
        #expect(test.entra.rounds == 1)
        test.clock.advance(1)
        await expectUnavailable(test)
        #expect(!test.source.status.isUsable)
        test.entra.publish(PublishedEntra.documents(keys: ["later"]))
        test.clock.advance(1)
        #expect(try await test.source.current().keys.contains(keyID: "later"))
        #expect(test.source.status.failures == 0)
        #expect(test.source.status.lastFailure == nil)
    }

    @Test("Without keys, failing fetches are tried again after growing pauses, never at each request")
    func backoff() async throws {
        let test = try TestSource(PublishedEntra([:]))
        for _ in 0..<50 { await expectUnavailable(test) }
        #expect(test.entra.rounds == 1)
        for (pause, rounds) in [(1, 2), (1, 2), (1, 3), (3, 3), (1, 4)] as [(Int64, Int)] {
            test.clock.advance(pause)
            await expectUnavailable(test)
            #expect(test.entra.rounds == rounds)
        }
        for _ in 0..<20 {
            test.clock.advance(60)
            await expectUnavailable(test)
        }
        #expect(test.entra.rounds == 24)
    }

    @Test("A clock set back an hour makes the keys due; one that wavers does not")
    func clockSetBack() async throws {
        let test = try TestSource()
        _ = try await test.source.current()
        test.clock.advance(-30)
        _ = try await test.source.current()
        #expect(test.entra.rounds == 1)
        test.clock.advance(-3_600)
        _ = try await test.source.current()
        #expect(test.entra.rounds == 2)
    }

    @Test("It fetches at start, then hourly, sooner after a failure, and ends when it is cancelled")
    func run() async throws {
        let pauses = Shared<[Int64]>([])
        let hook = Shared<(@Sendable (Int) throws -> Void)?>(nil)
        let test = try TestSource(sleep: { duration in
            let count = pauses.withLock {
                $0.append(duration.components.seconds)
                return $0.count
            }
            try hook.now?(count)
        })
        let (clock, entra) = (test.clock, test.entra)
        hook.withLock {
            $0 = { count in
                // What happened in each pause; the clock moves by the pause that was asked for.
                switch count {
                case 2: entra.fail()
                case 4: entra.publish(PublishedEntra.documents(keys: ["second"]))
                case 6: throw CancellationError()
                default: break
                }
                clock.advance(pauses.now.last ?? 0)
            }
        }
        await test.source.run()
        #expect(pauses.now == [3_600, 3_600, 300, 300, 3_600, 3_600])
        #expect(entra.rounds == 6)
        #expect(try await test.source.current().keys.contains(keyID: "second"))
    }

    @Test("Without keys it tries again within seconds")
    func runWithoutKeys() async throws {
        let pauses = Shared<[Int64]>([])
        let clock = Shared<TestClock?>(nil)
        let test = try TestSource(
            PublishedEntra([:]),
            sleep: { duration in
                clock.now?.advance(duration.components.seconds)
                let count = pauses.withLock {
                    $0.append(duration.components.seconds)
                    return $0.count
                }
                if count == 8 { throw CancellationError() }
            })
        clock.withLock { $0 = test.clock }
        await test.source.run()
        #expect(pauses.now == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(test.entra.rounds == 8)
    }

    @Test("A cancelled run fetches nothing more")
    func cancelledRun() async throws {
        let test = try TestSource(sleep: { try await Task.sleep(for: $0) })
        let source = test.source
        let run = Task { await source.run() }
        while !source.status.isUsable { await Task.yield() }
        run.cancel()
        await run.value
        #expect(test.entra.rounds == 1)
    }

    @Test("The status tells what is there and until when")
    func status() async throws {
        let test = try TestSource()
        #expect(!test.source.status.isUsable)
        #expect(test.source.status.lastTry == nil)
        let snapshot = try await test.source.current()
        let status = test.source.status
        #expect(status.isUsable)
        #expect(status.fetchedAt == test.clock.now)
        #expect(status.usableUntil == test.clock.now.adding(seconds: 86_400))
        #expect(status.identity == snapshot.keys.identity.description)
        #expect(status.v1Keys == 1)
        #expect(status.v2Keys == 1)
        #expect(status.notes.isEmpty)
    }
}
