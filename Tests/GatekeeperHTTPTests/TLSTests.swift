import Foundation
import GatekeeperHTTP
import GatekeeperTesting
import LoopbackServer
import Testing

@Suite("TLS")
struct TLSTests {
    @Test("With a certificate the listener speaks TLS 1.2 and newer, and no plain HTTP")
    func tls() async throws {
        let folder = try OpenSSLTool.folder()
        let (certificate, key) = ("\(folder)/cert.pem", "\(folder)/key.pem")
        try OpenSSLTool.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", key,
            "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ])
        var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
        configuration.identity = try ServerIdentity(.init(certificate: certificate, privateKey: key))
        let house = try House()
        let token = try TokenMint.user.authorization()
        let body = #"{"invitedUserEmailAddress":"dana@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
        func run(_ scheme: String, _ port: Int, _ more: [String]) async throws -> Curl.Result {
            try await Curl.run(
                more + [
                    "-H", "Authorization: \(token)", "-H", "Content-Type: application/json", "-d", body, "-o", "/dev/null",
                    "-w", "%{http_code}", "--resolve", "localhost:\(port):127.0.0.1",
                    "\(scheme)://localhost:\(port)/v1.0/invitations",
                ])
        }
        try await serving(house, configuration) { port in
            let good = try await run("https", port, ["--cacert", certificate])
            #expect(good.exitCode == 0 && good.output == "201")
            let plain = try await run("http", port, [])
            #expect(plain.exitCode != 0 && plain.output == "000")
            let stranger = try await run("https", port, [])
            #expect(stranger.exitCode == 60)
            // A client that is willing, so that it is the listener that is not.
            let old = ["--cacert", certificate, "--ciphers", "ALL:@SECLEVEL=0", "--tlsv1.0", "--tls-max"]
            #expect(try await run("https", port, old + ["1.1"]).exitCode == 35)
            #expect(try await run("https", port, old + ["1.2"]).output == "201")
        }
        #expect(house.sender.sent.count == 2)
    }

    @Test("A key that is not the certificate's is a fault when the configuration is read, not at the first connection")
    func otherKey() throws {
        let folder = try OpenSSLTool.folder()
        for name in ["a", "b"] {
            try OpenSSLTool.run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem", "-subj", "/CN=localhost",
            ])
        }
        _ = try ServerIdentity(.init(certificate: "\(folder)/a.pem", privateKey: "\(folder)/a.key"))
        let fault = #expect(throws: ServerIdentity.Fault.self) {
            try ServerIdentity(.init(certificate: "\(folder)/a.pem", privateKey: "\(folder)/b.key"))
        }
        #expect(fault?.description.hasPrefix("\(folder)/b.key cannot be used with \(folder)/a.pem") == true, "\(fault?.description ?? "-")")
    }

    @Test("The file that is no use is named, and why")
    func unusable() throws {
        let folder = try OpenSSLTool.folder()
        let pair = try Authority("ours", in: folder).issue("localhost")
        let (good, key, none) = (pair.certificate, pair.key, "\(folder)/none.pem")
        for (files, says) in [
            (ServerIdentity.Files(certificate: none, privateKey: key), "\(none) is not there"),
            (.init(certificate: good, privateKey: none), "\(none) is not there"),
            (.init(certificate: good, privateKey: key, clientAuthorities: none), "\(none) is not there"),
            (.init(certificate: key, privateKey: key), "\(key) holds no certificates in PEM"),
            (.init(certificate: good, privateKey: good), "\(good) holds no private key in PEM"),
            (.init(certificate: good, privateKey: key, clientAuthorities: key), "\(key) holds no certificates in PEM"),
        ] {
            let fault = #expect(throws: ServerIdentity.Fault.self) { try ServerIdentity(files) }
            #expect(fault?.description.hasPrefix(says) == true, "\(fault?.description ?? "-")")
        }
        _ = try ServerIdentity(.init(certificate: good, privateKey: key, clientAuthorities: good))
    }

    // MARK: Clients' certificates

    @Test("With client authorities a client is taken that shows a certificate of theirs, and no other")
    func clientCertificates() async throws {
        let folder = try OpenSSLTool.folder()
        let (ours, theirs) = (try Authority("ours", in: folder), try Authority("theirs", in: folder))
        let server = try ours.issue("localhost")
        var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
        configuration.identity = try ServerIdentity(
            .init(certificate: server.certificate, privateKey: server.key, clientAuthorities: ours.certificate))
        let portal = try ours.issue("portal")
        let stranger = try theirs.issue("portal")
        let house = try House()
        try await serving(house, configuration) { port in
            func status(_ pair: Authority.Pair?) async throws -> String {
                let own = pair.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
                return try await Self.invite(port, ["--cacert", ours.certificate] + own).output
            }
            var statuses: [String] = []
            for pair in [portal, nil, stranger, portal] { statuses.append(try await status(pair)) }
            #expect(statuses == ["201", "000", "000", "201"])
        }
        #expect(house.sender.sent.count == 2)
    }

    @Test("A file of client authorities without a certificate in it is a fault: it would take nobody, or everybody")
    func emptyAuthorities() throws {
        let folder = try OpenSSLTool.folder()
        let pair = try Authority("ours", in: folder).issue("localhost")
        try Data("# none\n".utf8).write(to: URL(filePath: "\(folder)/empty.pem"))
        #expect(throws: ServerIdentity.Fault.self) {
            try ServerIdentity(
                .init(certificate: pair.certificate, privateKey: pair.key, clientAuthorities: "\(folder)/empty.pem"))
        }
    }

    // MARK: Reload

    @Test("After a reload new connections get the new certificate, open ones go on, and a broken pair changes nothing")
    func reload() async throws {
        let folder = try OpenSSLTool.folder()
        let authority = try Authority("ours", in: folder)
        let (first, second) = (try authority.issue("localhost"), try authority.issue("localhost"))
        let (certificate, key) = ("\(folder)/live.pem", "\(folder)/live.key")
        func put(_ new: Authority.Pair, keyOf other: Authority.Pair? = nil) throws {
            try Data(contentsOf: URL(filePath: new.certificate)).write(to: URL(filePath: certificate))
            try Data(contentsOf: URL(filePath: (other ?? new).key)).write(to: URL(filePath: key))
        }
        try put(first)
        let identity = try ServerIdentity(.init(certificate: certificate, privateKey: key))
        var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
        configuration.identity = identity
        let house = try House()
        try await serving(house, configuration) { port in
            #expect(try await authority.serial(at: port) == first.serial)
            #expect(try identity.reload() == false)
            let kept = try TLSConversation(port, authority.certificate)
            #expect(try await kept.invite() == 201)
            // A certificate and a key that do not belong together.
            try put(second, keyOf: first)
            #expect(throws: ServerIdentity.Fault.self) { try identity.reload() }
            #expect(try await authority.serial(at: port) == first.serial)
            #expect(identity.current.serialNumber == first.serial)
            try put(second)
            #expect(try identity.reload())
            #expect(try await authority.serial(at: port) == second.serial)
            #expect(identity.current.serialNumber == second.serial && first.serial != second.serial)
            #expect(try await kept.invite() == 201, "the connection was cut by the reload")
            kept.end()
        }
        #expect(house.sender.sent.count == 2)
    }

    private static func invite(_ port: Int, _ more: [String]) async throws -> Curl.Result {
        let body = #"{"invitedUserEmailAddress":"dana@fabrikam.com","inviteRedirectUrl":"https://myapps.microsoft.com"}"#
        return try await Curl.run(
            more + [
                "-H", "Authorization: \(try TokenMint.user.authorization())", "-H", "Content-Type: application/json", "-d", body,
                "-o", "/dev/null", "-w", "%{http_code}", "--resolve", "localhost:\(port):127.0.0.1",
                "https://localhost:\(port)/v1.0/invitations",
            ])
    }
}
