import SeededRandom
import StrictJSON
import Testing

@Suite struct Properties {
    @Test("What is written is read back the same, in both forms")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let value = JSON.some(depth: 4, using: &generator)
            #expect(try JSON(parsing: value.bytes()) == value)
            let canonical = value.canonicalBytes()
            #expect(try JSON(parsing: canonical).canonicalBytes() == canonical)
            #expect(canonical.count == value.bytes().count)
        }
    }

    /// A parser that takes a mutated text must understand it wholly: what it read, written and read again, is the same.
    @Test("Two hundred thousand mutated texts are refused within their bounds or read consistently")
    func mutations() throws {
        var generator = SeededGenerator(seed: 2)
        let seeds = try Self.seeds.map { text in
            _ = try JSON(parsing: Array(text.utf8))
            return Array(text.utf8)
        }
        var accepted = 0
        for round in 0..<200_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, using: &generator) }
            do {
                let value = try JSON(parsing: bytes)
                accepted += 1
                let again = try JSON(parsing: value.bytes())
                if again != value { Issue.record("read differently the second time: \(bytes)") }
            } catch {
                if !(0...bytes.count).contains(error.offset) { Issue.record("offset \(error.offset) of \(bytes)") }
            }
        }
        // Both outcomes must occur often for this to test anything.
        #expect((10_000..<190_000).contains(accepted))
    }

    private static let seeds = [
        #"{"invitedUserEmailAddress":"a@b.example","sendInvitationMessage":true,"n":[1,-2.5e3,null]}"#,
        #"["\ud83d\ude00é\n\\\"",{"a":{"b":{"c":[]}}},false]"#,
        #" { "x" : [ 0 , 10 , -1 ] } "#,
        #""text""#,
        "1234.5",
    ]

    private static let tokens: [UInt8] =
        Array("{}[]:,\"\\/-+.eE0129 \n\ttfnu".utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF4, 0xFF]

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let token = tokens.randomElement(using: &generator) ?? 0
        guard let at = bytes.indices.randomElement(using: &generator) else { return bytes.append(token) }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[at] = token
        case 1: bytes.insert(token, at: at)
        case 2: bytes.remove(at: at)
        case 3: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 4:
            let end = Int.random(in: at..<bytes.count, using: &generator)
            bytes.insert(contentsOf: bytes[at...end], at: at)
        default: bytes.swapAt(at, bytes.indices.randomElement(using: &generator) ?? at)
        }
    }
}
