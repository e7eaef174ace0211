import GraphClient
import Testing

@Suite("Endpoints")
struct GraphEndpointsTests {
    @Test("of every cloud are its own")
    func clouds() {
        let all = NationalCloud.allCases.map { GraphEndpoints($0) }
        #expect(
            all.map(\.graphOrigin) == [
                "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us",
                "https://microsoftgraph.chinacloudapi.cn",
            ])
        #expect(
            all.map(\.loginOrigin) == [
                "https://login.microsoftonline.com", "https://login.microsoftonline.us", "https://login.microsoftonline.us",
                "https://login.partner.microsoftonline.cn",
            ])
    }

    @Test("of one's own are https", arguments: ["https://graph.test", "https://graph.test:8443/", "https://127.0.0.1:1"])
    func custom(origin: String) throws {
        let endpoints = try GraphEndpoints(login: origin, graph: origin, allowsLoopbackHTTP: false)
        #expect(!endpoints.graphOrigin.hasSuffix("/"))
    }

    @Test(
        "that are more or less than an origin are refused",
        arguments: [
            "graph.test", "https://", "https://graph.test/v1.0", "https://user@graph.test", "https://graph.test?x",
            "https://graph.test:port", "https://graph.test:99999", "https://graph.test:", "ftp://graph.test",
            "https://graph.test#x", "https://a b", "https://[::1]x", "https://.test", "",
        ]
    )
    func notAnOrigin(text: String) {
        #expect(throws: GraphEndpoints.Fault.notAnOrigin(text)) {
            try GraphEndpoints(login: text, graph: "https://graph.test", allowsLoopbackHTTP: true)
        }
        #expect(throws: GraphEndpoints.Fault.notAnOrigin(text)) {
            try GraphEndpoints(login: "https://login.test", graph: text, allowsLoopbackHTTP: true)
        }
    }

    @Test("over plain HTTP are on loopback, and only if that is allowed", arguments: ["http://localhost:1", "http://127.0.0.9", "http://[::1]:80"])
    func loopback(origin: String) throws {
        _ = try GraphEndpoints(login: origin, graph: origin, allowsLoopbackHTTP: true)
        #expect(throws: GraphEndpoints.Fault.plainHTTP(origin)) {
            try GraphEndpoints(login: origin, graph: origin, allowsLoopbackHTTP: false)
        }
    }

    @Test(
        "over plain HTTP elsewhere are refused",
        arguments: ["http://graph.test", "http://127.evil.test", "http://127.0.0.1.test", "http://10.0.0.1", "http://localhost.test"]
    )
    func elsewhere(origin: String) {
        #expect(throws: GraphEndpoints.Fault.plainHTTP(origin)) {
            try GraphEndpoints(login: origin, graph: origin, allowsLoopbackHTTP: true)
        }
    }
}
