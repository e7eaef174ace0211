import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations

/// A store that a command writes to, with a chain of its own, beside a service that may be running.
enum TrailWriting {
    /// Opens the store, says in it that the command began, has the work done, and says that it ended.
    ///
    /// - Parameter command: such as `audit erase`.
    static func with<Answer>(
        _ path: String, command: String, _ work: (SQLiteAuditStore) async throws -> Answer
    ) async throws -> Answer {
        let world = World.system
        let store = try open(path, world)
        let started = StartedRecord(
            software: "gatekeeper \(softwareVersion) \(command)", host: ProcessInfo.processInfo.hostName,
            processID: Int64(ProcessInfo.processInfo.processIdentifier))
        do {
            _ = try await store.append(.started(started, at: world.now()))
            let answer = try await work(store)
            _ = try await store.append(.stopped(StoppedRecord(why: "\(command) is done", drained: true), at: world.now()))
            await store.close()
            return answer
        } catch {
            if !(error is AuditUnavailable) {
                _ = try? await store.append(.stopped(StoppedRecord(why: "\(command) failed", drained: true), at: world.now()))
            }
            await store.close()
            if let error = error as? AuditUnavailable { throw StartFault.dependency("\(error)") }
            throw error
        }
    }

    /// Opens a store that is there; none is made.
    static func open(_ path: String, _ world: World) throws(StartFault) -> SQLiteAuditStore {
        guard FileManager.default.fileExists(atPath: path) else { throw .dependency("there is no audit store at \(path)") }
        do {
            return try SQLiteAuditStore.open(path: path, writer: .random(world.randomPair()))
        } catch {
            throw .dependency("\(error)")
        }
    }
}

/// Who runs this program, as far as the system tells it.
enum Operator {
    /// Such as `root (uid 0), logged in as ana (uid 1000)`: the login's user survives `sudo`
    /// (proc(5), `/proc/pid/loginuid`).
    static var description: String {
        let user = getuid()
        let login = (try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8)).flatMap { UInt32($0.filter(\.isNumber)) }
        // The highest number means that none was set.
        guard let login, login != .max, login != user else { return name(user) }
        return "\(name(user)), logged in as \(name(login))"
    }

    private static func name(_ user: uid_t) -> String {
        guard let entry = unsafe getpwuid(user), let name = unsafe entry.pointee.pw_name else { return "uid \(user)" }
        return unsafe "\(String(cString: name)) (uid \(user))"
    }
}
