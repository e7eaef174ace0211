public import Invitations

/// What an entry tells of. The list grows at its end only: a kind that was written keeps its name and meaning.
public enum EntryKind: String, Hashable, Sendable, CaseIterable {
    /// A judgement, written before anything is forwarded; names its decision.
    case decision
    /// What became of an approved decision; names it.
    case outcome
    /// A judgement that was asked for without an invitation (`POST /v1/decisions`).
    case inquiry
    /// A request of a verified caller that was refused before it could be judged.
    case refusal
    case policyLoaded
    /// A policy that did not load whole and so was not loaded at all; the one before it keeps serving.
    case policyRejected
    /// A writer's first entry, and only its first.
    case started
    case stopped
    /// Forwarding was stopped, or one inviter suspended: by a person, or by the gate's guards.
    case paused
    /// Forwarding was taken up again by a person, or one inviter's suspension lifted.
    case resumed
    /// Entries were given out in bulk.
    case exported
    /// Side rows of a person were erased.
    case erased
    /// The oldest entries were removed, because they are older than entries are kept.
    case pruned
    /// A person had policies and certificates read again; what came of it has its own entries.
    case reloaded
    /// A request was answered from what became of an earlier one; names that one's decision. Nothing was sent for it.
    case replayed
    /// A person had the copies out of the entries, by which they are found, made anew.
    case reindexed
}

public enum Writer {}
/// The id of one writer: one run of one process. Its entries form one chain.
public typealias WriterID = Identifier<Writer>

/// How the trail's bytes are made: the encoding, the domain tags and the hash. Every entry names its own, so that a
/// later format need not rewrite history.
public enum EntryFormat {
    public static let current = 1
}
