/// One page of a collection, with a link to the next while there is more (Microsoft Graph, "Paging Microsoft Graph data in
/// your app").
struct CollectionPage {
    let values: [JSONValue]
    /// As the context names it.
    let name: String
    let size: Int
    let baseURL: String

    func answer(to exchange: Exchange, _ answers: SeededAnswers) throws(GraphFailure) -> EmulatorAnswer {
        let size = exchange.queryValue("$top").flatMap(Int.init).map { max(1, min($0, 999)) } ?? size
        let start = exchange.queryValue("$skiptoken").flatMap(Int.init) ?? 0
        guard start >= 0, start <= values.count else { throw GraphFailure(answers.queryUnsupported) }
        let end = min(start + size, values.count)
        var body: [JSONValue.Member] = [
            .init(name: "@odata.context", value: .string("https://graph.microsoft.com/v1.0/$metadata#\(name)"))
        ]
        if end < values.count {
            let kept = exchange.query.filter { $0.name != "$skiptoken" } + [("$skiptoken", String(end))]
            let query = kept.map { "\($0.name)=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
            body.append(.init(name: "@odata.nextLink", value: .string("\(baseURL)\(exchange.path)?\(query)")))
        }
        body.append(.init(name: "value", value: .array(Array(values[start..<end]))))
        return .json(200, .object(body), type: GraphEndpoints.contentType)
    }
}
