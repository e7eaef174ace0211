public import Invitations

/// Who was to be invited: the personal data of an entry, in a side row that can be erased without breaking the chain.
///
/// The domain stands here too, not in the hashed content: with a guess at the name it would tell the address again.
public struct Invitee: Hashable, Sendable {
    /// As judged; of a request that could not be parsed, as typed. Empty if the caller gave none.
    public let address: String
    public let displayName: String?
    /// The domain in A-labels, if the address has one.
    public let domain: String?
    public let ccAddress: String?
    public let ccName: String?

    /// Texts are bounded (320 bytes an address, 256 a name) and marked where cut; a NUL, at which SQLite's functions
    /// end a text, becomes U+FFFD.
    public init(
        address: String, displayName: String? = nil, domain: MailDomain? = nil, ccAddress: String? = nil,
        ccName: String? = nil
    ) {
        self.address = Self.stored(address, TextLimit.address)
        self.displayName = displayName.map { Self.stored($0, TextLimit.short) }
        self.domain = domain?.ascii
        self.ccAddress = ccAddress.map { Self.stored($0, TextLimit.address) }
        self.ccName = ccName.map { Self.stored($0, TextLimit.short) }
    }

    public init(_ request: InvitationRequest) {
        self.init(
            address: request.invitedUserEmailAddress.description, displayName: request.invitedUserDisplayName,
            domain: request.invitedUserEmailAddress.domain,
            ccAddress: request.messageInfo?.ccRecipient?.address.description,
            ccName: request.messageInfo?.ccRecipient?.name)
    }

    /// From a side row, exactly as it was stored: what the commitment is checked against must not be mended.
    public init(
        storedAddress: String, displayName: String?, domain: String?, ccAddress: String?, ccName: String?
    ) {
        self.address = storedAddress
        self.displayName = displayName
        self.domain = domain
        self.ccAddress = ccAddress
        self.ccName = ccName
    }

    /// What the chain holds of these texts: HMAC-SHA256 under the entry's key over their canonical JSON.
    public func commitment(under key: CommitmentKey) -> Digest256 {
        var object = CanonicalObject()
        // Bounded when they were stored.
        object.member("address", address, limit: .max)
        object.member("ccAddress", ccAddress, limit: .max)
        object.member("ccName", ccName, limit: .max)
        object.member("displayName", displayName, limit: .max)
        object.member("domain", domain)
        return key.commitment(to: "invitee", object.finish())
    }

    private static func stored(_ text: String, _ limit: Int) -> String {
        let cut = bounded(text, to: limit)
        guard cut.utf8.contains(0) else { return cut }
        return String(String.UnicodeScalarView(cut.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

/// The side row of an entry: the invitee, and the key under which the chain commits to it.
public struct InviteeRow: Hashable, Sendable {
    public let invitee: Invitee
    public let key: CommitmentKey

    public init(invitee: Invitee, key: CommitmentKey) {
        self.invitee = invitee
        self.key = key
    }
}
