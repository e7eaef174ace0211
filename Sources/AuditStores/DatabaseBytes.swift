import FoundationEssentials
import GRDB
import Invitations

/// Bytes in a BLOB column.
struct DatabaseBytes: DatabaseValueConvertible, Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        Data.fromDatabaseValue(value).map { Self(Array($0)) }
    }
}

extension Identifier {
    /// The 16 bytes, most significant first.
    var blob: DatabaseBytes {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return DatabaseBytes(bytes)
    }

    init?(blob: [UInt8]) {
        guard blob.count == 16 else { return nil }
        let words = [blob[..<8], blob[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        self.init(high: words[0], low: words[1])
    }
}
