import Foundation

/// Which files are checked: those named, those of a named folder, and the policies that named cases are about.
struct PolicyCheckPlan {
    private(set) var policies: [String] = []
    /// Each with the number of its policy; nil where it cannot be told which that is.
    private(set) var cases: [(file: String, policy: Int?)] = []
    private var numbers: [String: Int] = [:]

    /// - Throws: when a folder cannot be read or has no policy in it.
    init(_ arguments: [String]) throws(StartFault) {
        var files: [String] = []
        for argument in arguments { files += CasesPlan.isFolder(argument) ? try Self.files(in: argument) : [argument] }
        for file in files where !file.hasSuffix(CasesPlan.suffix) { _ = number(ofPolicy: file) }
        var seen: Set<String> = []
        for file in files where file.hasSuffix(CasesPlan.suffix) && seen.insert(CasesPlan.normal(file)).inserted {
            let policy = try? CasesPlan.policy(ofCases: file)
            cases.append((file, policy.map { number(ofPolicy: $0) }))
        }
    }

    /// One for all spellings of a path.
    private mutating func number(ofPolicy file: String) -> Int {
        let normal = CasesPlan.normal(file)
        if let number = numbers[normal] { return number }
        numbers[normal] = policies.count
        policies.append(file)
        return policies.count - 1
    }

    private static func files(in folder: String) throws(StartFault) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .configuration(["\(folder): the folder cannot be read"])
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        guard !files.isEmpty else { throw .configuration(["\(folder): no file in it ends in .yaml"]) }
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        return files.map { prefix + $0 }
    }
}
