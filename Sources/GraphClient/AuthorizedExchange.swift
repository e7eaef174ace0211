import Curl

/// One request to Graph with the gate's token; with a new token once more if Graph answers 401, which it does before
/// doing anything (Graph, "Resolve authorization errors": the token is missing or not valid).
struct AuthorizedExchange: Sendable {
    let http: CurlClient
    let tokens: GraphTokenSource

    enum Failure: Error {
        case noToken(TokenFailure)
        case exchange(CurlError)
    }

    /// - Parameters:
    ///   - request: complete but for its `Authorization`.
    ///   - mayRepeat: asked before the second time.
    /// - Returns: Graph's answer, a 401 only if it came twice, there was no other token to try, or it may not be repeated.
    func send(
        _ request: CurlRequest, mayRepeat: @Sendable () async -> Bool = { true }
    ) async throws(Failure) -> CurlResponse {
        let token = try await token()
        let response = try await exchange(request, token)
        guard response.status == 401, tokens.dropOnce(token), await mayRepeat() else { return response }
        return try await exchange(request, try await self.token())
    }

    private func token() async throws(Failure) -> GraphToken {
        do throws(TokenFailure) { return try await tokens.token() } catch { throw .noToken(error) }
    }

    private func exchange(_ request: CurlRequest, _ token: GraphToken) async throws(Failure) -> CurlResponse {
        var request = request
        request.headers.append(("Authorization", "Bearer \(token.value)"))
        do throws(CurlError) { return try await http.exchange(request) } catch { throw .exchange(error) }
    }
}
