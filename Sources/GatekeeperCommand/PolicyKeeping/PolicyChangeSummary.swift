import InvitationPolicy

/// Says in a few lines what changes from one policy to another.
typealias PolicyChangeSummary = @Sendable (_ old: Policy, _ new: Policy) -> [String]
