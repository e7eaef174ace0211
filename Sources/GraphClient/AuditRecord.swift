import Gatekeeper
import Invitations
import StrictJSON

/// One record of the tenant's audit log (directoryAudit resource type) about an invitation.
///
/// What an application's own `Invite external user` record holds is not documented whole: what is missing is told as
/// missing, and never guessed.
struct AuditRecord {
    private let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    /// Whether it names the address, or names none: then it may mean any.
    func mayMean(_ address: EmailAddress) -> Bool { meaning(address) != false }

    func activity(naming address: EmailAddress) throws(LookupFailure) -> InvitationActivity {
        guard let time = json["activityDateTime"]?.string.flatMap({ Timestamp($0) }) else {
            throw .notUnderstood("an audit record without its time")
        }
        return InvitationActivity(
            time: time, succeeded: json["result"]?.string.map { isSame($0, "success") } ?? false, initiator: initiator,
            namesAddress: meaning(address) == true, guest: target?["id"]?.string.flatMap { ObjectID($0) },
            invitation: detail("InvitationId"))
    }

    /// Nil where it names no address.
    private func meaning(_ address: EmailAddress) -> Bool? {
        if let named = detail("invitedUserEmailAddress") {
            // A domain's other spelling (RFC 5890, U-label) is not compared: such a name may mean the address, or any.
            let isOtherSpelling = address.domain.ascii.contains("xn--") && !named.utf8.allSatisfy { $0 < 0x80 }
            return isOtherSpelling ? nil : isSame(named, address.description)
        }
        // A guest's name is made of the address: `dana_fabrikam.com#EXT#@contoso.onmicrosoft.com` (user properties of a guest).
        guard let name = target?["userPrincipalName"]?.string, name.contains("#EXT#") else { return nil }
        return isSame(String(name.prefix { $0 != "#" }), "\(address.localPart)_\(address.domain.ascii)") ? true : nil
    }

    private var target: JSON? {
        json["targetResources"]?.array?.first { $0["type"]?.string.map { isSame($0, "User") } ?? false }
    }

    private var initiator: InvitationActivity.Initiator {
        if let app = json["initiatedBy"]?["app"]?["appId"]?.string.flatMap({ ApplicationID($0) }) { return .application(app) }
        if json["initiatedBy"]?["user"]?["id"]?.string.flatMap({ ObjectID($0) }) != nil { return .user }
        return .untold
    }

    /// The keys' case has been seen to differ.
    private func detail(_ key: String) -> String? {
        json["additionalDetails"]?.array?.first { $0["key"]?.string.map { isSame($0, key) } ?? false }?["value"]?.string
    }
}

/// Without regard to ASCII case.
private func isSame(_ left: String, _ right: String) -> Bool {
    func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    return left.utf8.elementsEqual(right.utf8) { folded($0) == folded($1) }
}
