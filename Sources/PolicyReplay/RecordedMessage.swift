import InvitationPolicy
import Invitations
import StrictJSON

/// What the trail holds of a custom message whose words were not kept.
struct RecordedMessage {
    /// As far as known: with nothing worse than what was found.
    let content: MessageContent
    /// Whether that is all that the words hold.
    let isWhole: Bool

    /// Of a message's record: its length in Unicode scalars and, in entries that have them, the findings. Nil for an empty
    /// message, which counts as none.
    init?(_ message: JSON) throws(NotReplayable) {
        guard let length = message["length"]?.integer, length >= 0 else { throw .damaged("message") }
        guard length > 0 else { return nil }
        guard let isPlain = message["isPlain"]?.bool else {
            (content, isWhole) = (Self.harmless, false)
            return
        }
        var hosts: Set<MailDomain> = []
        for host in message["linkHosts"]?.array ?? [] {
            guard let host = host.string.flatMap({ try? MailDomain($0) }) else { throw .damaged("message") }
            hosts.insert(host)
        }
        content = MessageContent(
            isPlain: isPlain, linkHosts: hosts, hasUnreadableLinks: message["linksUnreadable"]?.bool ?? false)
        // Of a text with markup the links are not asked for.
        isWhole = !isPlain || message["linkHostsOmitted"] == nil && message["linkHostsWithheld"] == nil
    }

    /// Fulfils whatever can be asked of a message, except that there be none.
    static let harmless = MessageContent(isPlain: true, linkHosts: [], hasUnreadableLinks: false)
    /// Fulfils nothing that can be asked of one.
    static let offensive = MessageContent(isPlain: false, linkHosts: [], hasUnreadableLinks: true)
    /// A name that no requirement lets pass.
    static let offensiveName = "http://unknown.invalid/"
}
