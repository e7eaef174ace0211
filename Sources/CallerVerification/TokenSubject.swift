import Invitations

/// Whom a token speaks for: a person, or an application on its own.
enum TokenSubject {
    case user(scopes: [Substring])
    case application

    /// `scp` is in user tokens only, and `idtyp=app` in application tokens only: one of the two must be there, never
    /// both. The absence of a claim proves nothing, so neither kind is guessed.
    init(_ claims: ClaimReading) throws(VerificationFault) {
        switch (try claims.string("scp"), try claims.string("idtyp")) {
        case (let scopes?, nil), (let scopes?, "user"):
            self = .user(scopes: scopes.split(separator: " "))
        case (nil, "app"):
            self = .application
        case (_?, _?):
            throw .init(
                .tokenKindUnclear,
                "The token says both that it speaks for a user (\"scp\") and that it does not (\"idtyp\").")
        case (nil, _):
            throw .init(
                .tokenKindUnclear,
                "The token does not say whether it speaks for a user or for an application. "
                    + "Add the optional claim \"idtyp\" to this service's access tokens, in its app registration.")
        }
    }
}
