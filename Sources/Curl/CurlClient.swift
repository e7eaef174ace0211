/// HTTP exchanges over one libcurl multi handle, driven by a thread of its own.
///
/// Peer and host name are always verified against the system's trust anchors; redirects are not followed; there are no
/// cookies, no netrc, no credentials in URLs. HTTP/2 is used where the server offers it; connections are pooled.
///
/// A request whose method is not safe is handed to a connection at most once. libcurl would by itself send it again
/// where a pooled connection turns out dead; this client stops that and reports the exchange as failed instead.
public final class CurlClient: Sendable {
    private let mailbox: Mailbox

    /// - Throws: `.setUp` when libcurl or the operating system gives out, or the trust file cannot be read.
    public init(_ configuration: CurlConfiguration = CurlConfiguration()) throws(CurlError) {
        mailbox = try Mailbox(maximumExchanges: configuration.maximumExchanges)
        try TransferLoop.start(configuration, mailbox)
    }

    deinit { mailbox.close(within: .zero) }

    /// One request, one response of any status.
    ///
    /// Cancelling the task cancels the transfer and closes its connection (over HTTP/2: its stream).
    public func exchange(_ request: CurlRequest) async throws(CurlError) -> CurlResponse {
        try request.validate()
        let id = mailbox.nextID()
        let outcome: Result<CurlResponse, CurlError> = await withTaskCancellationHandler {
            await withCheckedContinuation { mailbox.submit(Submission(id: id, request: request, continuation: $0)) }
        } onCancel: {
            mailbox.cancel(id)
        }
        mailbox.forget(id)
        return try outcome.get()
    }

    /// Takes no new exchange, gives those under way `grace` to finish, fails the rest with `.shutDown`, closes all
    /// connections and returns when the thread has ended. May be called again.
    public func shutDown(within grace: Duration = .zero) async {
        mailbox.close(within: grace)
        await withCheckedContinuation { mailbox.whenStopped($0) }
    }
}
