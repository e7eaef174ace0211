import Foundation
import InvitationPolicy

/// Reads a policy from disk, list files beside it.
enum PolicyFile {
    /// What the loader takes at most, so that no larger file is read into memory. A list of 64 MiB holds some three million
    /// domains.
    static let maximumPolicyBytes = 4 << 20
    private static let maximumListBytes = 64 << 20

    /// - Parameter read: gives a file's bytes, if there are no more than the limit.
    static func load(
        _ path: String, read: (_ path: String, _ limit: Int) throws -> [UInt8] = { try RegularFile.read($0, atMost: $1) }
    ) throws(StartFault) -> LoadedPolicy {
        do {
            return try check(path, read: read)
        } catch {
            // A file that cannot be read has no line to point at.
            throw .configuration(
                error.faults.map { fault in
                    fault.kind == .unreadableFile && fault.file == path ? "\(path): \(fault.message)" : fault.description
                })
        }
    }

    /// The same with the faults as values. That the file cannot be read is one of them.
    static func check(
        _ path: String, read: (_ path: String, _ limit: Int) throws -> [UInt8] = { try RegularFile.read($0, atMost: $1) }
    ) throws(PolicyFaults) -> LoadedPolicy {
        let bytes: [UInt8]
        do {
            bytes = try read(path, maximumPolicyBytes)
        } catch {
            let start = SourceLocation(file: path, line: 1, column: 1)
            let what = "the policy cannot be read: \(error)"
            throw PolicyFaults(faults: [PolicyFault(start, text: "", what: what, kind: .unreadableFile)])
        }
        let folder = folder(of: path)
        return try Policy.load(bytes: bytes, file: path) { name in
            let list = URL(fileURLWithPath: name, relativeTo: folder).path
            // Read first: whoever watches the files learns of this one, and that it may be mended.
            let bytes = try read(list, maximumListBytes)
            guard staysBeside(path, list) else { throw UnreadableFile(why: "\(list) is a link that leads out of the policy's folder") }
            return bytes
        }
    }

    /// Whether a list file lies below the policy's folder when all links are followed: a link in the folder must not let a
    /// policy read, and by its faults tell, what lies elsewhere. Links that stay in it are how Kubernetes mounts a ConfigMap
    /// (`lists/x.txt` leads to `..data/lists/x.txt`). The policy itself may be a link, and have its lists beside its target.
    private static func staysBeside(_ policy: String, _ list: String) -> Bool {
        guard let target = RegularFile.target(of: list) else { return true }
        let named = RegularFile.target(of: folder(of: policy).path)
        let own = RegularFile.target(of: policy).map { folder(of: $0).path }
        return [named, own].contains { $0.map { target.hasPrefix($0 == "/" ? $0 : $0 + "/") } ?? false }
    }

    private static func folder(of path: String) -> URL { URL(fileURLWithPath: path).deletingLastPathComponent() }

    /// What the setting `policy.reportOnly: forbid` finds fault with.
    static func reportOnlyFaults(of policy: Policy, file: String) -> [String] {
        var faults: [String] = []
        if policy.mode == .reportOnly {
            faults.append("\(file): mode is reportOnly, which the setting policy.reportOnly forbids")
        }
        let ids = policy.reportOnlyRules
        if !ids.isEmpty {
            let list = ids.joined(separator: ", ")
            faults.append("\(file): rules in reportOnly mode, which the setting policy.reportOnly forbids: \(list)")
        }
        return faults
    }
}
