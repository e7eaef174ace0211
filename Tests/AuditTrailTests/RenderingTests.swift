import AuditTrail
import StrictJSON
import Testing

/// What people put into a text field to reach whoever reads it later.
let hostileTexts = [
    "\u{1B}[2J\u{1B}[1;1Happroved", "\u{1B}]0;title\u{07}", "\u{1B}]8;;https://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\",
    "\u{9B}31mred", "line\r\nfeed", "tab\tbed", "back\u{8}\u{8}space", "nul\0byte", "\u{7F}delete",
    "\u{202E}gpj.exe", "\u{2066}isolate\u{2069}", "\u{200F}mark", "zero\u{200B}width", "join\u{200D}er", "\u{FEFF}bom",
    "\u{2028}line\u{2029}paragraph", "\u{E0041}tag", "soft\u{AD}hyphen", "\u{115F}filler", "no\u{A0}break",
    "ideographic\u{3000}space", "private\u{E000}use", "z" + String(repeating: "\u{334}", count: 40), "</script><b>&amp;",
    "=HYPERLINK(1)", "\\u{1b}", "\"quoted\"", "日本語 αβγ عربي", "👩\u{200D}💻", "",
]

@Suite("Hostile text")
struct RenderingTests {
    @Test("is one line of visible characters in a cell", arguments: hostileTexts)
    func cells(_ text: String) {
        let shown = VisibleText.line(text)
        for scalar in shown.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                Issue.record("\(scalar.escaped(asASCII: true)) is shown")
            default: #expect(!scalar.properties.isDefaultIgnorableCodePoint)
            }
        }
        #expect(VisibleText.cell(text, width: 8).unicodeScalars.count <= 9)
    }

    @Test("is written so that no two texts look alike through escapes")
    func unambiguous() {
        #expect(VisibleText.line("\u{1B}[2J") == "\\u{1b}[2J")
        #expect(VisibleText.line("\\u{1b}[2J") == "\\\\u{1b}[2J")
        #expect(VisibleText.line("a\nb\tc\rd") == "a\\nb\\tc\\rd")
        #expect(VisibleText.line("\u{202E}abc") == "\\u{202e}abc")
        #expect(Set(hostileTexts.map(VisibleText.line)).count == hostileTexts.count)
    }

    @Test("leaves plain text in any script as it is")
    func plain() {
        #expect(VisibleText.line("Zoë Ångström, 日本語 αβγ عربي (1)") == "Zoë Ångström, 日本語 αβγ عربي (1)")
        #expect(VisibleText.cell("abcdefgh", width: 8) == "abcdefgh")
        #expect(VisibleText.cell("abcdefghi", width: 8) == "abcdefgh…")
    }

    @Test("stacks no marks over other lines")
    func marks() {
        let shown = VisibleText.line("z" + String(repeating: "\u{334}", count: 40))
        #expect(shown.unicodeScalars.count { $0 == "\u{334}" } == 3)
    }

    @Test("is the same value in visible JSON, without a character that acts", arguments: hostileTexts)
    func json(_ text: String) throws {
        let value: JSON = [:]
        var members = try #require(value.object)
        members[text] = .string(text)
        members["list"] = [.string(text), 1, true, .null]
        let shown = JSON.object(members).visibleText()
        #expect(try JSON(parsing: Array(shown.utf8)) == .object(members))
        for scalar in shown.unicodeScalars {
            #expect(!"<>&".unicodeScalars.contains(scalar))
            #expect(scalar.value >= 0x20 && !scalar.properties.isDefaultIgnorableCodePoint)
            #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
        }
    }

    @Test("goes through an entry and back")
    func entries() throws {
        for text in hostileTexts {
            let draft = EntryDraft.decision(
                try sampleDecision(justification: text), invitee: Invitee(address: text, displayName: text), key: key)
            let rows = chain([.started(StartedRecord(software: text), at: noon), draft])
            #expect(fault(in: rows) == nil)
            let json = rows[1].json()
            #expect(json["content"]?["justification"] == .string(text))
            #expect(json["invitee"]?["displayName"] == .string(text.replacing("\0", with: "\u{FFFD}")))
            #expect(json["invitee"]?["key"] == nil)
            #expect(try JSON(parsing: Array(json.visibleText().utf8)) == json)
        }
    }
}
