/// `GET /v1.0/auditLogs/directoryAudits` (Microsoft Graph, "List directoryAudits").
struct AuditLogEndpoint: Sendable {
    let log: AuditLog
    /// 5 requests in 10 seconds of one application and tenant ("Microsoft Graph service-specific throttling limits"). The
    /// emulator counts all applications together.
    let throttle: InvitationThrottle
    let answers: SeededAnswers
    let pageSize: Int
    let baseURL: @Sendable () -> String

    func get(_ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        if let wait = throttle.take(at: exchange.time) { throw .throttled(retryAfter: wait) }
        guard app.permissions.contains("AuditLog.Read.All") else { throw GraphFailure(answers.readDenied) }
        var found = log.visible(at: exchange.time).map(log.json)
        if let text = exchange.queryValue("$filter") {
            guard let filter = AuditLogFilter(text) else { throw GraphFailure(answers.queryUnsupported) }
            found = found.filter(filter.matches)
        }
        return try CollectionPage(values: found, name: "auditLogs/directoryAudits", size: pageSize, baseURL: baseURL())
            .answer(to: exchange, answers)
    }
}
