import Invitations
import SeededRandom
import Testing

@testable import InvitationPolicy

@Suite("Plain list lines")
struct ListLineTests {
    /// What the fast reading of a line gives, or nil where it leaves the line to the full one.
    private func fast(_ text: String) -> String? {
        var batch = DomainBatch()
        let bytes = Array(text.utf8)
        guard batch.appendPlain(bytes.span, .itself, line: 1) else {
            #expect(batch.bytes.isEmpty && batch.count == 0)
            return nil
        }
        return String(decoding: batch.bytes, as: UTF8.self)
    }

    @Test("the fast reading agrees with the full one, or leaves the line to it", arguments: (0..<20).map { UInt64($0) })
    func agrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters = Array("abzAZ019--..x0ü_ ")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 1...12, using: &random)).map { _ in
                    letters[Int.random(in: letters.indices, using: &random)]
                })
            guard let name = fast(text) else { continue }
            let domain = try MailDomain(text)
            #expect(domain.ascii == name)
            #expect(domain.labelCount > 1)
        }
    }

    @Test(
        "usual lines are read fast",
        arguments: ["fabrikam.com", "Mail.Fabrikam.CO.UK", "a-b.example", "3com.com", "x.y9"])
    func usual(line: String) {
        #expect(fast(line) == line.lowercased())
    }

    @Test(
        "others are left to the full reading",
        arguments: [
            "", ".", "a", "a.", ".a", "a..b", "-a.b", "a-.b", "a.b-", "a.-b", "ab--c.example", "xn--a.example", "a.1",
            "1.2.3.4",
            "a.0x1f", "ü.example", "a b.c", "a_b.c", "a.b/",
            String(repeating: "a", count: 64) + ".example", String(repeating: "a.", count: 127) + "example",
        ])
    func others(line: String) {
        #expect(fast(line) == nil)
    }
}
