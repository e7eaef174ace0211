/// What the gate proves its own identity to Entra with.
public enum ClientCredential: Sendable {
    /// A client secret, read anew for every token, so that a rotated file or variable is taken up.
    case secret(@Sendable () throws -> [UInt8])
    /// A certificate that is registered with the application.
    case certificate(ClientCertificate)
}
