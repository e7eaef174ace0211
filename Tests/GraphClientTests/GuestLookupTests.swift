import Gatekeeper
import Invitations
import LoopbackServer
import Testing

@testable import GraphClient

@Suite("Whether the tenant has a user with an address")
struct GuestLookupTests {
    private static let found = #"{"value":[{"id":"66666666-0000-0000-0000-000000000000"}]}"#
    private static let none = #"{"value":[]}"#

    /// Graph's answers to the question by mail and to the one by other addresses.
    private func ask(_ byMail: LoopbackServer.Reply, _ byOther: LoopbackServer.Reply) async throws -> (Bool, [String]) {
        let scene = try Scene(graph: { $0.target.contains("otherMails") ? byOther : byMail })
        let answer = try await scene.directory().hasUser(with: EmailAddress("Dana.O@Fabrikam.example"))
        return (answer, scene.graphRequests.map(\.target))
    }

    @Test("is yes by either kind of address, and no by neither")
    func answers() async throws {
        #expect(try await ask(.json(200, Self.found), .json(200, Self.none)).0)
        #expect(try await ask(.json(200, Self.none), .json(200, Self.found)).0)
        let (answer, targets) = try await ask(.json(200, Self.none), .json(200, Self.none))
        #expect(!answer)
        #expect(
            targets == [
                "/v1.0/users?$select=id&$top=1&$filter=mail%20eq%20%27Dana.O%40fabrikam.example%27",
                "/v1.0/users?$select=id&$top=1&$filter=otherMails%2Fany%28x%3Ax%20eq%20%27Dana.O%40fabrikam.example%27%29",
            ])
    }

    @Test(
        "is not known where Graph fails, knows no users, or answers what is none: never no",
        arguments: [
            (500, "{}"), (403, #"{"error":{"code":"Authorization_RequestDenied"}}"#),
            (404, #"{"error":{"code":"Request_ResourceNotFound"}}"#), (200, "{}"), (200, "<html>"),
        ])
    func unknown(status: Int, body: String) async throws {
        let (broken, none) = (LoopbackServer.Reply.json(status, body), LoopbackServer.Reply.json(200, Self.none))
        for (byMail, byOther) in [(broken, none), (none, broken)] {
            await #expect(throws: DirectoryUnavailable.self) { try await ask(byMail, byOther) }
        }
    }
}
