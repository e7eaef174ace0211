import Crypto

/// Object ids that the seed leaves out: the same names give the same GUID on every start.
enum DerivedIdentifier {
    static func guid(_ names: String...) -> String {
        let digest = SHA256.hash(data: Array(names.joined(separator: "\u{0}").lowercased().utf8))
        let hex = digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var guid = ""
        for (index, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { guid.append("-") }
            guid.append(digit)
        }
        return guid
    }
}
