import AuditStores
import AuditTrail
import Foundation
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// The gate as Microsoft's own Graph SDK for Python sees it.
    ///
    /// `GRAPH_SDK_PYTHON` names a Python that has the SDK, as `deploy/test` installs it.
    @Suite(.enabled(if: SDKPython.mustRun, "GRAPH_SDK_PYTHON is not set; deploy/test sets it"))
    struct PythonSDK {
        /// Opens a house with the SDK before it.
        private static func with(_ body: (House, Client) async throws -> Void) async throws {
            let python = try #require(SDKPython.path, "set GRAPH_SDK_PYTHON to a Python with msgraph-sdk, or run deploy/test")
            try await House.with { house in
                let client = try Client(python, gate: "\(house.url)/v1.0")
                do { try await body(house, client) } catch {
                    await client.close()
                    throw error
                }
                await client.close()
            }
        }

        @Test func theSDKGetsInvitationsAndTypedErrors() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)

                let made = try await sdk.invite("ada@fabrikam.example", token)
                let invitation = try #require(house.emulator.record.invitations.last)
                #expect(made["type"] == "Invitation")
                #expect(made["id"]?.string == invitation.id)
                #expect(made["guest"]?.string == invitation.invitedUserID)
                #expect(made["invitationStatus"] == "PendingAcceptance")
                #expect(made["redeemUrl"]?.string?.hasPrefix("https://login.microsoftonline.com/redeem") == true)
                #expect(made["address"] == "ada@fabrikam.example")

                let denied = try await sdk.invite("max@competitor.example", token)
                #expect(denied["type"] == "ODataError" && denied["status"] == 403)
                #expect(denied["code"] == "InvitationDenied" && denied["detail"] == "domainDenied")
                #expect(
                    denied["message"]
                        == "Invitations to competitor.example are not allowed. Ask partner-desk@contoso.example.")

                // The message that a real portal sends along, and Entra would not mail.
                let undelivered = try await sdk.invite("ada@fabrikam.example", token, message: "Hello from the portal")
                #expect(undelivered["status"] == 403 && undelivered["detail"] == "messageNotDeliverable")
                #expect(house.emulator.record.invitationCount == 1)
            }
        }

        @Test func theSDKSendsABatchInItsOrder() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                let answer = try await sdk.inviteMany(
                    [
                        ("first", "ada@fabrikam.example", []), ("second", "bea@fabrikam.example", ["first"]),
                        ("denied", "max@competitor.example", []), ("never", "zoe@fabrikam.example", ["denied"]),
                    ], token)
                #expect(answer["type"] == "BatchResponseContent", "\(answer)")
                let statuses: [String: JSON] = ["first": 201, "second": 201, "denied": 403, "never": 424]
                for (id, status) in statuses {
                    let response = answer["responses"]?[id]
                    #expect(response?["status"] == status, "\(id)")
                    let decision = try #require(response?["headers"]?["X-Gatekeeper-Decision"]?.string.flatMap { DecisionID($0) })
                    #expect(try await house.entries(of: decision).count == (status == 201 ? 2 : 1))
                }
                #expect(house.emulator.record.invitations.map(\.address) == ["ada@fabrikam.example", "bea@fabrikam.example"])
                let refused = try await sdk.inviteMany([("one", "ada@fabrikam.example", [])], nil)
                #expect(refused["type"] == "APIError" && refused["status"] == 401)
            }
        }

        @Test func theSDKDoesNotRepeatWhatWasNotVerified() async throws {
            var forgery = Tenant.portalToken
            forgery.signer = .foreign
            try await Self.with { [forgery] house, sdk in
                let forged = try house.emulator.mintUserToken(Tenant.ana, forgery)
                for (token, reason) in [(forged, "tokenSignatureInvalid"), (nil, "tokenMissing")] {
                    let refused = try await sdk.invite("ada@fabrikam.example", token)
                    #expect(refused["type"] == "ODataError" && refused["status"] == 401, "\(reason)")
                    #expect(refused["code"] == "InvalidAuthenticationToken" && refused["detail"]?.string == reason)
                    #expect(refused["asked"] == (token == nil ? 0 : 1), "no challenge made it ask for another token")
                    #expect(try await house.metric("gatekeeper_unverified_total", "\"\(reason)\"") == 1, "asked once")
                }
                #expect(house.emulator.record.invitationCount == 0)
            }
        }

        @Test func theSDKRepeatsOnlyWhatWasNotSent() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                let faults = house.emulator.faults

                faults.add(Fault(path: "*/invitations", effect: .processThenAnswer(EmulatorAnswer(status: 500)), reach: .next(1)))
                let unknown = try await sdk.invite("once@fabrikam.example", token)
                #expect(unknown["status"] == 502 && unknown["code"] == "OutcomeUnknown")
                #expect(try await Self.decisions(about: "once@fabrikam.example", house) == ["unknown"])
                #expect(house.emulator.record.invitations(to: "once@fabrikam.example").count == 1)

                let throttled = EmulatorAnswer(status: 429, headers: [.init("Retry-After", "0.4")])
                faults.add(Fault(path: "*/invitations", effect: .answer(throttled), reach: .next(1)))
                let later = try await sdk.invite("later@fabrikam.example", token)
                #expect(later["type"] == "Invitation")
                #expect(try await Self.decisions(about: "later@fabrikam.example", house) == ["throttled", "created"])
                #expect(house.emulator.record.invitations(to: "later@fabrikam.example").count == 1)

                // What is known of Ana is forgotten, and cannot be learned the first time.
                house.clock.skip(seconds: 61)
                faults.add(Fault(path: "*/users/*", effect: .answer(EmulatorAnswer(status: 503)), reach: .next(2)))
                let again = try await sdk.invite("again@fabrikam.example", token)
                #expect(again["type"] == "Invitation")
                #expect(try await house.metric("gatekeeper_refusals_total", "\"factsUnavailable\"") == 1)
                #expect(house.emulator.record.invitations(to: "again@fabrikam.example").count == 1)
            }
        }

        @Test func theSDKRepeatsARequestUnderItsKeyAndGetsTheSameInvitation() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                let key: JSON.Members = ["Idempotency-Key": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""]
                let first = try await sdk.invite("ada@fabrikam.example", token, headers: key)
                let again = try await sdk.invite("ada@fabrikam.example", token, headers: key)
                #expect(first["type"] == "Invitation" && first["replayed"] == .null)
                #expect(again["replayed"] == "true")
                for member in ["type", "id", "guest", "redeemUrl", "invitationStatus", "address", "receipt"] {
                    #expect(first[member] != .null && again[member] == first[member], "\(member)")
                }
                #expect(house.emulator.record.invitationCount == 1)

                let other = try await sdk.invite("eve@fabrikam.example", token, headers: key)
                #expect(other["type"] == "ODataError" && other["status"] == 422, "\(other)")
                #expect(other["code"] == "UnprocessableEntity" && other["detail"] == "idempotencyKeyReused" && other["replayed"] == .null)
                #expect(house.emulator.record.invitationCount == 1)
                // The same without a key, and under another, are new ones.
                #expect(try await sdk.invite("ada@fabrikam.example", token)["replayed"] == .null)
                #expect(try await sdk.invite("eve@fabrikam.example", token, headers: ["Idempotency-Key": "other"])["replayed"] == .null)
                #expect(house.emulator.record.invitationCount == 3)

                for answer in [first, other] {
                    let receipt = try #require(answer["receipt"]?.string)
                    let store = house.assembly.settings.auditFile
                    let verified = try await GateProcess.run(["audit", "verify", "--store", store, "--expect", receipt])
                    #expect(verified.status == 0, "\(verified.output)")
                    let forged = receipt.prefix(receipt.count - 1) + (receipt.hasSuffix("0") ? "1" : "0")
                    #expect(try await GateProcess.run(["audit", "verify", "--store", store, "--expect", String(forged)]).status == 1)
                }
            }
        }

        @Test func theSDKIsToldThatItsRequestIsInDoubtAndNothingIsSentAgain() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                house.emulator.faults.add(Fault(path: "*/invitations", effect: .processThenReset))
                let first = try await sdk.invite("ada@fabrikam.example", token, headers: ["Idempotency-Key": "doubt"])
                house.emulator.faults.removeAll()
                #expect(first["type"] == "ODataError" && first["status"] == 502 && first["code"] == "OutcomeUnknown")
                let twin = try await sdk.invite("ada@fabrikam.example", token, headers: ["Idempotency-Key": "doubt"])
                #expect(twin["type"] == "ODataError" && twin["status"] == 409, "\(twin)")
                #expect(twin["code"] == "Conflict" && twin["detail"] == "inDoubt" && twin["receipt"] == first["receipt"])
                #expect(house.emulator.record.invitationCount == 1)
            }
        }

        /// The gate's own 503, and Graph's 429 handed on: what the SDK's retry handler repeats by itself, here under a key.
        @Test func theSDKsOwnRepetitionsUnderAKeyEndInOneInvitation() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                let faults = house.emulator.faults
                let throttled = EmulatorAnswer(status: 429, headers: [.init("Retry-After", "1")])
                faults.add(Fault(path: "*/invitations", effect: .answer(throttled), reach: .next(1)))
                let later = try await sdk.invite("later@fabrikam.example", token, headers: ["Idempotency-Key": "later"])
                #expect(later["type"] == "Invitation" && later["replayed"] == .null, "\(later)")
                #expect(try await Self.decisions(about: "later@fabrikam.example", house) == ["throttled", "created"])

                house.clock.skip(seconds: 61)
                faults.add(Fault(path: "*/users/*", effect: .answer(EmulatorAnswer(status: 503)), reach: .next(2)))
                let again = try await sdk.invite("again@fabrikam.example", token, headers: ["Idempotency-Key": "again"])
                #expect(again["type"] == "Invitation" && again["replayed"] == .null, "\(again)")
                #expect(try await house.metric("gatekeeper_refusals_total", "\"factsUnavailable\"") == 1)
                for address in ["later@fabrikam.example", "again@fabrikam.example"] {
                    #expect(house.emulator.record.invitations(to: address).count == 1)
                    let key = String(address.prefix(5))
                    #expect(try await sdk.invite(address, token, headers: ["Idempotency-Key": .string(key)])["replayed"] == "true")
                }
                #expect(house.emulator.record.invitationCount == 2)
            }
        }

        @Test func ofABatchOfTheSDKTheDeniedOneAloneIsRefused() async throws {
            try await Self.with { house, sdk in
                let token = try house.emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
                let answer = try await sdk.inviteMany(
                    [("a", "ada@fabrikam.example", []), ("b", "max@competitor.example", []), ("c", "eve@fabrikam.example", [])], token)
                #expect(["a", "b", "c"].map { answer["responses"]?[$0]?["status"] } == [201, 403, 201], "\(answer)")
                #expect(Set(house.emulator.record.invitations.map(\.address)) == ["ada@fabrikam.example", "eve@fabrikam.example"])
            }
        }

        /// The outcomes of the decisions about an address, in order.
        private static func decisions(about address: String, _ house: House) async throws -> [String?] {
            var query = AuditQuery()
            query.kinds = [.decision]
            query.address = address
            query.order = .oldestFirst
            var outcomes: [String?] = []
            for stored in try await house.trail.query(query).entries {
                let decision = try #require(stored.entry.decision)
                outcomes.append(try await house.entries(of: decision).last?.fields.result)
            }
            return outcomes
        }
    }
}

private enum SDKPython {
    static let path = ProcessInfo.processInfo.environment["GRAPH_SDK_PYTHON"]
    /// Where tests are the judge of a change, these are not left out.
    static var mustRun: Bool { path != nil || ProcessInfo.processInfo.environment["CI"] != nil }
}

/// The script that drives the SDK, kept running: loading the SDK takes seconds.
private final class Client: Sendable {
    private let run: Run

    init(_ python: String, gate: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("PythonSDK/invite.py")
        run = try Run(python, [script.path, gate])
    }

    func invite(_ address: String, _ token: String?, message: String? = nil, headers: JSON.Members = [:]) async throws -> JSON {
        let wish: JSON = [
            "address": .string(address), "token": token.map { .string($0) } ?? .null,
            "message": message.map { .string($0) } ?? .null, "headers": .object(headers),
        ]
        return try await answer(to: wish)
    }

    private func answer(to wish: JSON) async throws -> JSON {
        try run.write(line: wish.bytes())
        if let line = await run.nextLine() { return try JSON(parsing: Array(line.utf8)) }
        Issue.record("the script ended: \(await run.errorText())")
        return .null
    }

    /// Several in one batch.
    func inviteMany(_ invitations: [(id: String, address: String, after: [String])], _ token: String?) async throws -> JSON {
        let batch = invitations.map { one -> JSON in
            ["id": .string(one.id), "address": .string(one.address), "after": .array(one.after.map { .string($0) })]
        }
        return try await answer(to: ["batch": .array(batch), "token": token.map { .string($0) } ?? .null])
    }

    func close() async {
        run.endInput()
        _ = await run.ending.value
    }
}
