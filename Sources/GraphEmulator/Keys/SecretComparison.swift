import Crypto

/// Compares secrets in a time that tells nothing of where, or in which length, they differ.
enum SecretComparison {
    static func equal(_ given: String, _ stored: String) -> Bool {
        let left = SHA256.hash(data: Array(given.utf8))
        let right = SHA256.hash(data: Array(stored.utf8))
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }
}
