import NIOSSL
import SwiftASN1
import X509

/// Whether a certificate is one for a name.
///
/// NIOSSL's own check, which has passed before, also takes a certificate for the address at which the name was found
/// instead of one for the name: whoever can forge the name's address and has a certificate for his own would pass for the
/// receiver.
enum PeerName {
    /// RFC 9525, section 6: a DNS name of the certificate that equals the one asked for without regard to case, or has `*`
    /// in place of its first label.
    static func stands(_ name: String, in certificate: NIOSSLCertificate) -> Bool {
        guard let bytes = try? certificate.toDERBytes(), let parsed = try? Certificate(derEncoded: bytes),
            let names = try? parsed.extensions.subjectAlternativeNames
        else { return false }
        return names.contains { if case .dnsName(let pattern) = $0 { matches(pattern, name) } else { false } }
    }

    static func matches(_ pattern: String, _ name: String) -> Bool {
        let wanted = labels(name)
        let given = labels(pattern)
        guard wanted.count == given.count, let first = given.first else { return false }
        if first == "*" { return given.count > 2 && wanted.dropFirst() == given.dropFirst() }
        return wanted == given
    }

    private static func labels(_ name: String) -> [String] {
        let text = name.hasSuffix(".") ? name.dropLast() : name[...]
        return text.split(separator: ".", omittingEmptySubsequences: false).map { $0.lowercased() }
    }
}
