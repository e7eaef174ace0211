// With Foundation in the module, this is where the compiler finds the members of `stat`.
import AuditTrail
import CoreFoundation
import Glibc

/// Reads an export and checks it, a line at a time.
struct ExportVerification {
    /// `-` is standard input.
    let path: String
    let isFiltered: Bool

    func run(against evidence: TrailEvidence) throws(StartFault) -> TrailReport {
        var lines = try LineReader(path: path)
        var check = ExportCheck(against: evidence, isFiltered: isFiltered)
        var progress = ProgressLine(of: "entries")
        defer { progress.finish() }
        var count = 0
        do throws(ChainFault) {
            while let line = lines.next() {
                try check.feed(line: line)
                count += 1
                // How many there will be is judged by their size so far.
                if lines.size > 0, count.isMultiple(of: 256) { progress.total = count * lines.size / max(lines.consumed, 1) }
                progress.advance()
            }
            if lines.trouble == nil { try check.finish() }
        } catch {
            return check.report(fault: error)
        }
        if let trouble = lines.trouble { throw .dependency("\(path): \(trouble)") }
        return check.report(fault: nil)
    }
}

/// The lines of a file, in bounded memory.
struct LineReader: ~Copyable {
    /// Of the whole; 0 where it is not known.
    private(set) var size = 0
    /// Bytes that lines were made of.
    private(set) var consumed = 0
    /// Why reading ended before its time.
    private(set) var trouble: String?
    private let file: Int32
    private var buffer: [UInt8] = []
    private var at = 0
    private var hasEnded = false

    private static let piece = 1 << 20

    init(path: String) throws(StartFault) {
        file = path == "-" ? dup(0) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .dependency("\(path): \(SigningKeyFile.lastError())") }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { return }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            trouble = "it is a folder"
            hasEnded = true
            return
        }
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    deinit { close(file) }

    /// The next line without its line feed; the last one needs none. A line that is longer than an entry can be is given
    /// as far as it was read.
    mutating func next() -> [UInt8]? {
        var searched = at
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { at = end + 1 }
                consumed += end + 1 - at
                return Array(buffer[at..<end])
            }
            searched = buffer.count
            if hasEnded || searched - at > ExportCheck.mostLineBytes { return rest() }
            searched -= at
            fill()
        }
    }

    private mutating func rest() -> [UInt8]? {
        guard at < buffer.count else { return nil }
        defer { (buffer, at) = ([], 0) }
        consumed += buffer.count - at
        return Array(buffer[at...])
    }

    private mutating func fill() {
        buffer.removeFirst(at)
        at = 0
        let count = buffer.count
        buffer += [UInt8](repeating: 0, count: Self.piece)
        var read = 0
        repeat {
            read = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress.map { unsafe $0 + count }, Self.piece) }
        } while read < 0 && errno == EINTR
        if read < 0 { trouble = SigningKeyFile.lastError() }
        hasEnded = read <= 0
        buffer.removeLast(Self.piece - max(read, 0))
    }
}
