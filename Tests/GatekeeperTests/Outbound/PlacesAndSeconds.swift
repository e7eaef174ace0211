import Invitations
import Testing

@testable import Gatekeeper

/// A place in the queue, by numbers.
func place(_ application: UInt64, _ inviter: UInt64) -> FairQueue.Place {
    FairQueue.Place(application: ApplicationID(high: 0, low: application), inviter: ObjectID(high: 0, low: inviter))
}

func seconds(_ count: Double) -> UInt64 { UInt64(count * 1_000_000_000) }

/// `#expect` for what changes the value that it asks: the macro takes values as they are.
func holds(_ condition: Bool, _ comment: Comment? = nil, at source: SourceLocation = #_sourceLocation) {
    #expect(condition, comment, sourceLocation: source)
}
