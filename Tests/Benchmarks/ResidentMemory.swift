import Foundation

/// How much of this process is resident.
enum ResidentMemory {
    /// In bytes, with what the allocator holds free given back first.
    static var now: Int {
        giveBack()
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1_024
    }

    /// The C library's `malloc_trim`, where it has one: no Swift module declares it.
    private static func giveBack() {
        typealias Trim = @convention(c) (Int) -> Int32
        guard let symbol = unsafe dlsym(nil, "malloc_trim") else { return }
        _ = unsafe unsafeBitCast(symbol, to: Trim.self)(0)
    }
}
