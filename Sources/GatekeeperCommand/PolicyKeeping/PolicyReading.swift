import Crypto
import Foundation
import Gatekeeper
import InvitationPolicy

/// One try to read a policy file with its list files, and which files in which state that was.
struct PolicyReading: Sendable {
    enum Outcome: Sendable {
        case whole(LoadedPolicy)
        /// A line for each fault.
        case faulty([String])
    }

    let file: String
    let outcome: Outcome
    /// The policy file and every list file that was asked for, as each was when it was opened.
    let stamps: FileStamps
    /// SHA-256 over everything that was read: two tries with the same faults in the same bytes are one.
    let content: [UInt8]

    /// Reads the policy. What is well-formed and forbidden by the settings is faulty, too.
    static func read(_ file: String, allowsReportOnly: Bool) -> PolicyReading {
        var reading = once(file, allowsReportOnly)
        for _ in 0..<2 where !reading.isStill { reading = once(file, allowsReportOnly) }
        guard !reading.isStill else { return reading }
        let fault = "\(file): the policy or its list files changed while they were read"
        return PolicyReading(file: file, outcome: .faulty([fault]), stamps: reading.stamps, content: reading.content)
    }

    /// Whether the files are still those that were read: of two versions together a policy may come that nobody wrote.
    private var isStill: Bool { stamps.again() == stamps }

    /// Where the policy came from.
    func source(of policy: Policy) -> PolicySource {
        PolicySource(file: file, fileOwner: stamps[file]?.ownerName, author: policy.author)
    }

    /// - Throws: the faults, for a start that cannot go on without this policy.
    func whole() throws(StartFault) -> LoadedPolicy {
        switch outcome {
        case .whole(let loaded): return loaded
        case .faulty(let lines): throw .configuration(lines)
        }
    }

    private static func once(_ file: String, _ allowsReportOnly: Bool) -> PolicyReading {
        var stamps = FileStamps()
        var content = SHA256()
        func read(_ path: String, _ limit: Int) throws -> [UInt8] {
            content.update(data: Array("\(path)\0".utf8))
            stamps.note(FileStamp(path: path), at: path)
            let bytes = try RegularFile.read(path, atMost: limit)
            content.update(data: Array("\(bytes.count)\0".utf8))
            content.update(data: bytes)
            return bytes
        }
        let outcome: Outcome
        do throws(StartFault) {
            let loaded = try PolicyFile.load(file, read: read)
            let forbidden = allowsReportOnly ? [] : PolicyFile.reportOnlyFaults(of: loaded.policy, file: file)
            outcome = forbidden.isEmpty ? .whole(loaded) : .faulty(forbidden)
        } catch {
            outcome = .faulty(error.lines)
        }
        return PolicyReading(file: file, outcome: outcome, stamps: stamps, content: Array(content.finalize()))
    }
}
