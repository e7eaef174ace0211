/// The types of the exposition format that this registry writes.
enum MetricKind: String, Sendable, CustomStringConvertible {
    case counter
    case gauge
    case histogram

    var description: String { rawValue }

    /// The names that stand before a sample of a family called `name`.
    func sampleNames(of name: String) -> [String] {
        switch self {
        case .counter, .gauge: [name]
        case .histogram: [name, "\(name)_bucket", "\(name)_sum", "\(name)_count"]
        }
    }
}

/// One line, or one block of lines, of numbers that change.
protocol Series: AnyObject, Sendable {
    static var kind: MetricKind { get }
    init()
    /// Writes the current numbers.
    func write(to text: inout Exposition, name: String, labels: LabelSet)
}
