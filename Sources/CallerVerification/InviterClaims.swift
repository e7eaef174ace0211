import Invitations
import StrictJSON

/// What a user token says about its user. An absent claim is unknown; so is one that Entra moved out of the token
/// because it grew too long (`_claim_names`, `hasgroups`): the URL it leaves behind is never used.
struct InviterClaims {
    let facts: InviterFacts

    /// - Parameter groupsAreComplete: ``CallerRequirements/groupsClaimIsComplete``. A claim that is malformed is refused
    ///   either way.
    init(_ claims: ClaimReading, issued: Timestamp, groupsAreComplete: Bool) throws(VerificationFault) {
        var facts = InviterFacts(id: try Self.user(claims), proof: .token)
        func fact<Value>(_ value: Value?) -> Fact<Value> {
            value.map { .known($0, from: .token, asOf: issued) } ?? .unknown
        }
        facts.userKind = fact(try Self.userKind(claims))
        facts.directoryRoles = fact(try Self.directoryRoles(claims))
        let groups = try Self.groups(claims)
        facts.groups = groupsAreComplete ? fact(groups) : .unknown
        facts.appRoles = fact(try Self.complete("roles", claims).map { Set($0) })
        self.facts = facts
    }

    private static func user(_ claims: ClaimReading) throws(VerificationFault) -> ObjectID {
        guard claims.has("oid") else {
            throw .claim("oid", "is missing. Ask Entra for the scope \"profile\" as well")
        }
        return try claims.identifier("oid", as: ObjectID.self)
    }

    /// `acct`: 0 for a member, 1 for a guest. Another number is a kind that is not known here.
    private static func userKind(_ claims: ClaimReading) throws(VerificationFault) -> UserKind? {
        switch try claims.integer("acct") {
        case 0: .member
        case 1: .guest
        default: nil
        }
    }

    private static func directoryRoles(_ claims: ClaimReading) throws(VerificationFault) -> Set<RoleTemplateID>? {
        guard let texts = try complete("wids", claims) else { return nil }
        var roles: Set<RoleTemplateID> = []
        for text in texts {
            guard let role = RoleTemplateID(text) else { throw .claim("wids", "is not an array of GUIDs") }
            roles.insert(role)
        }
        return roles
    }

    /// An app registration can ask for group names in the ids' place; then the ids are not known from the token.
    private static func groups(_ claims: ClaimReading) throws(VerificationFault) -> Set<ObjectID>? {
        if claims.has("hasgroups") { return nil }
        guard let texts = try complete("groups", claims) else { return nil }
        var groups: Set<ObjectID> = []
        groups.reserveCapacity(texts.count)
        for text in texts {
            guard let group = ObjectID(text) else { return nil }
            groups.insert(group)
        }
        return groups
    }

    /// The claim's texts, if it is there and whole.
    private static func complete(_ name: String, _ claims: ClaimReading) throws(VerificationFault) -> [String]? {
        let texts = try claims.strings(name)
        if let elsewhere = claims.claims["_claim_names"] {
            guard let names = elsewhere.object else { throw .claim("_claim_names", "is not an object") }
            if names[name] != nil { return nil }
        }
        return texts
    }
}
