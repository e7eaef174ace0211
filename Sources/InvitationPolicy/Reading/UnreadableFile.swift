/// Why a file cannot be read, in words for whoever runs the gate. What reads a policy's list files throws it to have the
/// words in the policy's fault.
public struct UnreadableFile: Error, Hashable, Sendable, CustomStringConvertible {
    public let why: String

    public init(why: String) { self.why = why }

    public var description: String { why }
}
