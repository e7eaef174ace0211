import Invitations
import StrictJSON

/// Why there is no token for Graph. Holds codes and ids, never a secret, an assertion or a token.
public enum TokenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case refused(EntraRefusal)
    /// No exchange with the token endpoint came about, with what failed.
    case unreachable(String)
    case timedOut
    case answerNotUnderstood(status: Int)
    /// The secret could not be read, or the assertion not be signed.
    case credentialUnusable
    /// As many exchanges as the gate does at once are under way; the token endpoint was not asked.
    case overloaded
    /// Whoever waited for the token was cancelled.
    case abandoned
    /// The token endpoint failed so often that it is not asked for so many seconds.
    case leftAlone(seconds: Double)

    public var description: String {
        switch self {
        case .refused(let refusal): "Entra refused a token: \(refusal)"
        case .unreachable(let what): "the token endpoint cannot be reached: \(what)"
        case .timedOut: "the token endpoint did not answer in time"
        case .answerNotUnderstood(let status): "the token endpoint's answer with status \(status) makes no sense"
        case .credentialUnusable: "the client credential cannot be read or used"
        case .overloaded: "too many exchanges are under way to ask for a token"
        case .leftAlone(let seconds):
            "the token endpoint failed too often and is left alone for \(Int(seconds.rounded(.up))) seconds"
        case .abandoned: "nobody waits for the token any more"
        }
    }
}

/// An error that Entra answered (Microsoft identity platform, "Authentication and authorization error codes").
public struct EntraRefusal: Hashable, Sendable, CustomStringConvertible {
    public var status: Int
    /// OAuth's code, such as `invalid_client`.
    public var error: String
    /// `AADSTS…`, what to look up.
    public var code: String?
    /// What Microsoft's support asks for.
    public var correlationID: String?

    public var description: String {
        [code, error, "status \(status)", correlationID.map { "correlation id \($0)" }]
            .compactMap { $0 }.joined(separator: ", ")
    }

    /// The error of a token response, or nil if the body holds none. Its `error_description` is not kept: it is prose.
    init?(status: Int, _ json: JSON) {
        guard let error = json["error"]?.string else { return nil }
        self.status = status
        self.error = codeLike(error)
        code = json["error_codes"]?.array?.first?.integer.map { "AADSTS\($0)" }
        correlationID = json["correlation_id"]?.string.flatMap { RequestID($0)?.description }
    }
}

/// A short code out of an answer, stripped of whatever a log or a page could take for its own.
func codeLike(_ text: String) -> String {
    let safe = text.utf8.prefix(64).filter { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
    return String(decoding: safe, as: UTF8.self)
}
