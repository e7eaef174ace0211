import Testing

@testable import Curl

@Suite("When the transfer thread ends")
struct StopTests {
    private let request = CurlRequest(url: "https://contoso.example/")

    private func outcome(_ body: (Mailbox, Submission) -> Void) async throws -> CurlError? {
        let mailbox = try Mailbox(maximumExchanges: 1)
        let result = await withCheckedContinuation { continuation in
            body(mailbox, Submission(id: mailbox.nextID(), request: request, continuation: continuation))
        }
        guard case .failure(let error) = result else { return nil }
        return error
    }

    @Test("an exchange that it had not yet collected fails, and reached nobody")
    func uncollected() async throws {
        let error = try await outcome { mailbox, submission in
            mailbox.submit(submission)
            mailbox.stop(failing: .notBegun(.setUp, "waiting for sockets failed"))
        }
        #expect(error?.kind == .setUp)
        #expect(error?.requestMayHaveReachedServer == false)
    }

    @Test("one that comes later is refused")
    func late() async throws {
        let error = try await outcome { mailbox, submission in
            mailbox.stop(failing: .notBegun(.setUp, "waiting for sockets failed"))
            mailbox.submit(submission)
        }
        #expect(error?.kind == .shutDown)
    }
}

@Suite("libcurl's callbacks")
struct CallbackTests {
    /// How often libcurl asked for a timer when it was given a transfer.
    private func calls(unregistered: Bool) throws -> Int {
        let configuration = CurlConfiguration(proxy: nil)
        let multi = try MultiHandle(configuration)
        let easy = try TransferOptions(configuration).handle(for: CurlRequest(url: "https://contoso.example/"))
        let calls = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        unsafe calls.initialize(to: 0)
        defer { unsafe calls.deallocate() }
        unsafe multi.register(context: calls) { _, _, _, _, _ in
            0
        } timer: { _, _, context in
            unsafe context?.assumingMemoryBound(to: Int.self).pointee += 1
            return 0
        }
        if unregistered { multi.unregister() }
        let isTaken = multi.add(easy)
        #expect(isTaken)
        multi.remove(easy)
        multi.unregister()
        return unsafe calls.pointee
    }

    @Test("come while they are registered, and not afterwards")
    func registration() throws {
        #expect(try calls(unregistered: false) > 0)
        #expect(try calls(unregistered: true) == 0)
    }
}
