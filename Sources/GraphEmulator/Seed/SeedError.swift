/// Why a seed was not taken: every fault found, each with its place.
public struct SeedError: Error, Sendable, Equatable, CustomStringConvertible {
    public struct Fault: Sendable, Equatable, CustomStringConvertible {
        /// Line and column from 1; nil where the fault is of the file as a whole.
        public var line: Int?
        public var column: Int?
        /// The path of keys, such as `users[2].mail`.
        public var path: String
        public var message: String

        public var description: String {
            let place = line.map { "\($0):\(column ?? 1): " } ?? ""
            return "\(place)\(path.isEmpty ? "" : "\(path): ")\(message)"
        }
    }

    public var faults: [Fault]

    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
