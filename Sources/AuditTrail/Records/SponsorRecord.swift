public import Invitations

/// What was known of the sponsor that the caller named.
public struct SponsorRecord: Hashable, Sendable {
    public enum Standing: Hashable, Sendable {
        case noSuchUser
        case user(ObjectID, enabled: Bool, kind: UserKind)
    }

    public var standing: Standing
    public var source: FactSource
    /// Milliseconds between the time it was true and the decision.
    public var age: Int64

    public init(_ standing: Standing, source: FactSource, age: Int64) {
        self.standing = standing
        self.source = source
        self.age = age
    }
}

extension CanonicalObject {
    mutating func sponsorStanding(_ sponsor: SponsorRecord?) {
        guard let sponsor else { return }
        object("sponsorStanding") {
            $0.member("age", sponsor.age)
            switch sponsor.standing {
            case .noSuchUser:
                $0.member("source", sponsor.source.rawValue)
                $0.member("standing", "noSuchUser")
            case .user(let id, let enabled, let kind):
                $0.member("enabled", enabled)
                $0.member("id", id.description)
                $0.member("source", sponsor.source.rawValue)
                $0.member("standing", "user")
                $0.member("userKind", kind.rawValue)
            }
        }
    }
}
