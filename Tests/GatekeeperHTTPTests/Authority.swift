import Foundation
import LoopbackServer
import Testing

/// A certificate authority that lives for one test.
struct Authority {
    struct Pair {
        let certificate: String
        let key: String
        /// As openssl prints it.
        let serial: String
    }

    let certificate: String
    private let key: String
    private let folder: String
    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]

    init(_ name: String, in folder: String) throws {
        self.folder = folder
        certificate = "\(folder)/\(name).ca.pem"
        key = "\(folder)/\(name).ca.key"
        try OpenSSLTool.run(
            ["req", "-x509"] + Self.newKey + ["-keyout", key, "-out", certificate, "-subj", "/CN=\(name)"]
                + ["-addext", "keyUsage=critical,keyCertSign"])
    }

    func issue(_ name: String) throws -> Pair {
        let serial = (0..<8).map { _ in String(UInt8.random(in: 16...0x7F), radix: 16, uppercase: true) }.joined()
        let path = "\(folder)/\(name)-\(serial)"
        try OpenSSLTool.run(
            ["req", "-x509"] + Self.newKey + ["-keyout", "\(path).key", "-out", "\(path).pem", "-subj", "/CN=\(name)"]
                + ["-addext", "subjectAltName=DNS:\(name)", "-addext", "basicConstraints=critical,CA:FALSE"]
                + ["-CA", certificate, "-CAkey", key, "-set_serial", "0x\(serial)"])
        return Pair(certificate: "\(path).pem", key: "\(path).key", serial: serial)
    }

    /// The serial number of the certificate that a new connection gets.
    func serial(at port: Int) async throws -> String {
        let command = """
            openssl s_client -connect 127.0.0.1:\(port) -servername localhost -CAfile '\(certificate)' </dev/null 2>/dev/null \
            | openssl x509 -noout -serial
            """
        let text = try await Shell.output(command)
        return String(text.trimmingCharacters(in: .whitespacesAndNewlines).dropFirst("serial=".count))
    }
}

enum Shell {
    static func output(_ command: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in waiting.resume() }
            do { try process.run() } catch { waiting.resume(throwing: error) }
        }
        return String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    }
}
