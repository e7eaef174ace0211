public import Gatekeeper
public import Invitations
import StrictJSON

extension GraphInviterDirectory: GuestDirectory {
    /// Asks for users by `mail` and by `otherMails` (user resource type, `$filter`); application permission
    /// `User.Read.All`.
    ///
    /// Graph compares both without case. Two questions, since Graph promises `or` between a property and a lambda for
    /// advanced queries only.
    public func hasUser(with address: EmailAddress) async throws(DirectoryUnavailable) -> Bool {
        // A quotation mark is doubled inside a literal (OData URL conventions); no address that is let in has one.
        let literal = address.description.replacing("'", with: "''")
        for filter in ["mail eq '\(literal)'", "otherMails/any(x:x eq '\(literal)')"] {
            let path = "/users?$select=id&$top=1&$filter=\(percentEncoded(filter.utf8))"
            let users = try await within(timeout) { [graph] () async throws(DirectoryUnavailable) in
                try await graph.collection(path)
            }
            // A collection that does not exist is no empty one.
            guard let users else { throw .notUnderstood("no collection of users") }
            if !users.isEmpty { return true }
        }
        return false
    }
}
