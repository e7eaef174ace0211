import Curl
import Foundation
import StrictJSON

/// Clients that send invitations one after the other, each on a connection of its own.
struct Load {
    struct Request: Sendable {
        let address: String
        let status: Int
    }

    private let http: CurlClient
    private let url: String
    private let token: String
    private let clients: Int

    init(url: String, token: String, clients: Int) throws {
        http = try CurlClient(
            CurlConfiguration(
                maximumConnections: clients, maximumConnectionsPerHost: clients, maximumExchanges: max(4_096, 2 * clients), proxy: nil))
        self.url = url
        self.token = token
        self.clients = clients
    }

    /// Sends `count` requests; the seconds it took.
    func run(_ count: Int, _ request: @escaping @Sendable (Int) -> Request) async throws -> Double {
        let started = Date()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for number in stride(from: client, to: count, by: clients) { try await send(request(number)) }
                }
            }
            try await group.waitForAll()
        }
        return Date().timeIntervalSince(started)
    }

    /// Sends `perSecond` requests a second, evenly, whatever the answers take, until told to stop.
    ///
    /// - Returns: of each request when it was due, in seconds since `start`, and how long its answer took from then: what a
    ///   caller waits, the wait for a free connection included.
    func steady(
        perSecond: Int, since start: ContinuousClock.Instant, until isOver: @escaping @Sendable () -> Bool,
        _ request: @escaping @Sendable (Int) -> Request
    ) async throws -> [(due: Double, seconds: Double)] {
        let clock = ContinuousClock()
        return try await withThrowingTaskGroup(of: (Double, Double).self) { group in
            var number = 0
            while !isOver() {
                let due = start + .seconds(Double(number) / Double(perSecond))
                try await clock.sleep(until: due, tolerance: .zero)
                group.addTask { [number] in
                    try await send(request(number))
                    return ((due - start) / .seconds(1), (clock.now - due) / .seconds(1))
                }
                number += 1
            }
            return try await group.reduce(into: []) { $0.append((due: $1.0, seconds: $1.1)) }
        }
    }

    private func send(_ request: Request) async throws {
        let body: JSON = [
            "invitedUserEmailAddress": .string(request.address), "inviteRedirectUrl": "https://myapps.microsoft.com",
        ]
        let answer = try await http.exchange(
            CurlRequest(
                method: .post, url: url,
                headers: [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")],
                body: body.bytes(), allowsPlainHTTP: true))
        guard answer.status == request.status else {
            throw BenchmarkFault(
                text: "\(request.address): \(answer.status) instead of \(request.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    func close() async { await http.shutDown() }
}
