import InvitationPolicy
import StrictJSON
import Testing

/// The loader and the schema before the same policies: one with every key of the format, and what changes make of it.
@Suite("The loader and the JSON Schema of a policy")
struct SchemaAgreementTests {
    private static func loaded(_ policy: JSON) throws(PolicyFaults) -> LoadedPolicy {
        try Policy.load(text: WholePolicy.yaml(policy), file: "policy.yaml") { name in
            guard let list = WholePolicy.lists[name] else { throw NoSuchList() }
            return Array(list.utf8)
        }
    }

    private static func faults(_ policy: JSON) -> [PolicyFault] {
        do throws(PolicyFaults) {
            _ = try loaded(policy)
            return []
        } catch {
            return error.faults
        }
    }

    @Test("take the policy that has every key")
    func whole() throws {
        let whole = try WholePolicy.json
        #expect(try load(WholePolicy.text, lists: WholePolicy.lists).policy.ruleCount == 2)
        #expect(Self.faults(whole) == [])
        #expect(Schema.validator.faults(whole) == [])
    }

    @Test("know the same keys in every map")
    func keys() throws {
        let whole = try WholePolicy.json
        let maps = Schema.validator.places(in: whole).filter(\.isMap)
        for map in maps {
            // The loader's own list stands in what it says of a key that is like none.
            let advice = Self.faults(whole.replacing(map.path.key("qqqqqqqqqqqqqqqq"), by: 1))
                .first { $0.what == "unknown key" }?.advice
            let known = try #require(advice?.split(separator: " takes ").last, "\(map.path)")
            #expect(known.split(separator: ", ").map(String.init) == map.keys.sorted(), "\(map.path)")
        }
        let all = (Schema.json["$defs"]?.object ?? [:]).compactMap { $0.value["properties"] }
        #expect(Set(all).subtracting(maps.compactMap { $0.schema["properties"] }) == [], "the whole policy has no such map")
    }

    @Test("mean the same by leaving a key out")
    func defaults() throws {
        let whole = try WholePolicy.json
        var (all, compared): (Set<String>, Set<String>) = ([], [])
        for map in Schema.validator.places(in: whole) {
            for key in map.keys {
                guard let value = map.schema["properties"]?[key]?["default"] else { continue }
                all.insert(key)
                let path = map.path.key(key)
                guard let given = try? Self.loaded(whole.replacing(path, by: value)),
                    let absent = try? Self.loaded(whole.replacing(path, by: nil))
                else { continue }
                #expect(given.policy.digest == absent.policy.digest, "\(path)")
                compared.insert(key)
            }
        }
        // The callers that a rule names cannot be left out.
        #expect(all.subtracting(compared) == ["callers"])
    }

    /// What a change may break that no schema sees, by the beginning of the loader's words.
    private static let unseen = [
        // One entry beside another.
        "duplicate", "no such caller", "its host is not among `redirectHosts`", "a rule that can never match",
        "the list file stands twice", "the period stands twice",
        // List files, the calendar, and tables of names.
        "the list file cannot be read", "is not a date", "not a domain", "not an address", "not a redirect URL",
        // Characters that hide or reorder text and came late to Unicode, or lie beyond its first plane.
        "holds a control or direction-changing character", "not a list file's name",
        // Bytes, where a schema counts characters; a number written otherwise than in digits.
        "is longer than", "is not a limit", "unknown `version`",
    ]

    @Test("agree on every change to it", arguments: Change.allCases)
    func changed(change: Change) throws {
        let whole = try WholePolicy.json
        var (takenByBoth, refusedByBoth, unseen) = (0, 0, 0)
        for place in Schema.validator.sorts(in: whole) {
            for changed in change.make(at: place, in: whole) {
                let faults = Self.faults(changed)
                let seen = Schema.validator.faults(changed)
                if faults.isEmpty {
                    #expect(seen == [], "the schema refuses what the loader takes: \(change) at \(place.path)")
                    takenByBoth += 1
                } else if seen.isEmpty {
                    let known = faults.allSatisfy { fault in Self.unseen.contains { fault.what.contains($0) } }
                    #expect(known, "the schema takes what the loader refuses: \(change) at \(place.path): \(faults)")
                    unseen += 1
                } else {
                    refusedByBoth += 1
                }
            }
        }
        #expect(takenByBoth + refusedByBoth > 3 * unseen, "\(takenByBoth) taken, \(refusedByBoth) refused, \(unseen) unseen")
    }
}
