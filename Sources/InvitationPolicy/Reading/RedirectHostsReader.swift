import Invitations

/// Reads `redirectHosts`: names, and `*.` for subdomains.
enum RedirectHostsReader {
    static func read(_ nodes: [PolicyNode], _ section: Section) -> RedirectHosts {
        var hosts = RedirectHosts()
        var places: [String: SourceLocation] = [:]
        for node in nodes {
            guard let text = section.text(node, section.named("redirectHosts")) else { continue }
            do {
                let entry = try DomainEntryText(text)
                if entry.isWildcard { hosts.parents.insert(entry.domain) } else { hosts.exact.insert(entry.domain) }
                if let first = places.updateValue(node.location, forKey: entry.written) {
                    places[entry.written] = first
                    section.log.warn(node.location, text, "repeated entry", "the same host stands at \(first)", kind: .repeatedEntry)
                } else if entry.isWildcard, PublicSuffixes.contain(entry.domain.ascii) {
                    section.log.warn(
                        node.location, text, "guests may be sent to every host under a public suffix",
                        "anyone can get a name under it: name your own hosts", kind: .publicSuffixRedirect)
                }
            } catch {
                section.log.fault(node, error.what, "write the bare host name, such as myapps.microsoft.com", kind: .invalidDomain)
            }
        }
        return hosts
    }
}
