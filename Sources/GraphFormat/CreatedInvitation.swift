public import Invitations
import StrictJSON

/// What the gate reads of Graph's 201: the ids for the trail. The body itself goes back to the caller untouched.
public struct CreatedInvitation: Hashable, Sendable {
    /// The invitation's id.
    public var id: String?
    /// The guest's object id.
    public var guest: ObjectID?

    /// Reads leniently: one sample of Graph's documentation shows `invitedUser` as an array.
    ///
    /// - Returns: nil when the body is no JSON object, and so no answer of Graph's.
    public init?(body: [UInt8]) {
        guard let json = try? JSON(parsing: body, limits: JSONLimits(depth: 16, members: 256, values: 4_096)),
            case .object = json
        else { return nil }
        id = (json["id"]?.string).map { String($0.prefix(128)) }
        let user = json["invitedUser"]
        let guestID = user?["id"]?.string ?? user?.array?.first?["id"]?.string
        guest = guestID.flatMap { ObjectID($0) }
    }
}
