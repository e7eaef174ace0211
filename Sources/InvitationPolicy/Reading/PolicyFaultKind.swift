/// What kind of fault or warning one is. The raw value is its stable name: what a program filters by, and the rule id in
/// SARIF. A kind can be told with either level: a list file without entries denies nothing, which is a fault, or allows
/// nothing, which is worth a look.
public enum PolicyFaultKind: String, Hashable, Sendable, CaseIterable {
    // The files.
    case unreadableFile = "unreadable-file"
    case tooLarge = "too-large"
    case notUTF8 = "not-utf8"
    case notYAML = "not-yaml"
    case refusedYAML = "refused-yaml"
    case hiddenCharacter = "hidden-character"
    case furtherFaults = "further-faults"

    // Keys and the shape of their values.
    case unknownKey = "unknown-key"
    case duplicateKey = "duplicate-key"
    case missingKey = "missing-key"
    case misplacedKey = "misplaced-key"
    case wrongType = "wrong-type"
    case nullValue = "null-value"
    case emptyValue = "empty-value"
    case unknownWord = "unknown-word"
    case invalidValue = "invalid-value"
    case invalidDate = "invalid-date"
    case invalidGUID = "invalid-guid"
    case invalidDomain = "invalid-domain"
    case invalidAddress = "invalid-address"

    // What does not fit together.
    case unknownRole = "unknown-role"
    case unknownCaller = "unknown-caller"
    case duplicateID = "duplicate-id"
    case duplicateCaller = "duplicate-caller"
    case duplicateListFile = "duplicate-list-file"
    case emptyListFile = "empty-list-file"
    case notPermittable = "not-permittable"
    case contradiction = "contradiction"
    case neverMatches = "never-matches"

    // What loads, and may not be meant.
    case expired = "expired"
    case dueForReview = "due-for-review"
    case neverExpires = "never-expires"
    case shadowedEntry = "shadowed-entry"
    case shadowedRule = "shadowed-rule"
    case repeatedEntry = "repeated-entry"
    case repeatedRule = "repeated-rule"
    case subdomainsNotDenied = "subdomains-not-denied"
    case subdomainsNotInternal = "subdomains-not-internal"
    case publicProviderAllowed = "public-provider-allowed"
    case publicSuffixAllowed = "public-suffix-allowed"
    case publicSuffixRedirect = "public-suffix-redirect"
    case sharedDomain = "shared-domain"
    case lookalike = "lookalike"
    case ownerMissing = "owner-missing"
    case noConditions = "no-conditions"
    case noEffect = "no-effect"
    case nothingPasses = "nothing-passes"
    case internalDomainsMissing = "internal-domains-missing"
}

extension PolicyFaultKind {
    /// Whether findings of this kind are warnings as a rule.
    public var isWarning: Bool {
        switch self {
        case .expired, .dueForReview, .neverExpires, .shadowedEntry, .shadowedRule, .repeatedEntry, .repeatedRule,
            .subdomainsNotDenied, .subdomainsNotInternal, .publicProviderAllowed, .publicSuffixAllowed, .publicSuffixRedirect, .sharedDomain,
            .lookalike, .ownerMissing, .noConditions,
            .noEffect, .nothingPasses, .internalDomainsMissing:
            true
        default: false
        }
    }

    /// One sentence for people.
    public var summary: String {
        switch self {
        case .unreadableFile: "A policy or list file cannot be read."
        case .tooLarge: "A file, list or text is larger than a policy may hold."
        case .notUTF8: "A file is not UTF-8."
        case .notYAML: "The policy is not YAML."
        case .refusedYAML: "The policy uses a part of YAML that a policy has no use for."
        case .hiddenCharacter: "A character hides, reorders or breaks the text around it."
        case .furtherFaults: "There are more faults than are listed."
        case .unknownKey: "A key is not one of the format's."
        case .duplicateKey: "A key stands twice in one map."
        case .missingKey: "A key that must be there is missing."
        case .misplacedKey: "A key of the format stands where it has no meaning."
        case .wrongType: "A value is not of the type that its key takes."
        case .nullValue: "A key has no value."
        case .emptyValue: "A list, map or text is empty where that would match nothing."
        case .unknownWord: "A value is not one of the words that its key takes."
        case .invalidValue: "A value is none that its key takes."
        case .invalidDate: "A date is not written year-month-day, or does not exist."
        case .invalidGUID: "An id is not a GUID."
        case .invalidDomain: "A domain entry does not normalise to a domain name."
        case .invalidAddress: "A text is not a mail address."
        case .unknownRole: "A directory role is not known."
        case .unknownCaller: "A rule names a caller that the policy does not list."
        case .duplicateID: "Two rules have one id."
        case .duplicateCaller: "Two callers have one name or one client id."
        case .duplicateListFile: "A list names one file twice."
        case .emptyListFile: "A list file has no entry."
        case .notPermittable: "A rule permits what no rule can permit."
        case .contradiction: "Two parts of the policy contradict each other."
        case .neverMatches: "A rule can never match."
        case .expired: "An entry or rule has expired and grants nothing any more."
        case .dueForReview: "An entry or rule is due for review."
        case .neverExpires: "An exception has no end and no date of review."
        case .shadowedEntry: "An allow entry changes nothing, since another entry or rule decides first or grants the same."
        case .shadowedRule: "An allow rule grants nothing, since a deny or an exclusive rule covers all it names."
        case .repeatedEntry: "A list names one domain more than once."
        case .repeatedRule: "Two rules differ in nothing but their ids and notes."
        case .subdomainsNotDenied: "A domain is denied without its subdomains."
        case .subdomainsNotInternal: "A domain of the tenant stands without its subdomains."
        case .publicProviderAllowed: "A provider at which anyone can open a mailbox is allowed whole."
        case .publicSuffixAllowed: "A suffix under which anyone can register a domain is allowed whole."
        case .publicSuffixRedirect: "Guests may be sent to every host under a suffix under which anyone can register a domain."
        case .sharedDomain: "A listed domain is one that any tenant has one under."
        case .lookalike: "Two listed domains look alike."
        case .ownerMissing: "The policy names nobody whom a person who was denied could ask."
        case .noConditions: "A rule has no conditions."
        case .noEffect: "A setting has no effect."
        case .nothingPasses: "The policy refuses every request or invitation."
        case .internalDomainsMissing: "The policy does not say which domains are the tenant's own."
        }
    }
}
