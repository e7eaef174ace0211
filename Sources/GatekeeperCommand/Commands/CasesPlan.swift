import Foundation
import InvitationPolicy

/// Which policies are tried on which cases.
struct CasesPlan {
    static let suffix = ".cases.yaml"

    /// One policy with all its cases files.
    struct Part {
        let policy: String
        var cases: [String]
    }

    private(set) var parts: [Part] = []
    /// Policies of a folder that have no cases.
    private(set) var untested: [String] = []

    init(_ arguments: [String], cases: [String]) throws(StartFault) {
        for argument in arguments {
            if Self.isFolder(argument) {
                try addFolder(argument)
            } else if argument.hasSuffix(Self.suffix) {
                add(try Self.policy(ofCases: argument), argument)
            } else {
                for file in cases.isEmpty ? [Self.beside(argument)] : cases { add(argument, file) }
            }
        }
    }

    static func isFolder(_ path: String) -> Bool {
        let kind = try? FileManager.default.attributesOfItem(atPath: normal(path))[.type] as? FileAttributeType
        return kind == .typeDirectory
    }

    private mutating func addFolder(_ path: String) throws(StartFault) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
        } catch {
            throw .configuration(["\(path): the folder cannot be read"])
        }
        let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
        let cases = names.filter { $0.hasSuffix(Self.suffix) }
        guard !cases.isEmpty else { throw .configuration(["\(path): no file in it ends in \(Self.suffix)"]) }
        for name in cases { add(try Self.policy(ofCases: prefix + name), prefix + name) }
        let policies = names.filter { !$0.hasSuffix(Self.suffix) }.map { prefix + $0 }
        let tested = Set(parts.map { Self.normal($0.policy) })
        untested += policies.filter { !tested.contains(Self.normal($0)) }
    }

    private mutating func add(_ policy: String, _ cases: String) {
        guard let index = parts.firstIndex(where: { Self.normal($0.policy) == Self.normal(policy) }) else {
            return parts.append(Part(policy: policy, cases: [cases]))
        }
        if !parts[index].cases.contains(where: { Self.normal($0) == Self.normal(cases) }) { parts[index].cases.append(cases) }
    }

    static func normal(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path }

    private static func beside(_ policy: String) -> String {
        let stem = [".yaml", ".yml"].first(where: policy.hasSuffix).map { String(policy.dropLast($0.count)) } ?? policy
        return stem + suffix
    }

    /// The policy that a cases file names, or the one of the same stem.
    static func policy(ofCases path: String) throws(StartFault) -> String {
        let bytes = try Part.bytes(path)
        guard let name = PolicyCases.policyName(bytes: bytes, file: path) else {
            return String(path.dropLast(suffix.count)) + ".yaml"
        }
        guard !name.hasPrefix("/") else {
            throw .configuration(["\(path): `policy` is an absolute path (write it relative to the cases file)"])
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        return folder + name
    }
}

extension CasesPlan.Part {
    func tested(_ filter: String?) throws(StartFault) -> TestedPolicy {
        let loaded = try PolicyFile.load(policy)
        var parts: [PolicyCases] = []
        var faults: [String] = []
        for file in cases {
            let bytes = try Self.bytes(file)
            do throws(PolicyFaults) {
                parts.append(try PolicyCases.load(bytes: bytes, file: file, for: loaded.policy))
            } catch {
                faults += error.faults.map(\.description)
            }
        }
        guard faults.isEmpty else { throw .configuration(faults) }
        let joined = PolicyCases.joined(parts)
        return TestedPolicy(file: policy, policy: loaded.policy, run: joined.run(on: loaded.policy, filter: filter))
    }

    fileprivate static func bytes(_ path: String) throws(StartFault) -> [UInt8] {
        do {
            return try RegularFile.read(path, atMost: PolicyFile.maximumPolicyBytes)
        } catch {
            throw .configuration(["\(path): the cases cannot be read: \(error)"])
        }
    }
}

/// One policy and what became of its cases.
struct TestedPolicy {
    let file: String
    let policy: Policy
    let run: CasesRun
}

/// What became of all cases.
struct CasesReport {
    let policies: [TestedPolicy]
    let threshold: Int?

    var results: [CaseResult] { policies.flatMap(\.run.results) }

    func isCovered(_ tested: TestedPolicy) -> Bool {
        let coverage = tested.run.coverage
        // Whole numbers: 799 of 1,000 are not 80 hundredths.
        return coverage.covered * 100 >= (threshold ?? 0) * coverage.items.count
    }

    var isGood: Bool { policies.allSatisfy { $0.run.failed == 0 && isCovered($0) } }
}
