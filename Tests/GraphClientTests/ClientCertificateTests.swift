import FoundationEssentials
import Invitations
import LoopbackServer
import StrictJSON
import Testing

@testable import GraphClient

@Suite("A client certificate")
struct ClientCertificateTests {
    private struct Files {
        let folder: String
        var key: String { "\(folder)/key.pem" }
        var certificate: String { "\(folder)/certificate.pem" }

        func bytes(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
    }

    private static let files = Result<Files, any Error> {
        let files = Files(folder: try OpenSSLTool.folder())
        try OpenSSLTool.run(
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", files.key, "-out", files.certificate]
                + ["-days", "30", "-subj", "/CN=gate"]
        )
        try OpenSSLTool.run(
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(files.folder)/other-key.pem"]
                + ["-out", "\(files.folder)/other-certificate.pem", "-days", "30", "-subj", "/CN=other"]
        )
        try OpenSSLTool.run(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + ["-keyout", "\(files.folder)/ec-key.pem", "-out", "\(files.folder)/ec-certificate.pem", "-subj", "/CN=ec"]
        )
        try OpenSSLTool.run(
            ["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "\(files.folder)/short-key.pem"]
                + ["-out", "\(files.folder)/short-certificate.pem", "-subj", "/CN=short"]
        )
        try OpenSSLTool.run(["pkcs8", "-topk8", "-in", files.key, "-out", "\(files.folder)/locked.pem", "-passout", "pass:pw"])
        for (name, password) in [("open.pfx", ""), ("locked.pfx", "pw")] {
            try OpenSSLTool.run(
                ["pkcs12", "-export", "-inkey", files.key, "-in", files.certificate, "-out", "\(files.folder)/\(name)"]
                    + ["-passout", "pass:\(password)"]
            )
        }
        return files
    }

    private let files: Files
    private let expectedThumbprint: String

    init() throws {
        files = try Self.files.get()
        let text = try OpenSSLTool.run(["x509", "-in", files.certificate, "-noout", "-fingerprint", "-sha256"])
        let digits = text.split(separator: "=")[1].filter { $0.isHexDigit }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { at in
            UInt8(digits.dropFirst(at).prefix(2), radix: 16) ?? 0
        }
        expectedThumbprint = Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    @Test("is read from PEM in either order, with a chain")
    func pem() throws {
        let (key, certificate) = (try files.bytes("key.pem"), try files.bytes("certificate.pem"))
        let other = try files.bytes("other-certificate.pem")
        for pem in [key + certificate, certificate + key, key + other + certificate] {
            #expect(try ClientCertificate(pem: pem).thumbprint == expectedThumbprint)
        }
    }

    @Test("is read from PFX, with a password and without")
    func pfx() throws {
        let certificate = try ClientCertificate(pfx: files.bytes("open.pfx"))
        #expect(certificate.thumbprint == expectedThumbprint)
        #expect(try ClientCertificate(pfx: files.bytes("locked.pfx"), password: "pw").thumbprint == expectedThumbprint)
        #expect(certificate.notAfter.description > "2026")
    }

    @Test("that is not whole, or not fit, is refused with the reason")
    func faults() throws {
        let (key, certificate) = (try files.bytes("key.pem"), try files.bytes("certificate.pem"))
        func fault(_ pem: [UInt8]) -> ClientCertificate.Fault? {
            #expect(throws: ClientCertificate.Fault.self) { try ClientCertificate(pem: pem) }
        }
        #expect(fault(certificate) == .noKey)
        #expect(fault(Array("nothing".utf8)) == .noKey)
        #expect(fault(key) == .noCertificate)
        #expect(fault(key + (try files.bytes("other-certificate.pem"))) == .noCertificate)
        #expect(fault(try files.bytes("ec-key.pem") + files.bytes("ec-certificate.pem")) == .notRSA)
        #expect(fault(try files.bytes("short-key.pem") + files.bytes("short-certificate.pem")) == .keyTooShort)
        #expect(fault(try files.bytes("locked.pem") + certificate) == .notReadable)
        for password in [nil, "wrong"] {
            #expect(throws: ClientCertificate.Fault.notReadable) {
                try ClientCertificate(pfx: files.bytes("locked.pfx"), password: password)
            }
        }
        #expect(throws: ClientCertificate.Fault.notReadable) { try ClientCertificate(pfx: Array("nothing".utf8)) }
        #expect(throws: ClientCertificate.Fault.notReadable) { try ClientCertificate(pfx: []) }
    }

    @Test("signs the assertion that Entra asks for")
    func assertion() async throws {
        let certificate = try ClientCertificate(pfx: files.bytes("open.pfx"))
        let scene = try Scene(credential: .certificate(certificate))
        _ = try await scene.tokens.token()
        func field(_ name: String) -> String { Self.field(name, of: scene.tokenRequests[0]) }
        #expect(field("client_assertion_type") == "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer")
        #expect(!scene.tokenRequests[0].text.contains("client_secret"))

        let parts = field("client_assertion").split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let header = try JSON(parsing: decoded(parts[0]))
        #expect(header == ["alg": "PS256", "typ": "JWT", "x5t#S256": .string(expectedThumbprint)])
        let claims = try JSON(parsing: decoded(parts[1]))
        let now = scene.now.milliseconds / 1000
        #expect(claims["aud"]?.string == scene.server.url + Scene.tokenPath)
        #expect(claims["iss"]?.string == Scene.client.description)
        #expect(claims["sub"]?.string == Scene.client.description)
        #expect(claims["jti"]?.string?.utf8.count == 36)
        #expect(claims["nbf"]?.integer == now)
        #expect(claims["iat"]?.integer == now)
        #expect(claims["exp"]?.integer.map { $0 > now && $0 <= now + 600 } == true)
        try verify(parts)
    }

    @Test("signs no two assertions with one id")
    func freshIDs() async throws {
        let certificate = try ClientCertificate(pfx: files.bytes("open.pfx"))
        let scene = try Scene(credential: .certificate(certificate), entra: { _ in .json(503, "{}") })
        for _ in 0..<3 {
            _ = try? await scene.tokens.token()
            scene.advance(seconds: 2)
        }
        let ids = try scene.tokenRequests.map { request in
            let claims = Self.field("client_assertion", of: request).split(separator: ".")[1]
            return try JSON(parsing: decoded(String(claims)))["jti"]?.string
        }
        #expect(Set(ids).count == 3)
    }

    private static func field(_ name: String, of request: LoopbackServer.Request) -> String {
        let form = request.text.split(separator: "&").map { $0.split(separator: "=") }
        return form.first { $0[0] == name }.map { String($0[1]) } ?? ""
    }

    /// By OpenSSL, not by the code that signed: PSS with MGF1-SHA-256 and a salt of 32 bytes (RFC 7518 3.5).
    private func verify(_ parts: [String]) throws {
        try Data((parts[0] + "." + parts[1]).utf8).write(to: URL(fileURLWithPath: "\(files.folder)/signed"))
        try Data(decoded(parts[2])).write(to: URL(fileURLWithPath: "\(files.folder)/signature"))
        try OpenSSLTool.run(["x509", "-in", files.certificate, "-noout", "-pubkey", "-out", "\(files.folder)/public.pem"])
        let printed = try OpenSSLTool.run(
            ["dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
                + ["-sigopt", "rsa_mgf1_md:sha256", "-verify", "\(files.folder)/public.pem"]
                + ["-signature", "\(files.folder)/signature", "\(files.folder)/signed"]
        )
        #expect(printed.contains("Verified OK"))
    }

    private func decoded(_ text: String) throws -> [UInt8] {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        return Array(try #require(Data(base64Encoded: padded)))
    }
}
