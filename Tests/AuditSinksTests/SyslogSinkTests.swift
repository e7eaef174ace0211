import AuditTrail
import LoopbackServer
import NIOSSL
import SyslogReceiver
import Testing

@testable import AuditSinks

/// One authority with a certificate for a receiver and one for a gate, and another authority that signed neither.
private struct Certificates {
    let folder: String

    private static let shared = Result { try Certificates() }

    static func make() throws -> Certificates { try shared.get() }

    private init() throws {
        folder = try OpenSSLTool.folder()
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        for authority in ["ca", "other"] {
            try OpenSSLTool.run(
                ["req", "-x509"] + newKey + ["-keyout", path(authority + ".key"), "-out", path(authority + ".pem")]
                    + ["-subj", "/CN=Throw-away \(authority)", "-addext", "keyUsage=critical,keyCertSign"])
        }
        for (name, names) in [("receiver", "DNS:localhost,DNS:siem.test,IP:127.0.0.1"), ("gate", "DNS:gate.test")] {
            try OpenSSLTool.run(
                ["req", "-x509"] + newKey + ["-keyout", path(name + ".key"), "-out", path(name + ".pem")]
                    + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-addext", "basicConstraints=critical,CA:FALSE"]
                    + ["-CA", path("ca.pem"), "-CAkey", path("ca.key")])
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func receiver(askingForCertificate: Bool = false) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("receiver.pem")).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: path("receiver.key"), format: .pem)))
        if askingForCertificate {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path("ca.pem")))
        }
        return configuration
    }
}

@Suite("The syslog sink", .timeLimit(.minutes(1)))
struct SyslogSinkTests {
    private func sink(
        _ port: Int, tls: SyslogTLS? = nil, host: String = "127.0.0.1", resend: Int = 256, stallSeconds: Int = 30
    ) -> SyslogSink {
        SyslogSink(
            to: SyslogTarget(host: host, port: port, tls: tls),
            format: SyslogFormat(facility: .logaudit, hostname: "gate-1", includesInvitee: true, limit: 8_192),
            resendEntries: resend, stallSeconds: stallSeconds)
    }

    private func receiving(
        _ tls: TLSConfiguration? = nil, queueBytes: Int = 64 << 10, _ body: (SyslogReceiver) async throws -> Void
    ) async throws {
        let receiver = try SyslogReceiver(tls: tls, queueBytes: queueBytes)
        try await receiver.start()
        do { try await body(receiver) } catch {
            await receiver.stop()
            throw error
        }
        #expect(receiver.faults == [])
        await receiver.stop()
    }

    @Test("sends a frame for each entry, whatever its texts are, over one connection")
    func frames() async throws {
        try await receiving { receiver in
            let sink = sink(receiver.port)
            try await sink.take(hostileItems)
            try await sink.take([item(1_000)])
            try await eventually { receiver.messages.count == hostileItems.count + 1 }
            #expect(try receiver.messages.map(messageID) == (0..<Int64(hostileItems.count)).map { $0 } + [1_000])
            #expect(receiver.messages.joined().allSatisfy { (0x20...0x7E).contains($0) })
            #expect(receiver.connections == 1)
            await sink.close()
        }
    }

    @Test("has not taken what the receiver's system has not acknowledged")
    func slow() async throws {
        try await receiving { receiver in
            receiver.read(false)
            let sink = sink(receiver.port, stallSeconds: 1)
            // More than the queues of both ends hold.
            let page = (1...800).map { item($0, String(repeating: "x", count: 2_000)) }
            await #expect(throws: SinkFailure.stalled(seconds: 1)) { try await sink.take(page) }
            receiver.read(true)
            try await sink.take(page)
            try await eventually { Set(try receiver.messages.map(messageID)).count == 800 }
            await sink.close()
        }
    }

    @Test("has not taken what lies in its own system's queue only")
    func queued() async throws {
        try await receiving(queueBytes: 4_096) { receiver in
            receiver.read(false)
            let sink = sink(receiver.port, stallSeconds: 1)
            // More than the receiver's queue holds, and less than the sender's.
            let page = (1...6).map { item($0, String(repeating: "x", count: 2_000)) }
            await #expect(throws: SinkFailure.stalled(seconds: 1)) { try await sink.take(page) }
            await sink.close()
        }
    }

    @Test("waits for a receiver that is slow and not dead")
    func slowly() async throws {
        try await receiving { receiver in
            receiver.read(false)
            let sink = sink(receiver.port)
            let page = (1...300).map { item($0, String(repeating: "x", count: 2_000)) }
            let taking = Task { try await sink.take(page) }
            try await eventually { receiver.connections == 1 }
            receiver.read(true)
            try await taking.value
            try await eventually { receiver.messages.count == 300 }
            #expect(try receiver.messages.map(messageID) == Array(1...300))
            await sink.close()
        }
    }

    @Test("connects again when the receiver was away, and sends again what may be lost with the connection", arguments: [0, 2])
    func reconnects(_ resend: Int) async throws {
        try await receiving { receiver in
            let sink = sink(receiver.port, resend: resend)
            for number in Int64(1)...5 { try await sink.take([item(number)]) }
            let port = receiver.port
            await receiver.stop()
            try await eventually { receiver.messages.count == 5 }
            await #expect(throws: SinkFailure.self) { try await sink.take([item(6)]) }
            try await receiver.start(port: port)
            try await sink.take([item(6)])
            try await eventually { receiver.messages.count == 6 + resend }
            #expect(try receiver.messages.map(messageID) == Array(1...5) + Array(Int64(6 - resend)..<6) + [6])
            await sink.close()
        }
    }

    @Test("sends again also while there is nothing new")
    func tends() async throws {
        try await receiving { receiver in
            let sink = sink(receiver.port)
            try await sink.tend()
            try await eventually { receiver.connections == 1 }
            try await sink.take([item(1)])
            await receiver.hangUp()
            try await eventually { receiver.connections == 1 }
            while receiver.connections == 1 { try await sink.tend() }
            try await eventually { receiver.messages.count == 2 }
            await sink.close()
        }
    }

    @Test("has not taken what it sent to somebody who hangs up on it")
    func hangsUp() async throws {
        try await receiving { receiver in
            receiver.hangUp(after: 1)
            let sink = sink(receiver.port)
            for _ in 0..<3 { await #expect(throws: SinkFailure.self) { try await sink.take([item(1)]) } }
            receiver.hangUp(after: nil)
            try await sink.take([item(1)])
            await sink.close()
        }
    }

    @Test("stops waiting when its task is cancelled")
    func cancelled() async throws {
        try await receiving { receiver in
            receiver.read(false)
            let sink = sink(receiver.port)
            let taking = Task { try await sink.take((1...800).map { item($0, String(repeating: "x", count: 2_000)) }) }
            try await eventually { receiver.connections == 1 }
            taking.cancel()
            await #expect(throws: SinkFailure.cancelled) { try await taking.value }
            await sink.close()
        }
    }

    // MARK: TLS

    @Test("sends over TLS to whom its authority vouches for", arguments: ["localhost", "127.0.0.1"])
    func tls(_ host: String) async throws {
        let certificates = try Certificates.make()
        try await receiving(try certificates.receiver()) { receiver in
            let sink = sink(receiver.port, tls: SyslogTLS(authorityFile: certificates.path("ca.pem")), host: host)
            try await sink.take([item(1), item(2)])
            try await eventually { receiver.messages.count == 2 }
            await sink.close()
        }
    }

    @Test("sends nothing to a receiver whose certificate is of another authority, or of the system's none")
    func untrusted() async throws {
        let certificates = try Certificates.make()
        try await receiving(try certificates.receiver()) { receiver in
            for file in [certificates.path("other.pem"), nil] {
                let sink = sink(receiver.port, tls: SyslogTLS(authorityFile: file), host: "localhost")
                await #expect(throws: SinkFailure.self) { try await sink.take([item(1)]) }
                await sink.close()
            }
            #expect(receiver.messages.isEmpty)
        }
    }

    @Test("sends nothing to a receiver of another name")
    func name() async throws {
        let certificates = try Certificates.make()
        try await receiving(try certificates.receiver()) { receiver in
            var tls = SyslogTLS(authorityFile: certificates.path("ca.pem"), serverName: "elsewhere.test")
            let wrong = sink(receiver.port, tls: tls)
            await #expect(throws: SinkFailure.self) { try await wrong.take([item(1)]) }
            #expect(receiver.messages.isEmpty)
            tls.serverName = "siem.test"
            let right = sink(receiver.port, tls: tls)
            try await right.take([item(1)])
            try await eventually { receiver.messages.count == 1 }
            await right.close()
        }
    }

    @Test("takes a name for itself or under a star in place of one label")
    func names() {
        for (pattern, name) in [("siem.test", "SIEM.test."), ("*.siem.test", "a.siem.test")] { #expect(PeerName.matches(pattern, name)) }
        for (pattern, name) in [
            ("siem.test", "a.siem.test"), ("*.siem.test", "a.b.siem.test"), ("*.siem.test", "siem.test"), ("*.test", "siem.test"),
        ] {
            #expect(!PeerName.matches(pattern, name))
        }
    }

    @Test("shows its certificate, and has taken nothing where it is refused for want of one")
    func clientCertificate() async throws {
        let certificates = try Certificates.make()
        try await receiving(try certificates.receiver(askingForCertificate: true)) { receiver in
            var tls = SyslogTLS(authorityFile: certificates.path("ca.pem"))
            let without = sink(receiver.port, tls: tls)
            await #expect(throws: SinkFailure.self) { try await without.take([item(1)]) }
            #expect(receiver.messages.isEmpty)
            tls.certificateFile = certificates.path("gate.pem")
            tls.privateKeyFile = certificates.path("gate.key")
            let with = sink(receiver.port, tls: tls)
            try await with.take([item(1)])
            try await eventually { receiver.messages.count == 1 }
            await with.close()
        }
    }

    @Test("tells before it connects that its files are of no use")
    func files() throws {
        let certificates = try Certificates.make()
        func target(_ tls: SyslogTLS) -> SyslogTarget { SyslogTarget(host: "siem.test", port: 6_514, tls: tls) }
        #expect(throws: SinkFault.self) { try target(SyslogTLS(authorityFile: "/nowhere.pem")).check() }
        #expect(throws: SinkFault.self) {
            try target(SyslogTLS(certificateFile: certificates.path("gate.pem"), privateKeyFile: certificates.path("ca.key"))).check()
        }
        try target(SyslogTLS(certificateFile: certificates.path("gate.pem"), privateKeyFile: certificates.path("gate.key"))).check()
    }
}
