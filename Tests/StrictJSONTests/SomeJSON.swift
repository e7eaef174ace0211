import SeededRandom
import StrictJSON

extension JSON {
    /// Some value, nested at most `depth` deep.
    static func some(depth: Int, using generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return .integer(.random(in: -20...20, using: &generator))
        case 4:
            return .decimal(["0.5", "-1e9", "1E+2", "18446744073709551616"].randomElement(using: &generator) ?? "0.1")
        case 5: return .string(text(using: &generator))
        case 6:
            let count = Int.random(in: 0...4, using: &generator)
            return .array((0..<count).map { _ in some(depth: depth - 1, using: &generator) })
        default:
            var members = JSON.Members()
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                members[text(using: &generator)] = some(depth: depth - 1, using: &generator)
            }
            return .object(members)
        }
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0...0x1F, 0x80...0x7FF, 0x300...0x36F, 0xE000...0x10FFFF]
            let code = UInt32.random(in: ranges.randomElement(using: &generator) ?? 0...0x7F, using: &generator)
            if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
