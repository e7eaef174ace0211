public import Invitations

/// Looks up whether the tenant has a user with an address already.
public protocol GuestDirectory: Sendable {
    /// Whether a user, guest or member, has `address` as mail or among its other addresses.
    ///
    /// A directory may not show a user of the last minutes yet: a no is a no as of some minutes ago.
    ///
    /// - Throws: ``DirectoryUnavailable`` when it could not be learned: never "no" in its place.
    func hasUser(with address: EmailAddress) async throws(DirectoryUnavailable) -> Bool
}
