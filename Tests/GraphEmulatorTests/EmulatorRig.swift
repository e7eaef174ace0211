import Foundation
import FoundationNetworking
import GraphEmulator
import Synchronization
import Testing

/// What a test has otherwise in the seed.
struct SeedChange {
    let apply: (inout EmulatorSeed) -> Void

    init(_ apply: @escaping (inout EmulatorSeed) -> Void) {
        self.apply = apply
    }
}

/// A running emulator with the Contoso seed, a clock that the test moves, and a real HTTP client.
final class EmulatorRig: Sendable {
    struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var json: JSONValue { (try? JSONDecoder().decode(Decoded.self, from: Data(body)).value) ?? .null }
        var errorCode: String? { json["error"]?["code"]?.string }
    }

    static let tenant = "8f1d3a52-6f0e-4a3c-9a44-0f5a3f7d1c01"
    static let gate = "11111111-1111-4111-8111-111111111111"
    static let gateSecret = "s3cret-of-the-gate"
    static let powerless = "22222222-2222-4222-8222-222222222222"
    static let writer = "33333333-3333-4333-8333-333333333333"
    static let ana = "aaaa0000-0000-4000-8000-000000000001"

    /// Made once: every emulator of the suite starts with the same keys.
    private static let keys = Result { try EmulatorKeys() }

    let emulator: GraphEmulator
    private let time: ManualTime
    private let session = URLSession(configuration: .ephemeral)

    private final class ManualTime: Sendable {
        let seconds = Mutex(1_795_000_000.0)
    }

    private init(_ seed: EmulatorSeed) throws {
        let time = ManualTime()
        self.time = time
        emulator = try GraphEmulator(
            seed: seed,
            configuration: EmulatorConfiguration(
                clock: EmulatorClock { time.seconds.withLock { $0 } }, keys: try Self.keys.get()))
    }

    static func seed() throws -> EmulatorSeed {
        try EmulatorSeed(yaml: contosoSeed)
    }

    /// Runs a test against a started emulator.
    static func run(
        _ change: SeedChange? = nil, _ test: (EmulatorRig) async throws -> Void
    ) async throws {
        var seed = try seed()
        change?.apply(&seed)
        let rig = try EmulatorRig(seed)
        try await rig.emulator.start()
        do {
            try await test(rig)
        } catch {
            await rig.emulator.stop()
            throw error
        }
        await rig.emulator.stop()
    }

    var now: Double { time.seconds.withLock { $0 } }
    func advance(_ seconds: Double) { time.seconds.withLock { $0 += seconds } }

    func send(_ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8]? = nil) async throws -> Reply {
        let url = path.hasPrefix("http") ? path : emulator.baseURL + path
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        request.httpBody = body.map { Data($0) }
        request.timeoutInterval = 20
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        return Reply(status: http.statusCode, headers: fields, body: Array(data))
    }

    // MARK: The token endpoint

    func requestToken(_ form: [String: String], tenant: String = tenant) async throws -> Reply {
        let body = form.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        return try await send(
            "POST", "/\(tenant)/oauth2/v2.0/token", ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(body.joined(separator: "&").utf8))
    }

    static func secretForm(_ app: String = gate, _ secret: String = gateSecret) -> [String: String] {
        [
            "grant_type": "client_credentials", "client_id": app, "client_secret": secret,
            "scope": "https://graph.microsoft.com/.default",
        ]
    }

    func graphToken(_ app: String = gate, _ secret: String = gateSecret) async throws -> String {
        let reply = try await requestToken(Self.secretForm(app, secret))
        return try #require(reply.json["access_token"]?.string)
    }

    // MARK: Graph

    func invite(
        _ address: String, redirect: String = "https://myapps.microsoft.com", token: String, version: String = "v1.0",
        more: [(String, JSONValue)] = [], headers: [String: String] = [:]
    ) async throws -> Reply {
        var members = [
            JSONValue.Member(name: "invitedUserEmailAddress", value: .string(address)),
            .init(name: "inviteRedirectUrl", value: .string(redirect)),
        ]
        members += more.map { .init(name: $0.0, value: $0.1) }
        return try await invite(body: JSONValue.object(members).bytes, token: token, version: version, headers: headers)
    }

    func invite(body: [UInt8], token: String, version: String = "v1.0", headers: [String: String] = [:]) async throws -> Reply {
        let all = headers.merging(["Authorization": "Bearer \(token)", "Content-Type": "application/json"]) { first, _ in first }
        return try await send("POST", "/\(version)/invitations", all, body: body)
    }

    func get(_ path: String, token: String) async throws -> Reply {
        try await send("GET", path, ["Authorization": "Bearer \(token)"])
    }
}

/// Foundation's reading of a JSON text: the emulator's own bytes are judged by another reader.
struct Decoded: Decodable {
    let value: JSONValue

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Key.self) {
            value = .object(
                try members.allKeys.map { .init(name: $0.stringValue, value: try members.decode(Decoded.self, forKey: $0).value) })
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !elements.isAtEnd { values.append(try elements.decode(Decoded.self).value) }
            value = .array(values)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            value = .null
        } else if let flag = try? single.decode(Bool.self) {
            value = .bool(flag)
        } else if let whole = try? single.decode(Int.self) {
            value = .integer(whole)
        } else if let real = try? single.decode(Double.self) {
            value = .double(real)
        } else {
            value = .string(try single.decode(String.self))
        }
    }
}
