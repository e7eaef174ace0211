import Yams

/// Walks a YAML document key by key and notes every fault with its place, so that all are told at once.
final class YAMLFaults {
    private(set) var list: [SeedError.Fault] = []

    func note(_ message: String, path: String, mark: Mark?) {
        list.append(.init(line: mark?.line, column: mark?.column, path: path, message: message))
    }
}

/// One node and the way that led to it.
struct YAMLCursor {
    let node: Node
    let path: String
    let faults: YAMLFaults

    func fault(_ message: String) {
        faults.note(message, path: path, mark: node.mark)
    }

    /// The values of a mapping's known keys; unknown and repeated keys are faults.
    func fields(_ known: [String]) -> [String: YAMLCursor] {
        guard case .mapping(let mapping) = node else {
            fault("a mapping is expected")
            return [:]
        }
        var fields: [String: YAMLCursor] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            let place = YAMLCursor(node: value, path: path.isEmpty ? name : "\(path).\(name)", faults: faults)
            if !known.contains(name) {
                faults.note("unknown key; known here: \(known.joined(separator: ", "))", path: place.path, mark: key.mark)
            } else if fields.updateValue(place, forKey: name) != nil {
                faults.note("key given twice", path: place.path, mark: key.mark)
            }
        }
        return fields
    }

    func elements() -> [YAMLCursor] {
        guard case .sequence(let sequence) = node else {
            fault("a list is expected")
            return []
        }
        return sequence.enumerated().map { YAMLCursor(node: $1, path: "\(path)[\($0)]", faults: faults) }
    }

    func text() -> String {
        guard case .scalar(let scalar) = node, node.null == nil, !scalar.string.isEmpty else {
            fault("a text is expected")
            return ""
        }
        return scalar.string
    }

    func texts() -> [String] { elements().map { $0.text() } }

    func flag() -> Bool {
        guard let value = node.bool else {
            fault("true or false is expected")
            return false
        }
        return value
    }

    func whole(atLeast least: Int) -> Int {
        guard let value = node.int, value >= least else {
            fault("a whole number of at least \(least) is expected")
            return least
        }
        return value
    }

    func seconds() -> Double {
        guard let value = node.float, value >= 0, value.isFinite else {
            fault("a number of seconds is expected")
            return 0
        }
        return value
    }

    /// A GUID in lower case.
    func guid() -> String {
        let value = text().lowercased()
        let groups = value.split(separator: "-", omittingEmptySubsequences: false)
        let isGUID = groups.map(\.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
        if !isGUID { fault("a GUID is expected") }
        return value
    }

    func guids() -> [String] { elements().map { $0.guid() } }

    func choice(of values: [String]) -> String? {
        let value = text()
        guard values.contains(value) else {
            fault("one of \(values.joined(separator: ", ")) is expected")
            return nil
        }
        return value
    }
}
