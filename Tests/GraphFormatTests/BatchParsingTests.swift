import GraphFormat
import Invitations
import StrictJSON
import Testing

private let json: JSON = ["Content-Type": "application/json"]
private let invitation: JSON = [
    "invitedUserEmailAddress": "ana@fabrikam.com", "inviteRedirectUrl": "https://myapps.microsoft.com",
]

/// A good request of a batch, with what a test is about changed; a null takes a member away.
private func request(_ id: String = "1", _ changes: JSON.Members = [:]) -> JSON {
    var members: JSON.Members = [
        "id": .string(id), "method": "POST", "url": "/invitations", "headers": json, "body": invitation,
    ]
    for (name, value) in changes { members[name] = value == .null ? nil : value }
    return .object(members)
}

private func batch(_ requests: JSON...) -> [UInt8] {
    let whole: JSON = ["requests": .array(requests)]
    return whole.bytes()
}

private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A batch that is refused as a whole.
struct BrokenBatch: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: ReasonCode
    var target: String?
    let body: [UInt8]

    init(_ what: String, _ reason: ReasonCode, _ target: String?, _ body: [UInt8]) {
        (testDescription, self.reason, self.target, self.body) = (what, reason, target, body)
    }

    private static let twentyOne: JSON = ["requests": .array((1...21).map { request("\($0)") })]

    static let all = [
        BrokenBatch("no body", .bodyMissing, nil, text(" \n")),
        BrokenBatch("cut short", .bodyNotJSON, nil, batch(request()).dropLast()),
        BrokenBatch("two of them", .bodyNotJSON, nil, batch(request()) + batch(request())),
        BrokenBatch("no UTF-8", .bodyNotUTF8, nil, text(#"{"requests":[{"id":""#) + [0xFF] + text(#""}]}"#)),
        BrokenBatch("an array", .propertyTypeInvalid, nil, text("[]")),
        BrokenBatch("no requests", .propertyMissing, "requests", text("{}")),
        BrokenBatch("requests that are none", .propertyTypeInvalid, "requests", text(#"{"requests":{}}"#)),
        BrokenBatch("something beside", .propertyUnknown, "more", text(#"{"requests":[],"more":1}"#)),
        BrokenBatch("an empty one", .batchInvalid, "requests", batch()),
        BrokenBatch("21 requests", .batchInvalid, "requests", twentyOne.bytes()),
        BrokenBatch("a request that is none", .propertyTypeInvalid, "requests/1", batch(request(), "POST")),
        BrokenBatch("no id", .propertyMissing, "requests/0/id", batch(request("1", ["id": .null]))),
        BrokenBatch("an empty id", .propertyMissing, "requests/0/id", batch(request(""))),
        BrokenBatch("an id that is a number", .propertyTypeInvalid, "requests/0/id", batch(request("1", ["id": 1]))),
        BrokenBatch("an id of 129", .propertyTooLong, "requests/0/id", batch(request(String(repeating: "i", count: 129)))),
        BrokenBatch("no method", .propertyMissing, "requests/0/method", batch(request("1", ["method": .null]))),
        BrokenBatch("no url", .propertyMissing, "requests/0/url", batch(request("1", ["url": .null]))),
        BrokenBatch("a url that is none", .propertyTypeInvalid, "requests/0/url", batch(request("1", ["url": ["/invitations"]]))),
        BrokenBatch("headers that are none", .propertyTypeInvalid, "requests/0/headers", batch(request("1", ["headers": []]))),
        BrokenBatch("an unknown member", .propertyUnknown, "requests/0/Url", batch(request("1", ["Url": "/users"]))),
        BrokenBatch("a group", .propertyUnknown, "requests/0/atomicityGroup", batch(request("1", ["atomicityGroup": "g"]))),
        BrokenBatch("one id twice", .batchInvalid, "requests/1/id", batch(request("a"), request("a"))),
        BrokenBatch("one id in two cases", .batchInvalid, "requests/1/id", batch(request("a-É"), request("A-é"))),
        BrokenBatch(
            "a member twice", .propertyDuplicate, "id",
            text(#"{"requests":[{"id":"1","id":"2","method":"POST","url":"/invitations"}]}"#)),
        BrokenBatch(
            "an address twice", .propertyDuplicate, "invitedUserEmailAddress",
            text(
                #"{"requests":[{"id":"1","method":"POST","url":"/invitations","body":{"invitedUserEmailAddress":"a@b.example","invitedUserEmailAddress":"c@d.example"}}]}"#
            )),
        BrokenBatch(
            "brackets", .bodyTooDeep, nil, text(#"{"requests":"# + String(repeating: "[", count: 20) + String(repeating: "]", count: 20) + "}")),
        BrokenBatch("an unknown dependency", .batchInvalid, "requests/0/dependsOn", batch(request("1", ["dependsOn": ["2"]]))),
        BrokenBatch("a dependency on itself", .batchInvalid, "requests/0/dependsOn", batch(request("a", ["dependsOn": ["A"]]))),
        BrokenBatch(
            "a circle", .batchInvalid, "requests/1/dependsOn",
            batch(request("1"), request("2", ["dependsOn": ["1", "3"]]), request("3", ["dependsOn": ["2"]]))),
        BrokenBatch("a dependency that is no list", .propertyTypeInvalid, "requests/0/dependsOn", batch(request("1", ["dependsOn": "2"]))),
        BrokenBatch("a dependency that is no id", .propertyTypeInvalid, "requests/0/dependsOn", batch(request("1", ["dependsOn": [2]]))),
        BrokenBatch(
            "both spellings of dependsOn", .propertyDuplicate, "requests/1/dependsOn",
            batch(request("1"), request("2", ["dependsOn": ["1"], "depends_on": []]))),
    ]
}

@Suite("A batch")
struct BatchParsingTests {
    @Test("that is not whole is refused as a whole, with the place of the fault", arguments: BrokenBatch.all)
    func broken(_ sample: BrokenBatch) {
        #expect {
            _ = try BatchRequest(body: sample.body)
        } throws: { error in
            let fault = error as? BodyFault
            return fault?.reason == sample.reason && fault?.target == sample.target && fault?.message.isEmpty == false
        }
    }

    @Test("of one to twenty requests is taken, in its order, ids as they were written")
    func whole() throws {
        let ids = (1...20).map { "Id-\($0)" }
        let many: JSON = ["requests": .array(ids.map { request($0) })]
        #expect(try BatchRequest(body: many.bytes()).items.map(\.id) == ids)
        let long = String(repeating: "i", count: 128)
        #expect(try BatchRequest(body: batch(request(long))).items.map(\.id) == [long])
    }

    @Test("finds dependencies by id without case, in any order and of either spelling")
    func dependencies() throws {
        let items = try BatchRequest(
            body: batch(
                request("last", ["dependsOn": ["MIDDLE", "first", "First"]]), request("middle", ["depends_on": ["FIRST"]]),
                request("first", ["dependsOn": []]))
        ).items
        #expect(items.map(\.dependencies) == [[1, 2], [2], []])
    }

    @Test("hands an invitation's body on as it was, member for member")
    func body() throws {
        let item = try #require(try BatchRequest(body: batch(request())).items.first)
        guard case .invitation(let bytes) = item.content else {
            Issue.record("\(item.content)")
            return
        }
        #expect(try JSON(parsing: bytes) == invitation)
    }
}

/// One request of a batch that is refused in its own response, whatever its spelling.
struct RefusedItem: Sendable, CustomTestStringConvertible {
    let reason: ReasonCode
    let testDescription: String
    let request: JSON

    init(_ reason: ReasonCode, _ what: String, _ changes: JSON.Members) {
        (self.reason, testDescription) = (reason, what)
        request = GraphFormatTests.request("1", changes)
    }

    static let urls = [
        "/users", "users", "/", "//invitations", "/invitations/", "invitations/", "/invitations/1", "/./invitations", "/x/../invitations",
        "../invitations", "/%69nvitations", "/invitations%00", "/invitations%20", " /invitations", "/invitations ", "/invitations\t",
        "/invitations\u{0}", "\\invitations", "/\\invitations", "/invitations#x", "/invitations;a", "/v1.0/invitations", "v1.0/invitations",
        "/beta/invitations", "https://graph.microsoft.com/v1.0/invitations", "//graph.microsoft.com/invitations",
        "http://gate.contoso.com/invitations", "/$batch", "$batch", "/v1.0/$batch", "/me/invitations", "/ınvitations", "/invitatıons",
        "/invitations\u{200B}", "/INVITATIONS\u{301}", "/invitations%3F", "/invitations/$ref", "/invitations()", "/invitations('1')",
        "/$crossjoin(invitations)", "/users?x=/invitations",
    ].map { RefusedItem(.resourceNotFound, $0, ["url": .string($0)]) }

    static let others = [
        RefusedItem(.methodNotAllowed, "GET", ["method": "GET"]),
        RefusedItem(.methodNotAllowed, "a long method", ["method": .string(String(repeating: "POST", count: 99))]),
        RefusedItem(.methodNotAllowed, "POST and a space", ["method": "POST "]),
        RefusedItem(.queryNotSupported, "a query", ["url": "/invitations?$select=id"]),
        RefusedItem(.queryNotSupported, "an empty query", ["url": "/invitations?"]),
        RefusedItem(.headerInvalid, "credentials", ["headers": ["Content-Type": "application/json", "aUTHORIZATION": "Bearer x"]]),
        RefusedItem(.headerInvalid, "an inviter", ["headers": ["Content-Type": "application/json", "x-gatekeeper-inviter": "x"]]),
        RefusedItem(.headerInvalid, "any of the gate's", ["headers": ["Content-Type": "application/json", "X-Gatekeeper-Resend": "true"]]),
        RefusedItem(.headerInvalid, "a key", ["headers": ["Content-Type": "application/json", "Idempotency-Key": "k"]]),
        RefusedItem(.headerInvalid, "one in two cases", ["headers": ["Content-Type": "application/json", "content-type": "text/plain"]]),
        RefusedItem(.headerInvalid, "a value that is no text", ["headers": ["Content-Type": "application/json", "Accept": ["a"]]]),
        RefusedItem(.headerInvalid, "a name with a space", ["headers": ["Content-Type": "application/json", "Authorization ": "x"]]),
        RefusedItem(.headerInvalid, "a name with a line's end", ["headers": ["Content-Type": "application/json", "A\r\nAuthorization": "x"]]),
        RefusedItem(.mediaTypeNotSupported, "no headers", ["headers": .null]),
        RefusedItem(.mediaTypeNotSupported, "no type", ["headers": ["Accept": "application/json"]]),
        RefusedItem(.mediaTypeNotSupported, "base64 of another type", ["headers": ["Content-Type": "image/png"], "body": "aGVsbG8="]),
        RefusedItem(.mediaTypeNotSupported, "a coding", ["headers": ["Content-Type": "application/json", "Content-Encoding": "gzip"]]),
        RefusedItem(
            .bodyTooLarge, "over 64 KiB", ["body": ["invitedUserDisplayName": .string(String(repeating: "d", count: 65_536))]]),
    ]
}

@Suite("A request of a batch")
struct BatchItemTests {
    private func content(_ request: JSON) throws -> BatchItem.Content {
        try #require(try BatchRequest(body: batch(request)).items.first).content
    }

    @Test("for anything but an invitation is refused in its own response", arguments: RefusedItem.urls + RefusedItem.others)
    func refused(_ sample: RefusedItem) throws {
        guard case .refused(let fault, let requestLine) = try content(sample.request) else {
            Issue.record("it was taken for an invitation")
            return
        }
        #expect(fault.reason == sample.reason, "\(fault.message)")
        #expect(requestLine.utf8.count < 1_200 && !requestLine.contains("?"))
    }

    static let spellings: [(String, JSON.Members)] = [
        ("without the slash", ["url": "invitations"]), ("in capitals", ["url": "/INVITATIONS"]), ("mixed", ["url": "Invitations"]),
        ("a method in small letters", ["method": "post"]),
        (
            "headers that mean nothing here",
            ["headers": ["content-type": "application/json; charset=utf-8", "Accept": "*/*", "Prefer": "respond-async"]]
        ),
        ("identity", ["headers": ["Content-Type": "application/json", "Content-Encoding": "identity"]]),
        ("no body yet", ["body": .null, "headers": .null]),
    ]

    @Test("for an invitation is one, in each spelling that Graph takes", arguments: spellings)
    func accepted(_ what: String, _ changes: JSON.Members) throws {
        guard case .invitation = try content(request("1", changes)) else {
            Issue.record("\(what) was refused")
            return
        }
    }

    @Test("keeps the rest of its url out of the record, and its own client-request-id in it")
    func record() throws {
        guard case .refused(_, let line) = try content(request("1", ["method": "GET", "url": "/users?$filter=secret"])) else {
            Issue.record("it was taken")
            return
        }
        #expect(line == "GET /users")
        let item = try BatchRequest(
            body: batch(request("1", ["headers": ["Content-Type": "application/json", "Client-Request-Id": "abc"]]))
        ).items.first
        #expect(item?.clientRequestID == "abc")
    }
}
