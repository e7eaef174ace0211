import HTTPTypes

extension HTTPField.Name {
    /// A name spelt in this file. Each is a token of RFC 9110, section 5.1; one that is not would stop every test.
    private static func known(_ name: String) -> Self { Self(name) ?? .accept }

    static let inviter = known("X-Gatekeeper-Inviter")
    static let justification = known("X-Gatekeeper-Justification")
    static let ticket = known("X-Gatekeeper-Ticket")
    static let sponsor = known("X-Gatekeeper-Sponsor")
    static let idempotencyKey = known("Idempotency-Key")
    static let resend = known("X-Gatekeeper-Resend")
    static let replayed = known("X-Gatekeeper-Replayed")
    static let receipt = known("X-Gatekeeper-Receipt")
    static let decision = known("X-Gatekeeper-Decision")
    static let requestID = known("request-id")
    static let clientRequestID = known("client-request-id")
    static let traceparent = known("traceparent")
}
