import AuditTrail
import Configuration
import Foundation
import Yams

/// One thing wrong with the settings, by the key's path.
struct SettingsFault: Error, Hashable, CustomStringConvertible {
    let key: String
    let message: String

    var description: String { "\(key): \(message)" }
}

/// All that is wrong with the settings, at once.
struct SettingsFaults: Error {
    let faults: [SettingsFault]
}

/// Reads settings from a YAML file with the environment laid over it, and collects every fault.
///
/// A key `graph.clientSecret` is overridden by the variable `GATEKEEPER_GRAPH_CLIENT_SECRET`. Keys that nobody asked
/// for are faults too: a misspelt setting must not silently mean its default.
struct SettingsReader {
    private let config: ConfigReader
    private let fileKeys: Set<String>
    private let environmentNames: Set<String>
    private var asked: Set<String> = []
    private(set) var faults: [SettingsFault] = []

    static let environmentPrefix = "GATEKEEPER_"
    private static let largestFile = 1 << 20

    /// - Throws: ``SettingsFaults`` when the file cannot be read or is no YAML mapping of scalars and lists.
    init(file: String, environment: [String: String]) async throws(SettingsFaults) {
        let ours = environment.filter { $0.key.hasPrefix(Self.environmentPrefix) }
        environmentNames = Set(ours.keys)
        fileKeys = try Self.keys(ofFile: file)
        do {
            // The file provider takes its path from a reader of its own.
            let path = ConfigReader(provider: InMemoryProvider(values: ["filePath": .init(stringLiteral: file)]))
            config = ConfigReader(providers: [
                EnvironmentVariablesProvider(environmentVariables: ours).prefixKeys(with: "gatekeeper"),
                try await FileProvider<YAMLSnapshot>(config: path),
            ])
        } catch {
            throw SettingsFaults(file, "cannot be read as settings: \(error)")
        }
    }

    // MARK: Values

    mutating func string(_ key: String, secret: Bool = false) -> String? {
        guard isPresent(key) else { return nil }
        return value(key, "text") { [config] in try config.requiredString(forKey: Self.configKey(key), isSecret: secret) }
    }

    mutating func requiredString(_ key: String, secret: Bool = false, why: String) -> String {
        guard let value = string(key, secret: secret), !value.isEmpty else {
            fault(key, "is missing. \(why)")
            return ""
        }
        return value
    }

    mutating func strings(_ key: String) -> [String] {
        guard isPresent(key) else { return [] }
        return value(key, "a list of texts") { [config] in try config.requiredStringArray(forKey: Self.configKey(key)) } ?? []
    }

    mutating func int(_ key: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
        guard isPresent(key) else { return standard }
        guard let number = shownValue(key, "a whole number", read: { [config] in try config.requiredInt(forKey: Self.configKey(key)) })
        else { return standard }
        guard range.contains(number) else {
            fault(key, "is \(number); from \(range.lowerBound) to \(range.upperBound) is allowed")
            return standard
        }
        return number
    }

    /// A whole number with its unit: s, m, h or d.
    ///
    /// - Returns: seconds; nil when the key is not there or at fault.
    mutating func duration(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = string(key) else { return nil }
        guard let seconds = Self.seconds(of: text) else {
            fault(key, "is \"\(text)\"; a whole number with its unit is expected, such as 90s, 15m, 24h or 7d")
            return nil
        }
        guard range.contains(seconds) else {
            fault(key, "is \(text); from \(range.lowerBound) seconds to \(range.upperBound / 86_400) days is allowed")
            return nil
        }
        return seconds
    }

    /// - Returns: nil where the text is no whole number with its unit; the largest number there is where it is too large.
    static func seconds(of text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int64(text.dropLast())
        else { return nil }
        let (seconds, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        return isTooLarge ? .max : seconds
    }

    mutating func bool(_ key: String, default standard: Bool) -> Bool {
        guard isPresent(key) else { return standard }
        return shownValue(key, "true or false") { [config] in try config.requiredBool(forKey: Self.configKey(key)) } ?? standard
    }

    /// A value of a closed set, by its raw value.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, default standard: Choice
    ) -> Choice {
        guard let text = string(key) else { return standard }
        if let choice = Choice(rawValue: text) { return choice }
        fault(key, "is \"\(text)\"; one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")) is allowed")
        return standard
    }

    /// A value read by `parse`, which is nil for a text it does not take.
    mutating func parsed<Value>(_ key: String, why: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        let text = requiredString(key, why: why)
        guard !text.isEmpty else { return nil }
        guard let value = parse(text) else {
            fault(key, "is \"\(text)\"; \(expected) is expected")
            return nil
        }
        return value
    }

    // MARK: Faults

    mutating func fault(_ key: String, _ message: String) {
        faults.append(SettingsFault(key: key, message: message))
    }

    /// Whether the file or the environment has the key; the key counts as asked for.
    mutating func isPresent(_ key: String) -> Bool {
        asked.insert(key)
        return fileKeys.contains(key) || environmentNames.contains(Self.environmentName(key))
    }

    /// Adds a fault for each key and variable that nothing asked for.
    mutating func refuseUnasked() {
        for key in fileKeys.subtracting(asked).sorted() {
            fault(key, "is not a setting of this version.\(suggestion(for: key))")
        }
        let known = Set(asked.map(Self.environmentName))
        for name in environmentNames.subtracting(known).sorted() where !Self.isServiceLink(name) {
            fault(name, "is not a setting of this version (an environment variable)")
        }
    }

    /// Whether Kubernetes put the variable there: it tells every pod of a namespace about each Service, and one that is
    /// called `gatekeeper` makes names that begin like ours (Kubernetes, "Accessing the Service").
    static func isServiceLink(_ name: String) -> Bool {
        name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name == environmentPrefix + "PORT"
            || name.contains(#/_PORT_[0-9]+_(TCP|UDP|SCTP)/#)
    }

    private func suggestion(for key: String) -> String {
        let last = key.split(separator: ".").last.map(String.init) ?? key
        let near = asked.subtracting(fileKeys).filter { $0.lowercased().hasSuffix(last.lowercased()) }.sorted().first
        return near.map { " Did you mean \($0)?" } ?? ""
    }

    /// A value that is no secret, so that a fault may show what stands there.
    private mutating func shownValue<Value>(_ key: String, _ expected: String, read: () throws -> Value) -> Value? {
        do { return try read() } catch {
            let text = try? config.requiredString(forKey: Self.configKey(key))
            fault(key, text.map { "is \"\(VisibleText.cell($0, width: 64))\"; \(expected) is expected" } ?? "cannot be read as \(expected)")
            return nil
        }
    }

    private mutating func value<Value>(_ key: String, _ expected: String, read: () throws -> Value) -> Value? {
        do { return try read() } catch {
            // The error's text may quote the value, which may be a secret.
            fault(key, "cannot be read as \(expected)")
            return nil
        }
    }
}

extension SettingsReader {
    private static func configKey(_ key: String) -> ConfigKey {
        ConfigKey(key.split(separator: ".").map(String.init))
    }

    /// `graph.clientSecret` → `GATEKEEPER_GRAPH_CLIENT_SECRET`, as the environment provider spells keys.
    static func environmentName(_ key: String) -> String {
        var name = environmentPrefix
        for character in key {
            if character == "." {
                name.append("_")
            } else {
                if character.isUppercase { name.append("_") }
                name.append(contentsOf: character.uppercased())
            }
        }
        return name
    }

    /// The paths of all values in the file. The provider reads them; only here is it seen which there are.
    private static func keys(ofFile file: String) throws(SettingsFaults) -> Set<String> {
        var walk = KeyWalk()
        do {
            let bytes = try RegularFile.read(file, atMost: largestFile)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw SettingsFaults(file, "is not UTF-8") }
            let parser = try Parser(yaml: text)
            guard let root = try parser.singleRoot() else { return [] }
            guard case .mapping = root else { throw SettingsFaults(file, "is no mapping of keys to values") }
            // The parser owns the anchors that the walk looks for.
            withExtendedLifetime(parser) { walk.visit(root, []) }
        } catch let error as YamlError {
            throw SettingsFaults(file, "is not YAML that can be read: \(problem(error))")
        } catch let error as SettingsFaults {
            throw error
        } catch {
            throw SettingsFaults(file, "cannot be read: \(error)")
        }
        guard walk.faults.isEmpty else { throw SettingsFaults(faults: walk.faults) }
        return walk.keys
    }

    /// What is wrong and where. The error's own text quotes the line, which may hold a secret.
    private static func problem(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem), at line \(mark.line), column \(mark.column)"
        case .duplicatedKeysInMapping(_, let context): "a key stands twice, in the mapping at line \(context.mark.line)"
        case .reader(let problem, _, _, _): problem
        default: "it is of no form that is known"
        }
    }
}

extension SettingsFaults {
    init(_ key: String, _ message: String) {
        self.init(faults: [SettingsFault(key: key, message: message)])
    }
}

/// Collects the paths of a YAML tree's values, and what settings do not take: anchors, nulls, lists of anything but
/// texts.
private struct KeyWalk {
    var keys: Set<String> = []
    var faults: [SettingsFault] = []

    mutating func visit(_ node: Node, _ path: [String]) {
        let key = path.joined(separator: ".")
        guard node.anchor == nil else { return fault(key, "anchors are not taken in settings") }
        switch node {
        case .mapping(let mapping) where mapping.isEmpty && !path.isEmpty: fault(key, "has no value; leave the key out, or give it one")
        case .mapping(let mapping):
            for (name, value) in mapping { visit(value, path + [name.scalar?.string ?? "?"]) }
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            guard !isNull else { return fault(key, "has no value; leave the key out, or give it one") }
            keys.insert(key)
        case .sequence(let sequence):
            guard sequence.allSatisfy({ $0.scalar != nil }) else { return fault(key, "is not a list of texts") }
            keys.insert(key)
        case .alias:
            fault(key, "aliases are not taken in settings")
        }
    }

    private mutating func fault(_ key: String, _ message: String) {
        faults.append(SettingsFault(key: key, message: message))
    }
}
