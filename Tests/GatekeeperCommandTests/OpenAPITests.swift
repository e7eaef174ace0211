import Foundation
import Invitations
import Testing
import Yams

/// The description in `deploy/openapi.yaml` and the sources say the same. That the service does what it says is
/// schemathesis's to try (`deploy/conformance`).
@Suite("The OpenAPI description")
struct OpenAPITests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    private static func description() throws -> Node { try #require(try Yams.compose(yaml: text("deploy/openapi.yaml"))) }

    /// The texts in quotation marks of a source file that a pattern finds.
    private static func quoted(_ path: String, _ pattern: Regex<(Substring, Substring)>) throws -> Set<String> {
        Set(try text(path).matches(of: pattern).map { String($0.output.1) })
    }

    @Test("Every reason code is in its list, in order, and none besides")
    func reasons() throws {
        let listed = try Self.description()["components"]?["schemas"]?["ReasonCode"]?["enum"]?.array(of: String.self)
        #expect(listed == ReasonCode.allCases.map(\.rawValue))
    }

    @Test("Every status that a refusal may have is among the answers of an invitation, with the header that goes with it")
    func statuses() throws {
        let paths = try #require(try Self.description()["paths"])
        for path in ["/v1.0/invitations", "/beta/invitations"] {
            let answers = try #require(paths[path]?["post"]?["responses"]?.mapping, "\(path)")
            let listed = Set(answers.keys.compactMap(\.string))
            // That one stands inside a batch's answer only.
            for kind in ReasonCode.allCases.map(\.kind) where kind != .failedDependency {
                let status = kind.status.map(String.init) ?? "4XX"
                #expect(listed.contains(status), "\(path) \(kind)")
            }
            func answer(_ status: String) -> String? { answers.first { $0.key.string == status }?.value["$ref"]?.string }
            #expect(answer("429")?.hasSuffix("/TryLater") == true && answer("503")?.hasSuffix("/TryLater") == true)
            #expect(answer("401")?.hasSuffix("/Unverified") == true && answer("405")?.hasSuffix("/WrongMethod") == true)
        }
        #expect(try Self.text("deploy/openapi.yaml").contains("424 `dependencyFailed`"))
        let responses = try #require(try Self.description()["components"]?["responses"])
        #expect(responses["TryLater"]?["headers"]?["Retry-After"] != nil)
        #expect(responses["Unverified"]?["headers"]?["WWW-Authenticate"] != nil && responses["WrongMethod"]?["headers"]?["Allow"] != nil)
    }

    @Test("Every header of the gate's own is described, and every path that is served")
    func headersAndPaths() throws {
        let described = try Self.text("deploy/openapi.yaml")
        let headers = try Self.quoted("Sources/GatekeeperHTTP/FieldNames.swift", /known\("([^"]+)"\)/)
        #expect(headers.count >= 8)
        for header in headers { #expect(described.contains(header), "\(header)") }
        let served = try Self.quoted("Sources/GatekeeperHTTP/RequestReading.swift", /case "(\/[a-z0-9.\/$]+)"/)
            .union(try Self.quoted("Sources/GatekeeperHTTP/AdminListener.swift", /case "(\/[a-z]+)"/))
            .union(try Self.quoted("Sources/GatekeeperHTTP/AuditRoutes.swift", /case "([a-z]+)"/).map { "/v1/audit/\($0)" })
            .union(["/v1/audit/entries/{id}"])
        let paths = Set(try #require(try Self.description()["paths"]?.mapping).keys.compactMap(\.string))
        #expect(served == paths)
    }

    /// What a request may bring, and what an answer of the gate's own may have; a 401 has no entry, and so no receipt.
    @Test("Every parameter, header and answer that is described is used, and the headers stand at each operation that takes or gives them")
    func uses() throws {
        let text = try Self.text("deploy/openapi.yaml")
        for kind in ["parameters", "headers", "responses", "schemas"] {
            let names = try #require(try Self.description()["components"]?[kind]?.mapping).keys.compactMap(\.string)
            for name in names { #expect(text.contains("'#/components/\(kind)/\(name)'"), "\(kind)/\(name)") }
        }
        let paths = try #require(try Self.description()["paths"])
        let all = ["inviter", "clientRequestId", "traceparent", "justification", "ticket", "sponsor"]
        for (path, more) in [
            ("/v1.0/invitations", ["idempotencyKey", "resend"]), ("/beta/invitations", ["idempotencyKey", "resend"]),
            ("/v1.0/$batch", ["idempotencyKey", "resend"]), ("/beta/$batch", ["idempotencyKey", "resend"]), ("/v1/decisions", []),
        ] {
            let listed = try #require(paths[path]?["post"]?["parameters"]?.sequence, "\(path)").compactMap { $0["$ref"]?.string }
            #expect(listed == (all + more).map { "#/components/parameters/\($0)" }, "\(path)")
        }
        let responses = try #require(try Self.description()["components"]?["responses"])
        for name in ["Refused", "WrongMethod", "TryLater", "Earlier", "Unknown"] {
            #expect(responses[name]?["headers"]?["X-Gatekeeper-Receipt"] != nil, "\(name)")
        }
        #expect(responses["Unverified"]?["headers"]?["X-Gatekeeper-Receipt"] == nil)
    }

    @Test("Every code that stands in error.code is described")
    func errorCodes() throws {
        let described = try Self.text("deploy/openapi.yaml")
        let source = try Self.text("Sources/GatekeeperHTTP/Responses.swift")
        let start = try #require(source.range(of: "static func code(of reason")),
            end = try #require(source.range(of: "private func retryAfterSeconds"))
        let codes = Set(source[start.upperBound..<end.lowerBound].matches(of: /"([A-Z][A-Za-z_]+)"/).map { String($0.output.1) })
        #expect(codes.count >= 14)
        for code in codes where code != "GraphRefused" { #expect(described.contains("- \(code)\n"), "\(code)") }
    }
}
