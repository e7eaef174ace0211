import AuditTrail
import HostileTexts
import StrictJSON
import Testing

@Suite("Hostile text")
struct RenderingTests {
    @Test("is one line of visible characters in a cell")
    func cells() {
        for text in HostileTexts.all {
            let shown = VisibleText.line(text)
            #expect(Harmless.offenders(in: shown) == [] && !shown.contains("\n"))
            #expect(VisibleText.cell(text, width: 8).unicodeScalars.count <= 9)
        }
    }

    @Test("is written so that no two texts look alike through escapes")
    func unambiguous() {
        #expect(VisibleText.line("\u{1B}[2J") == "\\u{1b}[2J")
        #expect(VisibleText.line("\\u{1b}[2J") == "\\\\u{1b}[2J")
        #expect(VisibleText.line("a\nb\tc\rd") == "a\\nb\\tc\\rd")
        #expect(VisibleText.line("\u{202E}abc") == "\\u{202e}abc")
        #expect(Set(HostileTexts.all.map(VisibleText.line)).count == HostileTexts.all.count)
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

    @Test("is the same value in visible JSON, on one line or on many, without a character that acts")
    func json() throws {
        for text in HostileTexts.all {
            var members: JSON.Members = ["list": [.string(text), 1, true, .null]]
            members[text] = .string(text)
            let value = JSON.object(members)
            for shown in [value.visibleText(), value.indentedVisibleText()] {
                #expect(try JSON(parsing: Array(shown.utf8)) == value)
                #expect(Harmless.offenders(in: shown) == [] && !shown.contains { "<>&".contains($0) })
            }
            #expect(!value.visibleText().contains("\n"))
        }
    }

    @Test("goes through an entry and back")
    func entries() throws {
        // What is longer than a member may be is cut.
        for text in HostileTexts.all where text.utf8.count <= 1_000 {
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
