public import Invitations

/// The `WWW-Authenticate` field of a refusal (RFC 6750, section 3).
///
/// It never has a `claims` parameter: Microsoft's client libraries would take it for a claims challenge and repeat
/// the request by themselves.
public enum BearerChallenge {
    /// The field's value for a caller that is not verified or not entitled; nil for every other reason.
    public static func text(for reason: ReasonCode, message: String) -> String? {
        let realm = "Bearer realm=\"invitations\""
        switch reason {
        case .tokenMissing:
            // Section 3.1: a request without any authentication gets no error code.
            return realm
        case .scopeMissing:
            return realm + error("insufficient_scope", message) + ", scope=\"\(Permission.send)\""
        case .appRoleMissing:
            return realm + error("insufficient_scope", message)
        default:
            return reason.kind == .unverified ? realm + error("invalid_token", message) : nil
        }
    }

    /// Within the field only %x20-21 / %x23-5B / %x5D-7E may stand.
    private static func error(_ code: String, _ message: String) -> String {
        let description = message.unicodeScalars.map { scalar -> Character in
            switch scalar.value {
            case 0x22: "'"
            case 0x20...0x5B, 0x5D...0x7E: Character(scalar)
            default: "?"
            }
        }
        return ", error=\"\(code)\", error_description=\"\(String(description))\""
    }
}
