import Curl
import Gatekeeper
import GraphFormat
import Invitations
import StrictJSON

/// Reads collections from Graph for a look-up, where it matters why there is no answer, and what Graph's clock says.
struct LookupReading: Sendable {
    let endpoints: GraphEndpoints
    let authorized: AuthorizedExchange
    let world: World
    let timeout: Duration

    /// The elements of a collection, page after page.
    struct Collection: Sendable {
        var elements: [JSON] = []
        /// Milliseconds by which Graph's clock is ahead, by its first answer's `Date` (RFC 9110 6.6.1).
        var graphAhead: Int64?
    }

    /// - Parameters:
    ///   - pages: how many are followed; with more it is too much.
    ///   - beforePage: waited for ahead of every page.
    ///   - keeping: which elements are kept.
    func collection(
        _ path: String, pages: Int, beforePage: @Sendable () async throws(LookupFailure) -> Void = { () throws(LookupFailure) in },
        keeping isWanted: @Sendable (JSON) -> Bool = { _ in true }
    ) async throws(LookupFailure) -> Collection {
        var url = "\(endpoints.graphOrigin)/v1.0\(path)"
        var found = Collection()
        for number in 0..<pages {
            try await beforePage()
            let (page, ahead) = try await page(url)
            if number == 0 { found.graphAhead = ahead }
            guard let values = page["value"]?.array else { throw .notUnderstood("a collection without its value") }
            found.elements += values.filter(isWanted)
            guard found.elements.count <= Self.mostElements else { throw .tooMuch }
            guard let next = page["@odata.nextLink"] else { return found }
            // The token goes where the link points: nowhere but to Graph.
            guard let link = next.string, link.hasPrefix("\(endpoints.graphOrigin)/") else {
                throw .notUnderstood("a next page at another address")
            }
            url = link
        }
        throw .tooMuch
    }

    private static let mostElements = 1_000

    private func page(_ url: String) async throws(LookupFailure) -> (JSON, graphAhead: Int64?) {
        let request = CurlRequest(
            url: url, headers: [("Accept", "application/json")], timeout: timeout, maximumResponseBytes: 8 << 20,
            allowsPlainHTTP: GraphEndpoints.isPlain(endpoints.graphOrigin))
        let asked = world.now()
        let response = try await answer(to: request, mayRepeat: true)
        let json = try document(response)
        guard let date = response.headers["date"].flatMap(RetryAfter.httpDate) else { return (json, nil) }
        // Graph's second began at most a second before it wrote the answer, which was somewhere between the two looks at ours.
        let middle = asked.milliseconds + world.now().milliseconds(since: asked) / 2
        return (json, date.milliseconds + 500 - middle)
    }

    /// Every read may be sent again, and is once if its connection broke: a pooled one may just have been closed.
    private func answer(to request: CurlRequest, mayRepeat: Bool) async throws(LookupFailure) -> CurlResponse {
        do throws(AuthorizedExchange.Failure) {
            return try await authorized.send(request)
        } catch {
            if mayRepeat, case .exchange(let error) = error, error.kind == .sendOrReceive {
                return try await answer(to: request, mayRepeat: false)
            }
            throw .notLearned(DirectoryUnavailable(error).detail)
        }
    }

    private func document(_ response: CurlResponse) throws(LookupFailure) -> JSON {
        switch response.status {
        case 200: break
        case 403: throw .notPermitted
        default:
            let code = GraphErrorSummary(body: response.body).code.map(codeLike)
            throw .notLearned(
                "Graph answered \(response.status) \(code ?? "without a code")",
                retryAfter: response.headers["retry-after"].flatMap { RetryAfter.seconds($0, at: world.now()) })
        }
        do {
            return try JSON(parsing: response.body, limits: JSONLimits(depth: 16, members: 256, values: 200_000))
        } catch {
            throw .notUnderstood("no JSON: \(error)")
        }
    }
}

extension LookupFailure {
    static func notUnderstood(_ what: String) -> LookupFailure { .notLearned("Graph's answer was not understood: \(what)") }
}
