/// One thing that was looked at to settle a decision in doubt, and what it came to, in short codes.
public struct TriedRecord: Hashable, Sendable {
    /// `invitee`, `users`, `auditLog` or `decisions`.
    public var what: String
    /// Such as `none`, `created`, `existed`, `ours`, `notPermitted`.
    public var result: String
    /// Numbers and names that help, such as `mail otherMails`.
    public var detail: String?

    public init(_ what: String, _ result: String, _ detail: String? = nil) {
        self.what = what
        self.result = result
        self.detail = detail
    }

    /// How many of them an entry holds.
    static let most = 16
}

extension CanonicalObject {
    /// The member `tried`, absent where nothing was.
    mutating func tried(_ tried: [TriedRecord]) {
        guard !tried.isEmpty else { return }
        member("tried", Array(tried.prefix(TriedRecord.most))) { object, one in
            object.member("detail", code(one.detail))
            object.member("result", code(one.result))
            object.member("what", code(one.what))
        }
    }
}
