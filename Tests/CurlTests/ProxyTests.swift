import LoopbackServer
import Testing

@testable import Curl

@Suite("The proxy")
struct ProxyTests {
    @Test("carries an HTTPS exchange to a host that is not excepted")
    func carries() async throws {
        let pki = try PrivatePKI.make()
        let server = try pki.server("http1")
        let proxy = try ScriptedProcess.script("connect_proxy.py", ["\(server.port)"])
        let client = try CurlClient(
            CurlConfiguration(additionalTrustFile: pki.authority, proxy: CurlProxy(url: "http://127.0.0.1:\(proxy.port)"))
        )
        #expect(try await client.exchange(CurlRequest(url: "https://service.test/a")).status == 200)
        #expect(proxy.lines(starting: "CONNECT") == ["CONNECT service.test:443 HTTP/1.1"])
        #expect(server.lines(starting: "request") == ["request 0 GET /a 0"])
    }

    @Test("that refuses the tunnel fails the exchange, with nothing sent")
    func refuses() async throws {
        let proxy = try ScriptedProcess.script("connect_proxy.py", ["0"])
        let client = try CurlClient(CurlConfiguration(proxy: CurlProxy(url: "http://127.0.0.1:\(proxy.port)")))
        let error = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(method: .post, url: "https://service.test/a", body: [1]))
        }
        #expect(error?.kind == .connect)
        #expect(error?.requestMayHaveReachedServer == false)
        #expect(error?.status == nil)
    }

    @Test("is passed by for loopback hosts, for exceptions and for plain HTTP")
    func passedBy() async throws {
        let pki = try PrivatePKI.make()
        let server = try pki.server("http1")
        let plain = try LoopbackServer { _ in .response(status: 200) }
        let proxy = try ScriptedProcess.script("connect_proxy.py", ["0"])
        let client = try CurlClient(
            CurlConfiguration(
                additionalTrustFile: pki.authority,
                proxy: CurlProxy(url: "http://127.0.0.1:\(proxy.port)", exceptions: "service.invalid")
            )
        )
        #expect(try await client.exchange(CurlRequest(url: "https://localhost:\(server.port)/")).status == 200)
        #expect(try await client.exchange(CurlRequest(url: plain.url, allowsPlainHTTP: true)).status == 200)
        let direct = await #expect(throws: CurlError.self) {
            try await client.exchange(CurlRequest(url: "https://service.invalid/"))
        }
        #expect(direct?.kind == .resolve)
        #expect(proxy.lines(starting: "").isEmpty)
    }

    @Test("is taken from the environment as libcurl would")
    func environment() {
        func proxy(_ variables: [String: String]) -> CurlProxy? { CurlProxy.from { variables[$0] } }
        #expect(proxy(["HTTPS_PROXY": "http://a:1"]) == CurlProxy(url: "http://a:1"))
        #expect(proxy(["https_proxy": "http://b:1", "HTTPS_PROXY": "http://a:1"])?.url == "http://b:1")
        #expect(proxy(["ALL_PROXY": "http://c:1", "NO_PROXY": "d"]) == CurlProxy(url: "http://c:1", exceptions: "d"))
        #expect(proxy(["http_proxy": "http://a:1", "HTTP_PROXY": "http://a:1"]) == nil)
        #expect(proxy(["HTTPS_PROXY": ""]) == nil)
    }

    @Test("is taken from the environment by a client that was told nothing else")
    func processEnvironment() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ScriptedProcess.script("connect_proxy.py", ["0"])
            setEnvironment("HTTPS_PROXY", "http://127.0.0.1:\(proxy.port)")
            let error = await #expect(throws: CurlError.self) {
                try await CurlClient().exchange(CurlRequest(url: "https://service.test/"))
            }
            #expect(error?.kind == .connect)
            #expect(proxy.lines(starting: "CONNECT") == ["CONNECT service.test:443 HTTP/1.1"])
        }
    }
}
