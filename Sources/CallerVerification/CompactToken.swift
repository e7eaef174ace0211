import StrictJSON

/// A token in JWS compact serialisation (RFC 7515, section 7.1), taken apart and read as JSON. Nothing in it is
/// believed.
struct CompactToken {
    let header: JSON.Members
    let claims: JSON.Members
    /// The bytes that were signed: header and claims as they stood in the text.
    let signed: ArraySlice<UInt8>
    let signature: [UInt8]

    init(_ bearer: BearerToken, atMost maximum: Int) throws(VerificationFault) {
        let bytes = bearer.bytes
        guard bytes.count <= maximum else { throw .tooLarge(maximum) }
        let dots = bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }
        guard dots.count == 2 else { throw .malformed("it is not three parts with a dot between") }
        header = try Self.object(bytes[..<dots[0]], "header")
        claims = try Self.object(bytes[(dots[0] + 1)..<dots[1]], "claims")
        signed = bytes[..<dots[1]]
        guard let signature = Base64URL.decode(bytes[(dots[1] + 1)...]) else {
            throw .malformed("its signature is not base64url in the canonical form, without padding")
        }
        self.signature = signature
    }

    private static func object(_ part: ArraySlice<UInt8>, _ name: String) throws(VerificationFault) -> JSON.Members {
        guard let bytes = Base64URL.decode(part) else {
            throw .malformed("its \(name) part is not base64url in the canonical form, without padding")
        }
        let value: JSON
        do {
            value = try JSON(parsing: bytes, limits: JSONLimits(depth: 8, members: 128, values: 2_048))
        } catch {
            throw .malformed("its \(name) part is not JSON that is accepted (\(explanation(error)))")
        }
        guard let members = value.object else { throw .malformed("its \(name) part is not a JSON object") }
        return members
    }

    /// The fault without the token's own text, which a duplicate member's name is.
    private static func explanation(_ fault: JSONFault) -> String {
        if case .duplicateMember = fault.kind { return "a member twice in one object, at byte \(fault.offset)" }
        return fault.description
    }
}
