/// A token in compact form (RFC 7515, section 7.1), taken apart but not believed.
struct JSONWebToken {
    let header: JSONValue
    let claims: JSONValue
    let signedBytes: [UInt8]
    let signature: [UInt8]

    /// nil when the text is no compact JWS with two JSON objects.
    init?(compact: String) {
        let parts = compact.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Base64URL.decode(parts[0]), let claimBytes = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), let header = try? JSONReader.read(headerBytes), header.members != nil,
            let claims = try? JSONReader.read(claimBytes), claims.members != nil
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signedBytes = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// The compact form, signed.
    static func signed(
        header: JSONValue, claims: JSONValue, key: SigningKey, algorithm: SigningAlgorithm
    ) throws(EmulatorError) -> String {
        let input = "\(Base64URL.encode(header.bytes)).\(Base64URL.encode(claims.bytes))"
        return "\(input).\(Base64URL.encode(try key.sign(Array(input.utf8), with: algorithm)))"
    }
}
