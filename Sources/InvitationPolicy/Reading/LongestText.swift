import Invitations

/// How long the texts of a policy can be, in bytes of UTF-8.
enum LongestText {
    static let usual = 256
    /// `*.` and a domain as people write it.
    static let domainEntry = 2 + MailDomain.longestWritten
    static let policyName = 128
    static let callerName = 64
    static let ruleID = 64
    static let address = 320
    static let url = 2_048
    static let listFile = 512
}
