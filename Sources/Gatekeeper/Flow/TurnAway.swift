import Invitations

extension Gate {
    /// What a request gets for which there is no place: nothing of it was looked at, so that its caller is nobody, and it
    /// leaves a metric and a rate-limited log line.
    public func turnAway() -> Refusal {
        observer.unverified(.tooManyRequests, detail: "more requests at once than limits.concurrentRequests", at: world.now())
        return Refusal(
            .verify, .tooManyRequests, "The gatekeeper has as many requests under way as it takes. Nothing was done. Try again shortly.",
            retryAfter: 1)
    }
}
