import Testing

@testable import StrictJSON

/// Texts that RFC 8259 does not call JSON though some parser or other takes them.
@Suite struct RefusedTexts {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let kind: JSONFault.Kind
        let offset: Int
        var testDescription: String { text }

        init(_ text: String, _ kind: JSONFault.Kind, at offset: Int) {
            self.text = text
            self.kind = kind
            self.offset = offset
        }
    }

    @Test(
        "An invalid text is refused for what is wrong with it, where it is wrong",
        arguments: [
            Case("", .empty, at: 0),
            Case(" \n", .empty, at: 2),
            Case("{} {}", .trailingBytes, at: 3),
            Case("[]]", .trailingBytes, at: 2),
            Case("1,", .trailingBytes, at: 1),
            Case("nullx", .trailingBytes, at: 4),
            Case("{}//comment", .trailingBytes, at: 2),
            Case("{}\0", .trailingBytes, at: 2),
            Case("\u{FEFF}{}", .byteOrderMark, at: 0),
            Case("{}\u{FEFF}", .trailingBytes, at: 2),
            Case("/* */{}", .unexpectedByte, at: 0),
            Case("[1,]", .unexpectedByte, at: 3),
            Case("[,1]", .unexpectedByte, at: 1),
            Case("[1,,2]", .unexpectedByte, at: 3),
            Case("[1 2]", .unexpectedByte, at: 3),
            Case("[1}", .unexpectedByte, at: 2),
            Case("{]", .unexpectedByte, at: 1),
            Case(#"{"a":1,}"#, .unexpectedByte, at: 7),
            Case(#"{,"a":1}"#, .unexpectedByte, at: 1),
            Case(#"{"a":1 "b":2}"#, .unexpectedByte, at: 7),
            Case(#"{"a",1}"#, .unexpectedByte, at: 4),
            Case(#"{"a"1}"#, .unexpectedByte, at: 4),
            Case(#"{"a"::1}"#, .unexpectedByte, at: 5),
            Case(#"{"a":}"#, .unexpectedByte, at: 5),
            Case(#"{a:1}"#, .unexpectedByte, at: 1),
            Case(#"{'a':1}"#, .unexpectedByte, at: 1),
            Case(#"{1:1}"#, .unexpectedByte, at: 1),
            Case(#"{null:1}"#, .unexpectedByte, at: 1),
            Case("'a'", .unexpectedByte, at: 0),
            Case("True", .unexpectedByte, at: 0),
            Case("NULL", .unexpectedByte, at: 0),
            Case("nul1", .unexpectedByte, at: 3),
            Case("[truth]", .unexpectedByte, at: 4),
            Case("undefined", .unexpectedByte, at: 0),
            Case("NaN", .unexpectedByte, at: 0),
            Case("Infinity", .unexpectedByte, at: 0),
            Case("-Infinity", .invalidNumber, at: 1),
            Case("-NaN", .invalidNumber, at: 1),
            Case("+1", .unexpectedByte, at: 0),
            Case(".5", .unexpectedByte, at: 0),
            Case("01", .invalidNumber, at: 1),
            Case("-01", .invalidNumber, at: 2),
            Case("00", .invalidNumber, at: 1),
            Case("[1.]", .invalidNumber, at: 3),
            Case("[1.e5]", .invalidNumber, at: 3),
            Case("[-.5]", .invalidNumber, at: 2),
            Case("[1e]", .invalidNumber, at: 3),
            Case("[1e+]", .invalidNumber, at: 4),
            Case("[1e5.5]", .unexpectedByte, at: 4),
            Case("[- 1]", .invalidNumber, at: 2),
            Case("[--1]", .invalidNumber, at: 2),
            Case("0x10", .trailingBytes, at: 1),
            Case("1_000", .trailingBytes, at: 1),
            Case("1f", .trailingBytes, at: 1),
            Case("１", .unexpectedByte, at: 0),
            Case("[\u{A0}1]", .unexpectedByte, at: 1),
            Case("[\u{C}1]", .unexpectedByte, at: 1),
            Case("[\u{B}1]", .unexpectedByte, at: 1),
            Case("\"a\nb\"", .controlCharacter, at: 2),
            Case("\"a\tb\"", .controlCharacter, at: 2),
            Case("\"\0\"", .controlCharacter, at: 1),
            Case("\"\\n\u{1F}\"", .controlCharacter, at: 3),
            Case(#""\a""#, .invalidEscape, at: 2),
            Case(#""\'""#, .invalidEscape, at: 2),
            Case(#""\0""#, .invalidEscape, at: 2),
            Case(#""\x41""#, .invalidEscape, at: 2),
            Case(#""\U0041""#, .invalidEscape, at: 2),
            Case("\"\\\u{E9}\"", .invalidEscape, at: 2),
            Case(#""\u004""#, .invalidEscape, at: 6),
            Case(#""\u00g0""#, .invalidEscape, at: 5),
            Case(#""\u+041""#, .invalidEscape, at: 3),
            Case("\"\\u００41\"", .invalidEscape, at: 3),
            Case(#""\u{41}""#, .invalidEscape, at: 3),
        ])
    func fault(_ item: Case) {
        #expect(throws: JSONFault(kind: item.kind, offset: item.offset)) {
            try JSON(parsing: Array(item.text.utf8))
        }
    }

    @Test(
        "Half a surrogate pair is refused wherever it stands",
        arguments: [
            #""\ud800""#, #""\udbff""#, #""\udc00""#, #""\udfff""#, #""\udc00\ud800""#, #""\ud800\ud800""#,
            #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#, #""\ud83d\ude00\ud83d""#, #""\ud800\udbff""#,
            #""\ud800\ue000""#, #"{"\udead":1}"#,
        ])
    func loneSurrogate(_ text: String) {
        let fault = #expect(throws: JSONFault.self) { try JSON(parsing: Array(text.utf8)) }
        #expect(fault?.kind == .loneSurrogate)
    }

    /// Bytes that are not UTF-8 (RFC 3629), each class of them.
    static let notUTF8: [[UInt8]] = [
        [0x80], [0xBF],  // continuation without a start
        [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF],  // overlong, two bytes
        [0xE0, 0x80, 0x80], [0xE0, 0x80, 0xA2], [0xE0, 0x9F, 0xBF],  // overlong, three
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],  // overlong, four
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],  // surrogates, CESU-8
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF],  // above U+10FFFF
        [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80],  // five and six bytes
        [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],  // cut short by the quotation mark
        [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xF0, 0x28, 0x8C, 0xBC],  // wrong continuation
        [0xFE], [0xFF], [0xFE, 0xFF], [0xE9],  // no UTF-8 byte; Latin-1
    ]

    @Test("Bytes that are not UTF-8 are refused in a string, a name and beside an escape", arguments: notUTF8)
    func invalidUTF8(_ bad: [UInt8]) {
        for (before, after) in [("\"", "\""), ("[\"a", "b\"]"), ("{\"", "\":1}"), ("\"\\n", "\""), ("\"", "\\n\"")] {
            let fault = #expect(throws: JSONFault.self) {
                try JSON(parsing: Array(before.utf8) + bad + Array(after.utf8))
            }
            #expect(fault?.kind == .notUTF8)
        }
    }

    @Test("Text in UTF-16 is refused")
    func utf16() {
        #expect(throws: JSONFault.self) { try JSON(parsing: [0x7B, 0x00, 0x7D, 0x00]) }
        #expect(throws: JSONFault.self) { try JSON(parsing: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]) }
        #expect(throws: JSONFault.self) { try JSON(parsing: [0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D]) }
    }

    @Test("A valid text cut at any byte is refused")
    func truncations() throws {
        let whole = Array(
            #"{"invitedUserEmailAddress":"ä@fabrikam.com","n":[-1.5e+3,true,false,null,"\ud83d\ude00\\"],"o":{}}"#.utf8)
        _ = try JSON(parsing: whole)
        for length in whole.indices {
            let fault = #expect(throws: JSONFault.self) { try JSON(parsing: Array(whole[..<length])) }
            #expect((0...length).contains(fault?.offset ?? -1))
        }
    }

    @Test(
        "A top-level text cut short is told from a wrong one",
        arguments: ["{", "[1", "\"a", "tru", "-", "1.", "1e", "{\"a\"", "\"\\u00"])
    func truncatedKind(_ text: String) {
        #expect(throws: JSONFault(kind: .truncated, offset: text.utf8.count)) { try JSON(parsing: Array(text.utf8)) }
    }
}
