import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperTesting
import Glibc
import HostileTexts
import Invitations
import Logging
import ServiceLifecycle
import StrictJSON
import Synchronization
import Testing

@testable import GatekeeperCommand

/// What commands came to, in place of the running service.
final class Commanded: Sendable {
    private struct State {
        var done: [String] = []
        var isAuditDown = false
        var isPaused = false
        var suspended: Set<ObjectID> = []
    }

    /// What the status says.
    let status: JSON
    let reloaded: [ReloadedPart]

    init(
        status: JSON = ["ready": true],
        reloaded: [ReloadedPart] = [
            ReloadedPart(name: "policy", result: .loaded), ReloadedPart(name: "certificate", result: .rejected, faults: ["no key"]),
        ]
    ) {
        (self.status, self.reloaded) = (status, reloaded)
    }

    private let state = Mutex(State())

    var done: [String] { state.withLock { $0.done } }
    func breakAudit() { state.withLock { $0.isAuditDown = true } }

    private func note(_ what: String, _ record: CommandRecord) throws(AuditUnavailable) {
        let isDown = state.withLock { state in
            guard !state.isAuditDown else { return true }
            let whom = record.inviter.map { " of \($0)" } ?? ""
            let until = record.until.map { " until \($0)" } ?? ""
            state.done.append("\(what)\(whom)\(until) by \(record.by)\(record.why.map { ": \($0)" } ?? "")")
            switch (what, record.inviter) {
            case ("pause", let inviter?): state.suspended.insert(inviter)
            case ("resume", let inviter?): state.suspended.remove(inviter)
            case ("pause", nil): state.isPaused = true
            case ("resume", nil): (state.isPaused, state.suspended) = (false, [])
            default: break
            }
            return false
        }
        if isDown { throw .full }
    }

    var actions: ControlActions {
        ControlActions(
            status: { self.status },
            reload: { record throws(AuditUnavailable) in
                try self.note("reload", record)
                return self.reloaded
            }, pause: { record throws(AuditUnavailable) in try self.note("pause", record) },
            resume: { record throws(AuditUnavailable) in try self.note("resume", record) },
            suspensions: .init(
                standing: { inviter in
                    self.state.withLock { $0.suspended.contains(inviter) }
                        ? Suspension(inviter: inviter, since: Contoso.now, until: Contoso.now.adding(seconds: 60), by: "gate", why: nil) : nil
                },
                end: { Contoso.now.adding(seconds: $0 ?? 3_600) },
                isForwarding: { self.state.withLock { !$0.isPaused } }))
    }
}

@Suite("The control socket", .serialized)
struct ControlSocketTests {
    /// A folder that every account may pass through.
    private static func folder() throws -> String {
        let path = "/tmp/control-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        return path
    }

    private static func claim(_ path: String, isOpenToAll: Bool = false, replacing: Bool = false) throws(ControlPlace.Fault) -> ControlPlace.Claimed {
        try ControlPlace.claim(path, isOpenToAll: isOpenToAll, replacing: replacing)
    }

    private static func serving(
        _ commanded: Commanded, accounts: Set<uid_t> = [], _ body: (_ path: String) async throws -> Void
    ) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/control.sock"
        let claimed = try claim(path, isOpenToAll: !accounts.isEmpty)
        let server = ControlServer(
            settings: .init(socket: path, accounts: accounts), claimed: claimed, actions: commanded.actions, sockets: [],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, untilServing: {})
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { try await group.run() }
        do { try await body(path) } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(!FileManager.default.fileExists(atPath: path), "the socket is removed at the end")
    }

    private static let me = ControlPeer(uid: getuid(), pid: 1).description

    // MARK: Commands

    @Test("Each command does what it says, in the name of whoever gave it, and is answered")
    func commands() async throws {
        let commanded = Commanded()
        try await Self.serving(commanded) { path in
            let paused = try await Program.run(["pause", "--socket", path, "--why", "incident 7"])
            #expect(paused.exitCode == 0 && paused.output.contains("paused"), "\(paused)")
            let resumed = try await Program.run(["resume", "--socket", path])
            #expect(resumed.exitCode == 0, "\(resumed)")
            let status = try await Program.run(["status", "--socket", path])
            #expect(status.exitCode == 0 && status.output == "ready  true\n", "\(status)")
            let reloaded = try await Program.run(["reload", "--socket", path])
            #expect(reloaded.exitCode == 3 && reloaded.errors.contains("certificate: not whole") && reloaded.errors.contains("no key"))
        }
        #expect(commanded.done == ["pause by \(Self.me): incident 7", "resume by \(Self.me)", "reload by \(Self.me)"])
        #expect(Self.me.hasPrefix("uid \(getuid())"))
    }

    @Test("One inviter is suspended and resumed by object id; another stays suspended, and who is not is told so")
    func inviters() async throws {
        let commanded = Commanded()
        let (ana, bo) = (Contoso.ana.description, Contoso.bo.description)
        try await Self.serving(commanded) { path in
            let anas = try await Program.run(["pause", "--inviter", ana, "--for", "90s", "--why", "account taken over", "--socket", path])
            #expect(anas.exitCode == 0 && anas.output == "Nothing is sent in the name of \(ana) until \(Contoso.now.adding(seconds: 90)).\n")
            #expect(try await Program.run(["pause", "--inviter", bo, "--socket", path]).exitCode == 0)
            let lifted = try await Program.run(["resume", "--inviter", ana.uppercased(), "--socket", path])
            #expect(lifted.exitCode == 0 && lifted.output == "The suspension of \(ana) is lifted.\n", "\(lifted)")
            let again = try await Program.run(["resume", "--inviter", ana, "--socket", path])
            #expect(again.exitCode == 1 && again.errors.contains("\(ana) is not suspended"), "\(again)")
            #expect(try await Program.run(["pause", "--socket", path]).exitCode == 0)
            let bos = try await Program.run(["resume", "--inviter", bo, "--format", "json", "--socket", path])
            #expect(bos.exitCode == 0 && bos.output.contains("Forwarding as a whole is paused all the same"), "\(bos)")
        }
        #expect(
            commanded.done == [
                "pause of \(ana) until \(Contoso.now.adding(seconds: 90)) by \(Self.me): account taken over",
                "pause of \(bo) until \(Contoso.now.adding(seconds: 3_600)) by \(Self.me)",
                "resume of \(ana) by \(Self.me)", "pause by \(Self.me)", "resume of \(bo) by \(Self.me)",
            ])
    }

    @Test(
        "What names an inviter wrongly gets as far as nobody's service",
        arguments: [
            ["resume", "--inviter", "ana@contoso.com"], ["resume", "--inviter", ""], ["pause", "--for", "1h"],
            ["pause", "--inviter", "a11a0000-0000-4000-8000-000000000001", "--for", "59s"],
            ["pause", "--inviter", "a11a0000-0000-4000-8000-000000000001", "--for", "8d"],
            ["pause", "--inviter", "a11a0000-0000-4000-8000-000000000001", "--for", "99999999999999999999d"],
            ["resume", "--inviter", "a11a0000-0000-4000-8000-000000000001", "--for", "1h"], ["reload", "--inviter", "x"],
        ])
    func wrongInviters(_ arguments: [String]) async throws {
        #expect(try await Program.run(arguments + ["--socket", "/nowhere"]).exitCode == 2)
    }

    @Test("What policies, callers and commands have put into the status and into a reload's faults acts on no terminal")
    func hostile() async throws {
        var members: JSON.Members = [:]
        for (number, text) in HostileTexts.all.enumerated() { members["\(number) \(text)"] = [.string(text), ["why": .string(text)]] }
        let status = JSON.object(members)
        let faults = HostileTexts.all.filter { $0.utf8.count <= 1_000 }
        let commanded = Commanded(status: status, reloaded: [ReloadedPart(name: "policy", result: .rejected, faults: faults)])
        try await Self.serving(commanded) { path in
            let table = try await Program.run(["status", "--socket", path])
            #expect(table.exitCode == 0 && Harmless.offenders(in: table.output) == [])
            #expect(table.lines.count == 2 * HostileTexts.all.count && table.lines.allSatisfy { $0.first?.isNumber == true })
            let json = try await Program.run(["status", "--format", "json", "--socket", path])
            #expect(Harmless.offenders(in: json.output) == [] && !json.output.contains { "<>&".contains($0) })
            #expect(try JSON(parsing: Array(json.output.utf8), limits: JSONLimits(depth: 8, members: 1_024, values: 65_536)) == status)
            let reload = try await Program.run(["reload", "--socket", path])
            #expect(reload.exitCode == 3 && Harmless.offenders(in: reload.errors) == [])
            let lines = reload.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count == faults.count + 1 && lines.dropFirst().allSatisfy { $0.utf8.starts(with: "  ".utf8) })
        }
    }

    @Test("What cannot be recorded is not done, and the one who asked is told; a pause holds all the same, and that is told")
    func unrecorded() async throws {
        let commanded = Commanded()
        commanded.breakAudit()
        try await Self.serving(commanded) { path in
            for command in [["pause"], ["resume"], ["reload"], ["pause", "--inviter", Contoso.ana.description]] {
                let answer = try await Program.run(command + ["--socket", path])
                #expect(answer.exitCode == 4 && answer.errors.contains("could not be recorded") && answer.errors.contains("full"), "\(answer)")
                let held =
                    command.count > 1 ? "Nothing is sent in the name of \(Contoso.ana) in this process." : "Forwarding is paused in this process."
                #expect(answer.errors.hasPrefix(held) == (command[0] == "pause"), "\(answer)")
                #expect(answer.errors.contains("it was not done") == (command[0] != "pause"), "\(answer)")
            }
            #expect(try await Program.run(["status", "--socket", path]).exitCode == 0)
        }
        #expect(commanded.done.isEmpty)
    }

    @Test("The status as lines names each of several that have a name")
    func statusLines() {
        let status: JSON = ["sinks": [["name": "file", "lag": 0], ["name": "syslog", "lag": 7]], "why": ["a", "b"]]
        #expect(StatusText.lines(of: status) == ["sinks.file.lag    0", "sinks.syslog.lag  7", "why               a", "why               b"])
    }

    @Test("A service that cannot be paused says so")
    func noPausing() async throws {
        var actions = Commanded().actions
        actions.pause = nil
        let answer = await actions.answer(to: ControlRequest(.pause), from: ControlPeer(uid: 0, pid: 1), Logger(label: "test"))
        #expect(answer.exitCode == 4)
    }

    @Test(
        "A line that is no command is told so, and the next one is served",
        arguments: [
            "", "{", "[]", "nonsense", #"{"command":"stop"}"#, #"{"command":7}"#, #"{"command":"pause","why":7}"#,
            #"{"command":"pause","extra":1}"#, #"{"command":"pause","command":"resume"}"#, #"{"why":"x"}"#, "\u{0}\u{1}",
            #"{"command":"pause","why":"\#(String(repeating: "a", count: 501))"}"#,
            #"{"command":"resume","inviter":"ana"}"#, #"{"command":"resume","inviter":null}"#, #"{"command":"resume","inviter":["a"]}"#,
            #"{"command":"reload","inviter":"a11a0000-0000-4000-8000-000000000001"}"#, #"{"command":"pause","seconds":60}"#,
            #"{"command":"pause","inviter":"a11a0000-0000-4000-8000-000000000001","seconds":59}"#,
            #"{"command":"pause","inviter":"a11a0000-0000-4000-8000-000000000001","seconds":"60"}"#,
            #"{"command":"resume","inviter":"a11a0000-0000-4000-8000-000000000001","seconds":60}"#,
        ])
    func malformed(_ line: String) async throws {
        let commanded = Commanded()
        try await Self.serving(commanded) { path in
            let answer = try Self.exchange(Array(line.utf8) + [0x0A], path)
            #expect(answer.flatMap { ControlAnswer(line: $0) }?.exitCode == 2)
            #expect(try await Program.run(["status", "--socket", path]).exitCode == 0)
        }
        #expect(commanded.done.isEmpty)
    }

    @Test("A line that is too long, or has no end, is not read on, and holds nobody up for longer than some seconds")
    func endless() async throws {
        try await Self.serving(Commanded()) { path in
            #expect(try Self.exchange([UInt8](repeating: 0x61, count: 200_000), path) == nil)
            let idle = try UnixSocket.connect(to: path)
            defer { close(idle) }
            #expect(try await Program.run(["status", "--socket", path]).exitCode == 0)
        }
    }

    @Test("Another account is refused, whatever it may open; one that is listed is served, but handed no sockets", .enabled(if: getuid() == 0))
    func accounts() async throws {
        let commanded = Commanded()
        let ask: @Sendable (String, Int, String) async throws -> (Int32, String) = { path, uid, command in
            let request = #"{"command":"\#(command)"}"#
            let script = """
                import os, socket, sys
                os.setgid(\(uid)); os.setuid(\(uid))
                s = socket.socket(socket.AF_UNIX)
                s.connect('\(path)')
                s.sendall(b'\(request)\\n')
                print(s.makefile().readline())
                """
            return try await Self.python(script)
        }
        try await Self.serving(commanded, accounts: [65_533]) { path in
            let refused = try await ask(path, 65_532, "pause")
            #expect(refused.1.contains("uid 65532 may not command"), "\(refused)")
            #expect(commanded.done.isEmpty)
            let served = try await ask(path, 65_533, "pause")
            #expect(served.1.contains(#""exitCode":0"#), "\(served)")
            // With the sockets go the callers' requests and tokens: not even to whoever may command.
            let withoutSockets = try await ask(path, 65_533, "handover")
            #expect(withoutSockets.1.contains("uid 65533 may not take over"), "\(withoutSockets)")
        }
        #expect(commanded.done == ["pause by uid 65533"])
        // With nobody listed the file itself is closed to others.
        try await Self.serving(commanded) { path in
            let refused = try await ask(path, 65_532, "pause")
            #expect(refused.0 != 0)
        }
        #expect(commanded.done.count == 1)
    }

    private static func python(_ script: String) async throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { waiting.resume(throwing: error) }
        }
        return (status, String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self))
    }

    private static func exchange(_ bytes: [UInt8], _ path: String) throws -> [UInt8]? {
        let connection = try UnixSocket.connect(to: path)
        defer { close(connection) }
        UnixSocket.setTimeouts(connection, read: 20, write: 20)
        _ = UnixSocket.write(bytes, to: connection)
        return UnixSocket.readLine(connection, atMost: 1 << 20, within: 20)
    }

    // MARK: The place

    @Test("The socket is the account's own, closed to others, and replaced when whoever made it is gone")
    func place() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/control.sock"
        let first = try Self.claim(path)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_mode & S_IFMT == S_IFSOCK)
        let refused = #expect(throws: ControlPlace.Fault.self) { try Self.claim(path) }
        #expect(refused.map { "\($0)" }?.contains("process \(getpid())") == true)
        // As the end of a process does it: nobody removes the file.
        close(first.descriptor)
        let second = try Self.claim(path)
        #expect(second.file != first.file)
        // A newer process that was told to take over does, while the older one still listens.
        let third = try Self.claim(path, replacing: true)
        #expect(ControlPlace.file(at: path) == third.file)
        close(second.descriptor)
        close(third.descriptor)
    }

    @Test("A place that another could have prepared is refused")
    func unfit() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func fault(_ path: String) -> String {
            do throws(ControlPlace.Fault) {
                close(try Self.claim(path).descriptor)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "\(folder)/elsewhere.sock")
        #expect(fault("\(folder)/link").contains("symbolic link"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/elsewhere.sock"))
        try Data("x".utf8).write(to: URL(filePath: "\(folder)/file"))
        #expect(fault("\(folder)/file").contains("no socket"))
        #expect(try Data(contentsOf: URL(filePath: "\(folder)/file")) == Data("x".utf8))
        #expect(fault("\(folder)/missing/control.sock").contains("No such file"))
        #expect(fault("\(folder)/\(String(repeating: "a", count: 120))").contains("too long"))
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
        #expect(fault("\(folder)/control.sock").contains("written by others"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        #expect(fault("\(folder)/control.sock") == "none")
        if getuid() == 0 {
            #expect(unsafe lchown("\(folder)/control.sock", 65_533, 65_533) == 0)
            #expect(fault("\(folder)/control.sock").contains("belongs to uid 65533"))
            #expect(unsafe chown(folder, 65_533, 65_533) == 0)
            #expect(fault("\(folder)/other.sock").contains("could replace"))
        }
    }

    @Test("Nobody there is a dependency that failed, and says what may be the matter")
    func nobody() async throws {
        let answer = try await Program.run(["status", "--socket", "/tmp/no-such-\(UUID().uuidString)"])
        #expect(answer.exitCode == 4 && answer.errors.contains("is the service running"))
        #expect(try await Program.run(["status"]).exitCode == 2)
        #expect(try await Program.run(["resume", "--socket", "/x", "--why", String(repeating: "a", count: 501)]).exitCode == 2)
    }

    // MARK: Handing over

    @Test("Descriptors pass from one end to the other, and are the same sockets")
    func descriptors() throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        var pipes: [Int32] = [-1, -1]
        #expect(unsafe pipe(&pipes) == 0)
        defer { for descriptor in ends + pipes { close(descriptor) } }
        #expect(DescriptorPassing.send(Array("two".utf8), with: pipes, over: ends[0]))
        let received = try #require(DescriptorPassing.receive(atMost: 64, from: ends[1]))
        #expect(received.bytes == Array("two".utf8) && received.descriptors.count == 2)
        #expect(Set(received.descriptors).isDisjoint(with: pipes))
        var byte: UInt8 = 7
        #expect(unsafe write(received.descriptors[1], &byte, 1) == 1)
        byte = 0
        #expect(unsafe read(pipes[0], &byte, 1) == 1 && byte == 7)
        for descriptor in received.descriptors { close(descriptor) }
    }
}
