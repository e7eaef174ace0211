import Invitations
import PolicyReplay
import StrictJSON

extension ReplayReport {
    /// For programs.
    func json(limit: Int) -> JSON {
        var members: JSON.Members = [
            "judged": .integer(Int64(judged)), "unchanged": .integer(Int64(unchanged)),
            "cannotTell": .integer(Int64(cannotTell)),
        ]
        members["first"] = first.map { .string($0.description) }
        members["last"] = last.map { .string($0.description) }
        var directions = JSON.Members()
        for direction in Direction.allCases {
            directions[direction.rawValue] = flips[direction]?.json(limit) ?? ["count": 0]
        }
        members["flips"] = .object(directions)
        members["hinges"] = counts(hinges.map { ($0.key.rawValue, $0.value) })
        members["leftOut"] = counts(leftOut.map { ($0.key, $0.value) })
        members["refusals"] = .integer(Int64(outOfScope))
        members["notes"] = .array(notes.map(JSON.string))
        return .object(members)
    }
}

extension ReplayReport.Flips {
    fileprivate func json(_ limit: Int) -> JSON {
        [
            "count": .integer(Int64(count)), "causes": .array(causes.prefix(limit).map(\.json)),
            "omittedCauses": .integer(Int64(max(0, causes.count - limit))), "domains": domains.json(limit),
            "inviters": inviters.json(limit),
        ]
    }
}

extension ReplayReport.Cause {
    fileprivate var json: JSON {
        var members: JSON.Members = [
            "before": .string(before), "after": .string(after), "count": .integer(Int64(count)),
            "examples": .array(examples.map { .string($0.description) }),
        ]
        members["rule"] = rule.map(JSON.string)
        members["place"] = place.map(JSON.string)
        return .object(members)
    }
}

extension TopCounts {
    fileprivate func json(_ limit: Int) -> JSON {
        [
            "names": .integer(Int64(names)), "notCountedByName": .integer(Int64(others)),
            "top": .array(top(limit).map { ["name": .string($0.name), "count": .integer(Int64($0.count))] }),
        ]
    }
}

private func counts(_ counts: [(String, Int)]) -> JSON {
    var members = JSON.Members()
    for (name, count) in counts.sorted(by: { $0.0 < $1.0 }) { members[name] = .integer(Int64(count)) }
    return .object(members)
}
