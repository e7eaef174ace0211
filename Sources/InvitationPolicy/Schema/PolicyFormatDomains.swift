import StrictJSON

extension PolicyFormat {
    static let domains = FormatMap(
        "domains", "The domains that are denied and those that are allowed.",
        [.forbids("unlisted", .string(UnlistedDomains.allow.rawValue), ["allow"])],
        keys: [
            .word(
                "unlisted", UnlistedDomains.self,
                "What happens to a domain that no list and no rule names. With `allow` there can be no allow list.",
                whenAbsent: .deny),
            FormatKey("deny", domainList(denyEntry), "Refused whatever else allows them.", whenAbsent: []),
            FormatKey("allow", domainList(allowEntry), "Each entry is a grant of its own.", whenAbsent: []),
        ])

    /// Entries as under `internalDomains` or a rule, which has dates and notes of its own.
    static let bareEntry = FormatMap("domainEntry", "A domain, or a file of domains.", entryConditions, keys: entryKeys)

    private static let denyEntry = FormatMap(
        "denyEntry", "A domain that is denied, or a file of such.", entryConditions, keys: entryKeys + noteKeys)

    private static let allowEntry = FormatMap(
        "allowEntry", "A domain that is allowed, or a file of such.", entryConditions,
        keys: entryKeys + [expires("The entry's last day, in UTC. After it the entry grants nothing any more.")] + noteKeys)

    static func domainList(_ entry: FormatMap) -> FormatShape {
        .listOrNone(of: .either([.text(.domain), .map(entry)]))
    }

    static func expires(_ meaning: String) -> FormatKey { FormatKey("expires", .text(.date), meaning) }

    /// What entries and rules say for people; no decision asks for it.
    static let noteKeys = [
        FormatKey("owner", .text(.text), "Who looks after it."),
        FormatKey("ticket", .text(.text), "Where the reason for it is written."),
        FormatKey("reviewBy", .text(.date), "After this day a warning asks for a review. It stays in force."),
    ]

    private static let entryConditions: [FormatCondition] = [
        .exactlyOne(of: ["domain", "file"]), .patternForbids("domain", FormatText.wildcard, "subdomains"),
    ]

    private static let entryKeys = [
        FormatKey("domain", .text(.domain), FormatText.domain.meaning),
        FormatKey("file", .text(.listFile), "A file with one domain a line; # starts a comment."),
        .flag(
            "subdomains",
            "Whether the domain's subdomains at any depth are meant too. A deny is best explicit about it."),
    ]
}
