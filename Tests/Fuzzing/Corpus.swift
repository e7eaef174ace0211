import Foundation

/// The inputs that a run starts from: kept ones, the shipped policies, and those that must not load, read from where they
/// lie.
struct Corpus {
    let folder: String

    func inputs(for target: FuzzTarget) -> [[UInt8]] {
        let root = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        var folders = ["\(folder)/\(target.rawValue)"]
        switch target {
        case .loader:
            folders += ["\(root)/policies", "\(root)/Tests/InvitationPolicyTests/Broken"]
        case .list: folders += ["\(root)/policies/lists", "\(root)/Tests/InvitationPolicyTests/Broken/lists"]
        case .cases: folders.append("\(root)/Tests/InvitationPolicyTests/Broken/cases")
        case .address, .domain, .decisions, .writings: break
        }
        var inputs: [[UInt8]] = []
        for folder in folders {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
                // What a broken policy is told is no input; a folder has no contents.
                guard !name.hasSuffix(".faults"), let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                    continue
                }
                // One a line, where the inputs are short; of a long list its start.
                inputs += name.hasSuffix(".lines") ? data.split(separator: 0x0A).map(Array.init) : [Array(data.prefix(8_192))]
            }
        }
        return inputs
    }
}
