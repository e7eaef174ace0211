import Gatekeeper

/// What `lookup` finds; a lookup that takes longer is cancelled and has timed out. Every wait in a lookup ends at once
/// when it is cancelled, so that this returns on time.
func within<Found: Sendable>(
    _ limit: Duration, _ lookup: @escaping @Sendable () async throws(DirectoryUnavailable) -> Found
) async throws(DirectoryUnavailable) -> Found {
    let first = await withTaskGroup(of: Result<Found, DirectoryUnavailable>.self) { group in
        group.addTask {
            do throws(DirectoryUnavailable) { return .success(try await lookup()) } catch { return .failure(error) }
        }
        group.addTask {
            do {
                try await Task.sleep(for: limit)
                return .failure(DirectoryUnavailable(detail: "Graph did not give it all in time", timedOut: true))
            } catch {
                return .failure(.cancelled)
            }
        }
        defer { group.cancelAll() }
        return await group.next() ?? .failure(.cancelled)
    }
    return try first.get()
}

extension DirectoryUnavailable {
    static var cancelled: DirectoryUnavailable { DirectoryUnavailable(detail: "the lookup was cancelled") }
}
