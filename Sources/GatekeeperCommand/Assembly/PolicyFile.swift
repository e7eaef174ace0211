import Foundation
import InvitationPolicy

/// Reads a policy from disk, list files beside it.
enum PolicyFile {
    /// What the loader takes at most, so that no larger file is read into memory. A list of 64 MiB holds some three million
    /// domains.
    private static let maximumPolicyBytes = 4 << 20
    private static let maximumListBytes = 64 << 20

    static func load(_ path: String) throws(StartFault) -> LoadedPolicy {
        let bytes: [UInt8]
        do {
            bytes = try read(path, atMost: maximumPolicyBytes)
        } catch {
            throw .configuration(["\(path): the policy cannot be read: \(error)"])
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            return try Policy.load(bytes: bytes, file: path) { name in
                try read(URL(fileURLWithPath: name, relativeTo: folder).path, atMost: maximumListBytes)
            }
        } catch {
            throw .configuration(error.faults.map(\.description))
        }
    }

    private static func read(_ path: String, atMost limit: Int) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let data = try handle.read(upToCount: limit + 1) ?? Data()
        guard data.count <= limit else { throw TooLarge(limit: limit) }
        return Array(data)
    }
}

private struct TooLarge: Error, CustomStringConvertible {
    let limit: Int
    var description: String { "it is larger than \(limit) bytes" }
}
