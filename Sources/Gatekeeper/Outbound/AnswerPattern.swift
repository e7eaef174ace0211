/// An answer of Graph's to look out for: a status, and an error code if one is given.
public struct AnswerPattern: Hashable, Sendable, CustomStringConvertible {
    public var status: Int
    /// Graph's `error.code`, compared without case; nil stands for any.
    public var code: String?

    public init(status: Int, code: String? = nil) {
        self.status = status
        self.code = code
    }

    /// Reads `403` or `403 Authorization_RequestDenied`: a status of 400 to 599, and a code of at most 128 characters.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, first.utf8.count == 3, let status = Int(first), 400...599 ~= status else { return nil }
        let code = parts.count > 1 ? String(parts[1]) : nil
        guard code.map({ !$0.contains(" ") && $0.utf8.count <= 128 }) ?? true else { return nil }
        self.init(status: status, code: code)
    }

    public var description: String { code.map { "\(status) \($0)" } ?? "\(status)" }

    func matches(status: Int, code: String?) -> Bool {
        guard status == self.status else { return false }
        return self.code.map { $0.lowercased() == code?.lowercased() } ?? true
    }
}
