import Invitations

/// A sort of text: how long it can be and what it looks like.
///
/// The pattern lets through whatever the loader takes, and refuses what can be refused without the loader's knowledge
/// (calendar, IDNA tables). It keeps to the syntax that ECMA-262 and Python read alike: editors are written in one,
/// checks in pipelines often in the other.
struct FormatText: Sendable {
    /// Names the sort in a schema.
    let name: String
    let meaning: String
    /// In bytes; what counts characters may take more.
    let longest: Int
    let pattern: String
    /// Whether digits alone are such a text, so that nobody has to put quotation marks around a ticket's number.
    let mayBeNumber: Bool

    init(_ name: String, _ meaning: String, longest: Int, pattern: String, mayBeNumber: Bool = false) {
        (self.name, self.meaning, self.longest) = (name, meaning, longest)
        (self.pattern, self.mayBeNumber) = (pattern, mayBeNumber)
    }
}

extension FormatText {
    static let text = FormatText(
        "text", "One line of text.", longest: LongestText.usual, pattern: visible, mayBeNumber: true)
    static let policyName = FormatText(
        "policyName", "A name of one line.", longest: LongestText.policyName, pattern: visible, mayBeNumber: true)
    static let callerName = FormatText(
        "callerName", "A name of one line.", longest: LongestText.callerName, pattern: visible, mayBeNumber: true)
    static let ruleID = FormatText(
        "ruleId", "Letters, digits, - _ and dots.", longest: LongestText.ruleID, pattern: "^[A-Za-z0-9._-]+$",
        mayBeNumber: true)
    static let guid = FormatText(
        "guid", "An id as Entra shows it: 8-4-4-4-12 hexadecimal digits.", longest: 36,
        pattern: "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$")
    static let date = FormatText(
        "date", "Year-month-day, such as 2027-03-31. A day ends at midnight UTC.", longest: 10,
        pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    static let languageTag = FormatText(
        "languageTag", "A language tag, such as en-US or de.", longest: LanguageTag.longest,
        pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
    static let redirectURL = FormatText(
        "redirectUrl", "An https URL without user name.", longest: LongestText.url,
        pattern: "^[Hh][Tt][Tt][Pp][Ss]://\(host)(:[0-9]+)?([/?#][A-Za-z0-9._~!$&'()*+,;=:@/?#%-]*)?$")
    static let domain = FormatText(
        "domain", "contoso.com is that domain only, \"*.contoso.com\" its subdomains at any depth and not itself.",
        longest: LongestText.domainEntry, pattern: "^(\\*\\.\(host)|\(hostOfTwo))$")
    static let hostName = FormatText(
        "hostName", "A bare host name, such as myapps.microsoft.com; \"*.contoso.com\" is its subdomains.",
        longest: LongestText.usual, pattern: domain.pattern)
    static let address = FormatText(
        "address", "A whole mail address; upper and lower case are one.", longest: LongestText.address,
        pattern: "^[A-Za-z0-9_`]([A-Za-z0-9._`-]*[A-Za-z0-9_`])?@\(hostOfTwo)$")
    static let listFile = FormatText(
        "listFile", "A path below the policy's folder, such as lists/partners.txt.", longest: LongestText.listFile,
        // No empty segment, no `.` and no `..`.
        pattern: "^(?!(.*/)?\\.{0,2}(/.*)?$)[^\\\\\(hidden)]+$", mayBeNumber: true)

    static let wildcard = "^\\*\\."

    /// Of what ``Unicode/Scalar/hidesOrBreaksText`` refuses, that which has long been in Unicode and needs no pair of
    /// surrogates: a file must not look different after an upgrade.
    private static let hidden =
        "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff"
    private static let visible = "^[^\(hidden)]+$"

    // What IDNA takes for a dot, and what of ASCII no label holds.
    private static let dot = "[.\\u3002\\uff0e\\uff61]"
    private static let inLabel = "[^\\u0000-/:-@\\[-`{-\\u007f\\u3002\\uff0e\\uff61]"
    private static let label = "\(inLabel)+(-+\(inLabel)+)*"
    /// A last label of digits, or of `0x` and hexadecimal digits, belongs to an IP address.
    private static let noNumber = "(?!([^:/?#]*\(dot))?([0-9]+|0[xX][0-9A-Fa-f]*)([:/?#]|$))"
    private static let host = "\(noNumber)\(label)(\(dot)\(label))*"
    private static let hostOfTwo = "\(noNumber)\(label)(\(dot)\(label))+"
}
