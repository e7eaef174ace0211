import Curl
import Gatekeeper
import GraphFormat
import Invitations
import StrictJSON

/// Reads from Graph's directory. Everything that is not the answer asked for is an error, never an empty answer.
struct GraphReading: Sendable {
    /// Pages of one collection that are followed; more means that something is wrong.
    private static let maximumPages = 20

    let endpoints: GraphEndpoints
    let authorized: AuthorizedExchange
    let timeout: Duration

    /// The JSON at that path (under `/v1.0`), or nil if Graph knows no such object.
    func object(_ path: String) async throws(DirectoryUnavailable) -> JSON? {
        try await read(CurlRequest(url: "\(endpoints.graphOrigin)/v1.0\(path)"))
    }

    /// The result of an action that only reads.
    func action(_ path: String, _ parameters: JSON) async throws(DirectoryUnavailable) -> JSON? {
        let request = CurlRequest(
            method: .post,
            url: "\(endpoints.graphOrigin)/v1.0\(path)",
            headers: [("Content-Type", "application/json")],
            body: parameters.bytes()
        )
        return try await read(request)
    }

    /// All elements of a collection, page after page, or nil if Graph knows no such object.
    func collection(_ path: String, headers: [(String, String)] = []) async throws(DirectoryUnavailable) -> [JSON]? {
        var url = "\(endpoints.graphOrigin)/v1.0\(path)"
        var elements: [JSON] = []
        for _ in 0..<Self.maximumPages {
            guard let page = try await read(CurlRequest(url: url, headers: headers)) else { return nil }
            guard let values = page["value"]?.array else { throw .notUnderstood("a collection without its value") }
            elements += values
            guard let next = page["@odata.nextLink"] else { return elements }
            // The token goes where the link points: nowhere but to Graph.
            guard let link = next.string, link.hasPrefix("\(endpoints.graphOrigin)/") else {
                throw .notUnderstood("a next page at another address")
            }
            url = link
        }
        throw .notUnderstood("more than \(Self.maximumPages) pages")
    }

    /// Every read may be sent again, and is once if its connection broke: a pooled one may just have been closed.
    private func read(_ request: CurlRequest) async throws(DirectoryUnavailable) -> JSON? {
        var request = request
        request.headers.append(("Accept", "application/json"))
        request.timeout = timeout
        request.maximumResponseBytes = 4 << 20
        request.allowsPlainHTTP = GraphEndpoints.isPlain(endpoints.graphOrigin)
        return try Self.document(try await answer(to: request, mayRepeat: true))
    }

    private func answer(to request: CurlRequest, mayRepeat: Bool) async throws(DirectoryUnavailable) -> CurlResponse {
        do throws(AuthorizedExchange.Failure) {
            return try await authorized.send(request)
        } catch {
            if mayRepeat, case .exchange(let error) = error, error.kind == .sendOrReceive {
                return try await answer(to: request, mayRepeat: false)
            }
            throw DirectoryUnavailable(error)
        }
    }

    private static func document(_ response: CurlResponse) throws(DirectoryUnavailable) -> JSON? {
        guard response.status == 200 else {
            let code = GraphErrorSummary(body: response.body).code.map(codeLike)
            // Graph's own word for it; a 404 of anything in between says nothing about the directory.
            if response.status == 404, code == "Request_ResourceNotFound" || code == "ResourceNotFound" { return nil }
            throw DirectoryUnavailable(detail: "Graph answered \(response.status) \(code ?? "without a code")")
        }
        do {
            return try JSON(parsing: response.body, limits: JSONLimits(depth: 16, members: 256, values: 50_000))
        } catch {
            throw .notUnderstood("no JSON: \(error)")
        }
    }
}

extension DirectoryUnavailable {
    static func notUnderstood(_ what: String) -> DirectoryUnavailable {
        DirectoryUnavailable(detail: "Graph's answer was not understood: \(what)")
    }

    init(_ failure: AuthorizedExchange.Failure) {
        switch failure {
        case .noToken(let failure): self.init(detail: "\(failure)", timedOut: failure == .timedOut)
        case .exchange(let error):
            self.init(detail: "Graph cannot be reached: \(error.kind)", timedOut: error.kind == .timeout)
        }
    }
}
