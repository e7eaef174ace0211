import Foundation
import GraphClient
import Invitations

extension Settings.Credential {
    /// The credential, read and checked now: a service that cannot prove itself to Entra does not start.
    ///
    /// - Parameter now: a certificate that has ended by then is a fault.
    func load(at now: Timestamp) throws(StartFault) -> ClientCredential {
        switch self {
        case .secret(let secret):
            let bytes = Array(secret.utf8)
            return .secret { bytes }
        case .secretFile(let path):
            _ = try Self.firstLine("graph.clientSecretFile", path)
            // Read anew for every token, so that a rotated secret is taken up without a restart.
            return .secret { Array(try Self.firstLine("graph.clientSecretFile", path).utf8) }
        case .pem(let certificateFile, let privateKeyFile):
            let certificate = try Self.bytes("graph.certificateFile", certificateFile)
            let key = try Self.bytes("graph.privateKeyFile", privateKeyFile)
            return try Self.certificate("graph.certificateFile, graph.privateKeyFile", at: now) {
                () throws(ClientCertificate.Fault) in try ClientCertificate(pem: key + [0x0A] + certificate)
            }
        case .pfx(let file, let passwordFile):
            var password: String?
            if let passwordFile { password = try Self.firstLine("graph.pfxPasswordFile", passwordFile) }
            let bytes = try Self.bytes("graph.pfxFile", file)
            return try Self.certificate("graph.pfxFile", at: now) {
                () throws(ClientCertificate.Fault) in try ClientCertificate(pfx: bytes, password: password)
            }
        }
    }

    private static func certificate(
        _ keys: String, at now: Timestamp, _ read: () throws(ClientCertificate.Fault) -> ClientCertificate
    ) throws(StartFault) -> ClientCredential {
        let certificate: ClientCertificate
        do { certificate = try read() } catch { throw .configuration(["\(keys): \(error)"]) }
        guard now < certificate.notAfter else {
            throw .configuration(["\(keys): the certificate ended on \(certificate.notAfter)"])
        }
        return .certificate(certificate)
    }

    private static func bytes(_ key: String, _ path: String) throws(StartFault) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            // Not the error's own text: it may differ by platform, and the path is what helps.
            throw .configuration(["\(key): \(path) cannot be read"])
        }
    }

    /// Secrets are kept in files with a line feed at their end, which is not part of them.
    private static func firstLine(_ key: String, _ path: String) throws(StartFault) -> String {
        let bytes = try bytes(key, path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .configuration(["\(key): \(path) is not UTF-8"])
        }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else { throw .configuration(["\(key): \(path) is empty"]) }
        return String(line)
    }
}
