import Curl
import EntraKeys
import GraphClient

/// Where Entra and Graph are, as the settings say.
struct Endpoints {
    let authority: EntraAuthority
    let graph: GraphEndpoints

    init(_ settings: Settings) throws(StartFault) {
        if let custom = settings.endpoints {
            do throws(AuthorityFault) { authority = try EntraAuthority(custom: custom.login) } catch {
                throw .configuration(["endpoints.login: \(error)"])
            }
            do throws(GraphEndpoints.Fault) {
                graph = try GraphEndpoints(login: custom.login, graph: custom.graph, allowsLoopbackHTTP: true)
            } catch {
                throw .configuration(["endpoints: \(error)"])
            }
            return
        }
        graph = GraphEndpoints(settings.cloud)
        authority =
            switch settings.cloud {
            case .global: .global
            case .usGovL4, .usGovL5: .usGovernment
            case .china: .china
            }
    }
}

/// Fetches Entra's key documents over libcurl.
struct KeyDocuments: KeyFetching {
    let http: CurlClient
    /// Only with custom endpoints, which are checked to be loopback then.
    let allowsPlainHTTP: Bool

    func get(_ url: String) async throws -> [UInt8] {
        let request = CurlRequest(
            method: .get, url: url, headers: [("Accept", "application/json")], connectTimeout: .seconds(5),
            timeout: .seconds(10), maximumResponseBytes: 512 * 1_024, allowsPlainHTTP: allowsPlainHTTP)
        let response = try await http.exchange(request)
        guard response.status == 200 else { throw UnexpectedStatus(status: response.status) }
        return response.body
    }
}

private struct UnexpectedStatus: Error, CustomStringConvertible {
    let status: Int
    var description: String { "the answer has status \(status)" }
}
