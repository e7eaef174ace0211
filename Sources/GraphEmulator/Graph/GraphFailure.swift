/// A refusal of Graph on its way to the envelope (Microsoft Graph, "Error responses and resource types").
struct GraphFailure: Error {
    var status: Int
    var code: String
    var message: String
    var retryAfter: Double?

    init(_ refusal: SeededAnswers.Refusal, id: String = "", tenantID: String = "") {
        status = refusal.status
        code = refusal.code
        message = refusal.message.replacing("{tenantId}", with: tenantID).replacing("{id}", with: id)
    }

    init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// A case that neither documentation nor report describes, and for which the seed gives no answer.
    static func undocumented(_ answer: String) -> GraphFailure {
        GraphFailure(
            status: 501, code: "EmulatorUndocumented",
            message: "Graph's answer to this case is not documented. Set `answers.\(answer)` in the emulator's seed.")
    }

    static func throttled(retryAfter: Double) -> GraphFailure {
        var failure = GraphFailure(status: 429, code: "TooManyRequests", message: "Please retry again later.")
        failure.retryAfter = retryAfter
        return failure
    }

    func answer(to exchange: Exchange) -> EmulatorAnswer {
        var inner: [JSONValue.Member] = []
        if status == 429 {
            // The documentation's sample of a throttled request repeats the status here.
            inner = [
                .init(name: "code", value: "429"), .init(name: "date", value: .string(date(exchange))),
                .init(name: "message", value: "Please retry after"), .init(name: "request-id", value: .string(exchange.requestID)),
                .init(name: "status", value: "429"),
            ]
        } else {
            inner = [
                .init(name: "date", value: .string(date(exchange))), .init(name: "request-id", value: .string(exchange.requestID)),
                .init(name: "client-request-id", value: .string(exchange.clientRequestID)),
            ]
        }
        let envelope: JSONValue = [
            "error": ["code": .string(code), "message": .string(message), "innerError": .object(inner)]
        ]
        let answer = EmulatorAnswer.json(status, envelope, type: "application/json")
        return retryAfter.map { answer.adding("Retry-After", Self.seconds($0)) } ?? answer
    }

    private func date(_ exchange: Exchange) -> String { UTCMoment(secondsSince1970: exchange.time).unmarked }

    /// Seconds with up to three decimals, rounded up, such as the `2.128` of the documentation's sample.
    private static func seconds(_ value: Double) -> String {
        let thousandths = max(1, Int((value * 1000).rounded(.up)))
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
