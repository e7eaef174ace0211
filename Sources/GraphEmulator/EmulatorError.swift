/// Why the emulator could not do what its owner asked.
public enum EmulatorError: Error, Sendable, Equatable {
    /// A certificate of an application in the seed cannot be read, or holds no RSA key.
    case certificateUnreadable(app: String)
    /// The TLS certificate or key cannot be read.
    case tlsUnreadable
    /// The emulator was started before.
    case alreadyStarted
    /// The listener could not be opened.
    case notStarted(reason: String)
    /// No user of the directory has that id or name.
    case unknownUser(String)
    /// No signing key has that id.
    case unknownKey(String)
    /// A key could not be made, or not sign.
    case signingFailed
}
