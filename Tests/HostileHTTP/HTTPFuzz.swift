import Foundation
import Glibc
import Synchronization

/// Sends requests changed by chance to a live listener, and looks for what must not happen: an invitation sent, an answer
/// that is neither refusal nor judgement, a connection that stays open, memory that grows.
public struct HTTPFuzz: Sendable {
    public struct Finding: Sendable, CustomStringConvertible {
        public let input: [UInt8]
        public let description: String
    }

    public struct Report: Sendable {
        public var executions = 0
        public var answers = 0
        public var findings: [Finding] = []
        /// Bytes resident after the first tenth of the run, and at its end.
        public var residentAtFirst = 0
        public var residentAtLast = 0
    }

    private let executions: Int
    private let seed: UInt64
    private let clients: Int
    /// No answer may take longer, in seconds.
    private static let patience = 20

    public init(executions: Int, seed: UInt64, clients: Int) {
        (self.executions, self.seed, self.clients) = (executions, seed, clients)
    }

    public func run() async throws -> Report {
        let gate = try HostileGate()
        let good = try HostileGate.denied()
        let seeds = [good.bytes] + HostileRequest.all(good).map(\.bytes)
        var report = try await gate.serving { port in
            var first = try await run(max(1, executions / 10), port, seeds, seed)
            first.residentAtFirst = ResidentBytes.now
            let rest = try await run(executions - first.executions, port, seeds, seed &+ 0x1_0000)
            first.executions += rest.executions
            first.answers += rest.answers
            first.findings += rest.findings
            first.residentAtLast = ResidentBytes.now
            let ending = Self.exchange(good.bytes, port)
            if ending != .answered([403]) {
                first.findings.append(Finding(input: good.bytes, description: "afterwards a good request ends as \(ending)"))
            }
            return first
        }
        if gate.sent > 0 { report.findings.append(Finding(input: [], description: "\(gate.sent) invitations were sent")) }
        if gate.entries == 0 { report.findings.append(Finding(input: [], description: "no request came as far as the trail")) }
        return report
    }

    private func run(_ count: Int, _ port: Int, _ seeds: [[UInt8]], _ seed: UInt64) async throws -> Report {
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                let mine = count / clients + (client < count % clients ? 1 : 0)
                group.addTask {
                    await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
                        Thread.detachNewThread {
                            var mutator = RequestMutator(seeds: seeds, seed: seed &+ UInt64(client))
                            for _ in 0..<mine { Self.tryOne(mutator.next(), port, tally) }
                            ended.resume()
                        }
                    }
                }
            }
        }
        return tally.report.withLock { $0 }
    }

    /// What all clients found.
    private final class Tally: Sendable {
        let report = Mutex(Report())
    }

    private static func tryOne(_ bytes: [UInt8], _ port: Int, _ tally: Tally) {
        let ending = exchange(bytes, port)
        tally.report.withLock { report in
            report.executions += 1
            switch ending {
            case .answered(let statuses):
                if !statuses.isEmpty { report.answers += 1 }
                // 200 is a judgement asked for at /v1/decisions.
                let wrong = statuses.filter { !((400..<500).contains($0) || [100, 200, 501, 505].contains($0)) }
                if !wrong.isEmpty { report.findings.append(Finding(input: bytes, description: "answered \(wrong)")) }
            case .open: report.findings.append(Finding(input: bytes, description: "the connection stays open for \(patience) s"))
            case .refused(let why): report.findings.append(Finding(input: bytes, description: why))
            }
        }
    }

    private enum Ending: Equatable {
        /// The statuses, until the server closed.
        case answered([Int])
        case open
        case refused(String)
    }

    private static func exchange(_ bytes: [UInt8], _ port: Int) -> Ending {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        // Ports of loopback run out when each stays reserved for a minute after its connection.
        var reset = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return .refused("no connection: \(unsafe String(cString: strerror(errno)))") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        shutdown(socket, Int32(SHUT_WR))
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe recv(socket, &chunk, chunk.count, 0)
            if count < 0, errno == EAGAIN { return .open }
            guard count > 0 else { return .answered(statuses(answer)) }
            answer += chunk[..<count]
        }
    }

    private static func statuses(_ bytes: [UInt8]) -> [Int] {
        String(decoding: bytes, as: UTF8.self).components(separatedBy: "HTTP/1.1 ").dropFirst().map { Int($0.prefix(3)) ?? 0 }
    }
}

/// How much of this process is resident, with what the allocator holds free given back first.
enum ResidentBytes {
    static var now: Int {
        typealias Trim = @convention(c) (Int) -> Int32
        if let symbol = unsafe dlsym(nil, "malloc_trim") { _ = unsafe unsafeBitCast(symbol, to: Trim.self)(0) }
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1_024
    }
}
