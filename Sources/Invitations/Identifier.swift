/// A 128-bit identifier in the textual form of RFC 9562 (8-4-4-4-12 hexadecimal digits), as Entra and Graph write
/// object, tenant and application ids. `Kind` keeps a tenant's id from standing where a user's is meant.
public struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes, most significant first.
    public let high: UInt64
    /// The last eight bytes, most significant first.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the hyphenated form, in either case. Braces, `urn:uuid:` and missing hyphens are refused: two spellings
    /// of one id must never reach a comparison.
    public init?(_ text: some StringProtocol) {
        var digits = 0
        var high: UInt64 = 0
        var low: UInt64 = 0
        var position = 0
        for byte in text.utf8 {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = hexadecimalDigit(byte) else { return nil }
                if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
                digits += 1
            }
            position += 1
            guard position <= 36 else { return nil }
        }
        guard position == 36 else { return nil }
        self.init(high: high, low: low)
    }

    /// The lower-case hyphenated form.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { text.append(UInt8(ascii: "-")) }
            let half = nibble < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (nibble % 16))) & 0xF
            text.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
        }
        return String(decoding: text, as: UTF8.self)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier {
    /// An id of random bits from the caller (RFC 9562, version 4).
    public static func random(_ bits: (UInt64, UInt64)) -> Self {
        Self(high: bits.0 & ~0xF000 | 0x4000, low: bits.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// A time-ordered id (RFC 9562, version 7): 48 bits of milliseconds, then random bits from the caller, so that
    /// ids sort as the decisions they name.
    public static func timeOrdered(at now: Timestamp, random: (UInt64, UInt64)) -> Self {
        let milliseconds = UInt64(bitPattern: now.milliseconds) & 0xFFFF_FFFF_FFFF
        return Self(
            high: milliseconds << 16 | 0x7000 | random.0 & 0x0FFF,
            low: 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        )
    }
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

public enum Tenant {}
/// An Entra tenant's id (`tid`).
public typealias TenantID = Identifier<Tenant>

public enum DirectoryObject {}
/// The id of a user, group or service principal in the tenant (`oid`, `groups`).
public typealias ObjectID = Identifier<DirectoryObject>

public enum Application {}
/// An application's client id (`azp` in v2 tokens, `appid` in v1 tokens).
public typealias ApplicationID = Identifier<Application>

public enum RoleTemplate {}
/// The template id of an Entra directory role (`wids`), the same in every tenant.
public typealias RoleTemplateID = Identifier<RoleTemplate>

public enum DecisionKind {}
/// The id of one decision of the gate: what a caller quotes and an auditor looks up.
public typealias DecisionID = Identifier<DecisionKind>

public enum RequestKind {}
/// The id of one HTTP request (`request-id`, `client-request-id`).
public typealias RequestID = Identifier<RequestKind>
