import StrictJSON

/// A way to change a policy at one place.
enum Change: String, CaseIterable {
    case leaveOut, addUnknownKey, moveKey, otherType, otherWord, otherDomain, otherAddress, otherURL, otherID, otherDate,
        otherFile, otherNumber, otherLength

    /// The policies that come of it.
    func make(at place: JSONSchemaValidator.Place, in whole: JSON) -> [JSON] {
        let path = place.path
        switch self {
        case .leaveOut: return [whole.replacing(path, by: nil)]
        case .addUnknownKey: return place.isMap ? [whole.replacing(path.key("surprise"), by: true)] : []
        case .moveKey:
            guard place.isMap else { return [] }
            return Self.keys.flatMap { key, value in value.map { whole.replacing(path.key(key), by: $0) } }
        case .otherType: return Self.types.map { whole.replacing(path, by: $0) }
        default:
            guard !place.isMap, place.value.array == nil else { return [] }
            // A word of a set is like no text of another sort: one sort says it all.
            guard place.schema["enum"] == nil || self == .otherWord else { return [] }
            return (texts.map { .string($0) } + numbers).map { whole.replacing(path, by: $0) }
        }
    }

    /// Keys that belong to some maps only, with what may stand there.
    private static let keys: [(String, [JSON])] = [
        ("redirectHosts", [["myapps.microsoft.com"], []]), ("message", ["any"]), ("expires", ["2027-01-31"]),
        ("quota", [["perTenant": 1, "per": "day"], [["perTenant": 1, "per": "day"], ["perTenant": 2, "per": "day"]]]),
        ("permit", [["memberType"]]), ("invitedUserType", ["Guest", "Member"]), ("allow", [[], ["a.example"]]),
        ("unlisted", ["allow"]), ("subdomains", [true, false]), ("domain", ["a.example", "*.a.example"]),
        ("file", ["lists/x.txt"]), ("exclusive", [true, false]), ("effect", ["allow", "deny"]),
        ("domains", [["a.example"], [["domain": "a.example", "expires": "2027-01-31"]]]),
        ("allowUndeliveredMessage", [true]), ("reviewBy", ["2027-01-31"]),
    ]

    private static let types: [JSON] = [
        .null, true, false, 0, 1, .decimal("1.5"), "x", [], ["x"], [.null], [[]], [[:]], [:], ["x": 1], ["domain": "a.example"],
    ]

    private var numbers: [JSON] {
        guard self == .otherNumber else { return [] }
        return [0, 1, -1, 1_000_000, 1_000_001, 4_412] + ["1.0", "1e3", "0.5", "123456789012345678901234567890"].map { .decimal($0) }
    }

    private var texts: [String] {
        switch self {
        case .otherWord:
            [
                "", " ", "none", "None", "allow", "deny", "enforce", "reportOnly", "everyone", "member", "Member", "Guest",
                "true", "null", "a b", "a\u{202E}b", "a\u{7}b", "a\u{200D}b", "a_b-c.d", "guestInviter", "GuestInviter",
                "day", "hour", "any", "memberType", "*", "ä", "İ",
            ]
        case .otherDomain:
            [
                "a.example", "*.a.example", "a", "*.a", "*.*.a", "A.Example", "a.example.", ".a.example", "a..example",
                "-a.example", "a-.example", "a--b.example", "ab--c.example", "xn--bcher-kva.example", "bücher.example",
                "bu\u{308}cher.example", "a_b.example", "a b.example", "1.2.3.4", "a.1", "a.0x1f", "a.0x", "a.1a", "*.1",
                "[::1]", "a.example:443", "a。example", "ａ．example", "a\u{2024}example", "\u{AD}.example", "☃.example",
                "日本.jp", String(repeating: "a", count: 64) + ".example",
            ]
        case .otherAddress:
            [
                "bob@bigfour.example", "BOB@BIGFOUR.EXAMPLE", "b.o-b_1@bigfour.example", "b..b@bigfour.example",
                ".b@bigfour.example", "b-@bigfour.example", "b`@bigfour.example", "b+c@bigfour.example",
                "\"b\"@bigfour.example", "b@bigfour", "b@@bigfour.example", "@bigfour.example", "b@",
                "bö@bigfour.example", "b@bücher.example", "b@1.2.3.4", "b b@bigfour.example",
            ]
        case .otherURL:
            [
                "", "/", ":443/", ":0", ":65536", ":", "?a", "#a#b", "/ä", "/%2", "/x?y=%20#z", "/[x]", "/x y",
            ].map { "https://myapps.microsoft.com\($0)" } + [
                "HTTPS://MyApps.microsoft.com", "http://myapps.microsoft.com", "https://", "https:///x",
                "https://a@myapps.microsoft.com", "https://1.2.3.4/", "https://1", "https://localhost",
                "https://bücher.example", "javascript:alert(1)",
            ]
        case .otherID:
            [
                "0a1b2c3d-0000-4000-8000-00000000000a", "0A1B2C3D-0000-4000-8000-00000000000A",
                "{0a1b2c3d-0000-4000-8000-00000000000a}", "0a1b2c3d000040008000000000000001",
                "0a1b2c3d-0000-4000-8000-00000000000g", "0a1b2c3d-0000-4000-8000-0000000000011",
            ]
        case .otherDate:
            [
                "2027-02-28", "2027-02-30", "2028-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "27-01-01",
                "2027-01-01T00:00:00Z", "0000-01-01", "9999-12-31", "2027/01/01", "２０２７-01-01",
            ]
        case .otherFile:
            [
                "lists/x.txt", "x", "../x", "a/../b", "..", ".", "...", "a/...", "./a", "a/.", "a//b", "/a", "a/", "a\\b",
                "a b.txt", "ä/ö.txt", "..a/b..",
            ]
        case .otherNumber: ["1", "007", "1e3"]
        case .otherLength:
            [1, 35, 36, 63, 64, 65, 128, 129, 256, 257, 320, 321, 512, 513, 1_026, 1_027, 2_048, 2_049]
                .map { String(repeating: "a", count: $0) }
                + [String(repeating: "ä", count: 64), "https://myapps.microsoft.com/" + String(repeating: "a", count: 2_048)]
        default: []
        }
    }
}
