import CallerVerification
import Invitations
import StrictJSON
import Testing

@testable import EntraKeys

@Suite("Discovery")
struct DiscoveryTests {
    private func changed(_ url: String, _ name: String, _ value: JSON?) -> PublishedEntra {
        var documents = PublishedEntra.documents(keys: ["first"])
        guard var members = documents[url]?.object else { return PublishedEntra([:]) }
        members[name] = value
        documents[url] = .object(members)
        return PublishedEntra(documents)
    }

    @Test("Both shapes' metadata and keys are fetched, and their issuers taken from there")
    func whole() async throws {
        let test = try TestSource()
        let snapshot = try await test.source.current()
        #expect(snapshot.keys.v1.issuer == PublishedEntra.v1Issuer)
        #expect(snapshot.keys.v2.issuer == PublishedEntra.v2Issuer)
        #expect(snapshot.keys.contains(keyID: "first"))
        #expect(snapshot.fetchedAt == test.clock.now)
        #expect(
            Set(test.entra.fetched)
                == [PublishedEntra.v1Metadata, PublishedEntra.v2Metadata, PublishedEntra.v1Keys, PublishedEntra.v2Keys])
    }

    @Test(
        "An issuer that is not the tenant's is refused",
        arguments: [
            "https://sts.windows.net/{tenantid}/", "https://login.microsoftonline.com/common/v2.0",
            "https://login.microsoftonline.com/11112222-bbbb-3333-cccc-4444dddd5555/v2.0", "https://evil.example/",
            .string(PublishedEntra.v1Issuer), .string(PublishedEntra.v2Issuer + "/"), nil, 1,
        ] as [JSON?])
    func issuer(issuer: JSON?) async throws {
        let test = try TestSource(changed(PublishedEntra.v2Metadata, "issuer", issuer))
        #expect(await test.failure()?.contains("issuer") == true)
        #expect(!test.source.status.isUsable)
    }

    @Test(
        "Keys are fetched from the cloud's own hosts over https only",
        arguments: [
            "http://login.microsoftonline.com/keys", "http://login.microsoftonline.com:443/keys",
            "https://evil.example/keys", "https://login.microsoftonline.com.evil.example/keys",
            "https://login.microsoftonline.com@evil.example/keys", "https://login.microsoftonline.com:8443/keys",
            "https://login.microsoftonline.com\\@evil.example/keys", "https://login.microsoftonline.us/keys",
            "file:///etc/passwd", "/keys", "", "https://127.0.0.1/keys", "http://127.0.0.1/keys",
            "https://login.microsoftonline.com/keys#x", "https://login.microsoftonline.com/ke ys", nil, 1,
        ] as [JSON?])
    func keyAddress(address: JSON?) async throws {
        let test = try TestSource(changed(PublishedEntra.v1Metadata, "jwks_uri", address))
        #expect(await test.failure()?.contains(PublishedEntra.v1Metadata) == true)
        let allowed: Set<String> = [PublishedEntra.v1Metadata, PublishedEntra.v2Metadata, PublishedEntra.v2Keys]
        #expect(allowed.isSuperset(of: test.entra.fetched))
    }

    @Test("An alias of the cloud's login host may serve the keys")
    func alias() async throws {
        let entra = changed(PublishedEntra.v1Metadata, "jwks_uri", "https://login.windows.net/keys")
        entra.publish(JSON(dictionaryLiteral: ("keys", [PublishedEntra.key("alias")])).bytes(), at: "https://login.windows.net/keys")
        let test = try TestSource(entra)
        #expect(try await test.source.current().keys.contains(keyID: "alias"))
    }

    @Test(
        "One missing document of the four, and nothing is taken",
        arguments: [
            PublishedEntra.v1Metadata, PublishedEntra.v2Metadata, PublishedEntra.v1Keys, PublishedEntra.v2Keys,
        ])
    func missing(url: String) async throws {
        var documents = PublishedEntra.documents(keys: ["first"])
        documents[url] = nil
        let test = try TestSource(PublishedEntra(documents))
        #expect(await test.failure() == "\(url) could not be fetched: 404")
    }

    @Test("Documents that are too large, no JSON, ambiguous or without a usable key are refused")
    func documents() async throws {
        let cases: [(url: String, bytes: [UInt8])] = [
            (PublishedEntra.v1Metadata, [UInt8](repeating: 0x20, count: 65_537)),
            (PublishedEntra.v2Keys, [UInt8](repeating: 0x20, count: 262_145)),
            (PublishedEntra.v1Metadata, Array("<html>".utf8)),
            (PublishedEntra.v1Metadata, Array("{\"issuer\":\"a\",\"issuer\":\"b\"}".utf8)),
            (PublishedEntra.v2Keys, Array("{\"keys\":[]}".utf8)),
            (PublishedEntra.v2Keys, Array("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AA\"}]}".utf8)),
        ]
        for (url, bytes) in cases {
            let entra = PublishedEntra()
            entra.publish(bytes, at: url)
            #expect(await (try TestSource(entra)).failure()?.contains(url) == true)
        }
    }

    @Test("Published keys that are not used are told in the status")
    func notes() async throws {
        var documents = PublishedEntra.documents(keys: ["first"])
        documents[PublishedEntra.v1Keys] = ["keys": [PublishedEntra.key("first"), ["kty": "oct"]]]
        let test = try TestSource(PublishedEntra(documents))
        _ = try await test.source.current()
        #expect(test.source.status.notes == ["key 2 is left out: it has no kid"])
    }
}

@Suite("The authority")
struct EntraAuthorityTests {
    private func custom(_ base: String, keys: String, issuer: String? = nil) async throws -> Bool {
        let tenant = PublishedEntra.tenant
        let set: JSON = ["keys": [PublishedEntra.key("own")]]
        let entra = PublishedEntra([
            "\(base)/\(tenant)/.well-known/openid-configuration": [
                "issuer": .string(issuer ?? "https://sts.windows.net/\(tenant)/"), "jwks_uri": .string(keys),
            ],
            "\(base)/\(tenant)/v2.0/.well-known/openid-configuration": [
                "issuer": .string("\(base)/\(tenant)/v2.0"), "jwks_uri": .string(keys),
            ], keys: set,
        ])
        let test = try TestSource(entra, authority: EntraAuthority(custom: base))
        return (try? await test.source.current()) != nil
    }

    @Test("A custom authority may be plain http on this machine, and serves its own keys")
    func loopback() async throws {
        #expect(try await custom("http://127.0.0.1:8081", keys: "http://127.0.0.1:8081/keys"))
        #expect(try await custom("http://[::1]:8081", keys: "http://[::1]:8081/keys"))
        #expect(try await custom("http://localhost:8081", keys: "http://localhost:8081/keys"))
        #expect(try await custom("https://entra.test", keys: "https://entra.test/keys"))
    }

    @Test("A custom authority sends nobody elsewhere, nor to another tenant's issuer")
    func elsewhere() async throws {
        #expect(try await !custom("http://127.0.0.1:8081", keys: "http://127.0.0.1:8082/keys"))
        #expect(try await !custom("http://127.0.0.1:8081", keys: "https://login.microsoftonline.com/keys"))
        #expect(try await !custom("https://entra.test", keys: "http://entra.test/keys"))
        #expect(try await !custom("https://entra.test", keys: "https://entra.test/keys", issuer: "https://sts.windows.net/common/"))
    }

    @Test("Plain http to another machine is no authority")
    func insecure() {
        #expect(throws: AuthorityFault.notSecure) { try EntraAuthority(custom: "http://entra.test") }
        #expect(throws: AuthorityFault.notSecure) { try EntraAuthority(custom: "http://127.0.0.1.evil.example") }
        for text in ["entra.test", "ftp://entra.test", "https://", "https://a@b", "https://a:0", "https://a:99999", "https://a?x", "https://[x]"] {
            #expect(throws: AuthorityFault.notAURL) { try EntraAuthority(custom: text) }
        }
    }

    @Test("Each national cloud has its own login host and issuers")
    func clouds() throws {
        let tenant = try #require(TenantID(PublishedEntra.tenant))
        #expect(
            EntraAuthority.china.metadataURL(of: tenant, .v2)
                == "https://login.partner.microsoftonline.cn/\(tenant)/v2.0/.well-known/openid-configuration")
        #expect(EntraAuthority.china.issuers(of: tenant, .v1) == ["https://sts.chinacloudapi.cn/\(tenant)/"])
        #expect(EntraAuthority.usGovernment.issuers(of: tenant, .v2) == ["https://login.microsoftonline.us/\(tenant)/v2.0"])
        #expect(EntraAuthority.global.issuers(of: tenant, .v1) == ["https://sts.windows.net/\(tenant)/"])
    }
}
