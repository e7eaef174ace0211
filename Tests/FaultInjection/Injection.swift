import ArgumentParser

/// What happens to a call.
enum InjectedFault: String, CaseIterable, ExpressibleByArgument {
    /// The disk fails.
    case inputOutputError = "EIO"
    /// The disk is full.
    case noSpace = "ENOSPC"
    /// The process is gone before the call is made.
    case killed = "SIGKILL"

    fileprivate var action: String { self == .killed ? "signal=KILL" : "error=\(rawValue)" }
}

/// One call of the store's, and what happens to it.
struct Injection: CustomStringConvertible {
    let call: String
    /// Which of the calls by that name in its thread, from 1.
    let instance: Int
    let fault: InjectedFault

    /// In strace's words (strace(1), "Syscall tampering").
    var expression: String { "inject=\(call):\(fault.action):when=\(instance)" }
    var description: String { "\(call) \(instance) \(fault.rawValue)" }
}

/// How often each call was made on the store's files.
struct CallCount {
    /// strace counts the calls of each thread by themselves, so that the highest number in any thread reaches them all.
    private var byThread: [String: [String: Int]] = [:]
    private(set) var total = 0

    /// - Parameter log: what `strace -f -o` wrote, a line a call.
    init(log: String) {
        for line in log.split(separator: "\n") {
            // A thread's number, padded, and the call; or the rest of a call that another thread came in between.
            let thread = line.prefix { $0 != " " }
            let call = line.dropFirst(thread.count).drop { $0 == " " }
            guard let end = call.firstIndex(of: "("), !call.hasPrefix("<") else { continue }
            byThread[String(call[..<end]), default: [:]][String(thread), default: 0] += 1
            total += 1
        }
    }

    private var highest: [(call: String, count: Int)] {
        byThread.map { ($0.key, $0.value.values.max() ?? 0) }.sorted { $0.0 < $1.0 }
    }

    var summary: String {
        byThread.map { "\($0.key) \($0.value.values.reduce(0, +))" }.sorted().joined(separator: ", ")
    }

    func injections(_ faults: [InjectedFault]) -> [Injection] {
        faults.flatMap { fault in
            highest.flatMap { call, count in (1...count).map { Injection(call: call, instance: $0, fault: fault) } }
        }
    }
}
