import AuditStores
import AuditTrail
import Invitations

/// What became of one run: what the victim was promised, and what is wrong with the trail that is left.
struct SweepResult: CustomStringConvertible {
    /// Whether the fault came to pass: threads take turns differently from run to run.
    let struck: Bool
    private let injection: Injection
    private let status: Int32
    private let said: [Substring]
    private var wrong: [String] = []

    init(_ injection: Injection, _ ran: Program.Ending, _ log: String) {
        self.injection = injection
        status = ran.status
        said = ran.output.split(separator: "\n")
        struck = log.contains("INJECTED") || log.contains("killed by SIGKILL")
    }

    var isSound: Bool { wrong.isEmpty }
    var acknowledged: Int { acknowledgements.count }

    var description: String {
        let what = struck ? "struck, \(acknowledged) acknowledged" : "did not come to pass"
        return isSound ? what : "\(what); WRONG: \(wrong.joined(separator: "; ")); said: \(said.joined(separator: " | "))"
    }

    private var acknowledgements: [ChainHead] {
        said.compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 4, words[0] == "ack", let writer = WriterID(words[1]), let sequence = Int64(words[2]),
                let hash = Digest256(hex: words[3])
            else { return nil }
            return ChainHead(writer: writer, sequence: sequence, hash: hash)
        }
    }

    /// As a restart would: opens the store, writes to it, and has the whole trail checked against the acknowledgements.
    mutating func inspect(store path: String) async {
        if !struck, status != 0 { wrong.append("ended with \(status), and nothing was done to it") }
        if struck, injection.fault != .killed { expectRecovery() }
        do {
            let store = try SQLiteAuditStore.open(path: path, writer: TrailSample.id(3))
            for step in try TrailSample.steps(writer: 3) {
                for work in step { _ = try await work.append(to: store) }
            }
            let report = try await store.reader.verify(expecting: acknowledgements)
            if let fault = report.fault { wrong.append("\(fault)") }
            await store.close()
        } catch {
            wrong.append("the store does not work any more: \(error)")
        }
    }

    /// One call that failed is no reason to stay broken: the store is not opened, and says so, or it takes all entries in the end.
    private mutating func expectRecovery() {
        let notOpened = said.contains { $0.hasPrefix("not opened: ") }
        switch status {
        case 4 where notOpened && acknowledged == 0: break
        case 0 where acknowledged == 8: break
        // A lock that cannot be given back, which no local file system does: nothing is lost, and the process has to go.
        case 1 where injection.call == "fcntl" && said.last == "gave up": break
        default: wrong.append("ended with \(status) after \(acknowledged) acknowledgements")
        }
    }
}

/// All runs together.
struct SweepTally {
    private(set) var runs = 0
    private(set) var struck = 0
    private(set) var failed = 0
    private var acknowledged = 0

    mutating func add(_ result: SweepResult) {
        runs += 1
        if result.struck { struck += 1 }
        if !result.isSound { failed += 1 }
        acknowledged += result.acknowledged
    }

    var summary: String {
        "\(runs) runs, in \(struck) of which the fault came to pass; \(acknowledged) entries acknowledged; \(failed) runs left something wrong"
    }
}
