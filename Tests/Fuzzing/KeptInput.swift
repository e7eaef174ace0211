import Foundation

/// The input that is about to run, in a file: whatever becomes of the process, the file is there to look at.
struct KeptInput {
    let path: String
    private let file: Int32

    init(path: String) {
        self.path = path
        file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    }

    /// Two system calls and no wait for the disk: it is the process that may die, not the machine.
    func keep(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, 0) }
        _ = ftruncate(file, off_t(bytes.count))
    }

    func remove() {
        close(file)
        _ = unsafe unlink(path)
    }
}
