import Invitations
import StrictJSON

/// What one request of a batch asks for: an invitation, or what the gate does not do.
///
/// A batch is a second way to every resource of Graph. Nothing of the url, the method or the headers is ever sent on, and
/// whatever is not exactly an invitation is refused in its own response.
struct BatchItemReading {
    let content: BatchItem.Content
    var clientRequestID: String?

    init(_ draft: BatchItemDraft) {
        do throws(BodyFault) {
            try Self.checkResource(draft)
            let headers = try BatchItemHeaders(draft.headers)
            clientRequestID = headers.clientRequestID
            content = .invitation(body: try Self.body(draft, headers))
        } catch {
            content = .refused(error, requestLine: Self.requestLine(draft))
        }
    }

    /// `/invitations`, with or without the slash (Graph's own sample has urls without) and whatever its case, which Graph
    /// does not mind. No escape is decoded and no dot folded: another spelling is another resource. The method's case
    /// does not matter in a batch (OData JSON 4.01, section 19.1).
    private static func checkResource(_ draft: BatchItemDraft) throws(BodyFault) {
        let path = draft.url.utf8.prefix { $0 != UInt8(ascii: "?") }
        let name = path.first == UInt8(ascii: "/") ? path.dropFirst() : path
        guard name.map(lowercase) == Array("invitations".utf8) else {
            throw BodyFault(reason: .resourceNotFound, target: "url", message: notServed(name.map(lowercase)))
        }
        guard draft.method.utf8.map(lowercase) == Array("post".utf8) else {
            throw BodyFault(reason: .methodNotAllowed, target: "method", message: "Invitations are created with POST only.")
        }
        guard path.count == draft.url.utf8.count else {
            throw BodyFault(reason: .queryNotSupported, target: "url", message: "An invitation takes no query parameters.")
        }
    }

    private static func notServed(_ name: [UInt8]) -> String {
        if name == Array("$batch".utf8) { return "A batch takes no batch inside." }
        return
            "In a batch the gate serves POST with the url /invitations alone: relative, without host, version or escapes. It is no proxy for the rest of Graph."
    }

    private static func body(_ draft: BatchItemDraft, _ headers: BatchItemHeaders) throws(BodyFault) -> [UInt8] {
        guard let body = draft.body else { return [] }
        guard headers.declaresJSON else {
            throw BodyFault(
                reason: .mediaTypeNotSupported, target: "Content-Type",
                message:
                    "Send the invitation with the header Content-Type: application/json among the request's own headers, in UTF-8 and without content coding."
            )
        }
        let bytes = body.bytes()
        guard bytes.count <= BatchRequest.mostBytesOfOne else {
            throw BodyFault(reason: .bodyTooLarge, target: nil, message: "The body is larger than 64 KiB; no invitation is.")
        }
        return bytes
    }

    /// Without the query: whatever a caller put there by mistake is not for the record.
    private static func requestLine(_ draft: BatchItemDraft) -> String {
        let path = draft.url.unicodeScalars.prefix { $0 != "?" }.prefix(256)
        let method = draft.method.unicodeScalars.prefix(16)
        return "\(String(String.UnicodeScalarView(method))) \(String(String.UnicodeScalarView(path)))"
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// The headers of one request of a batch. Caller and inviter are those of the whole; a header that would name others, or
/// that the gate could not keep its promise for, is refused. Any other one is looked over and goes nowhere.
struct BatchItemHeaders {
    private(set) var declaresJSON = false
    private(set) var clientRequestID: String?

    init(_ members: JSON.Members) throws(BodyFault) {
        var names: Set<String> = []
        var codings = false
        for (name, value) in members {
            guard Self.isToken(name) else {
                throw BodyFault(reason: .headerInvalid, target: "headers", message: "A header's name is none.")
            }
            guard case .string(let text) = value else {
                throw Self.fault(name, "The value is a JSON \(value.typeName); string is expected.")
            }
            let folded = name.lowercased()
            guard names.insert(folded).inserted else {
                throw Self.fault(name, "The header came more than once, in different case.")
            }
            switch folded {
            case "authorization":
                throw Self.fault(name, "The whole batch has one caller: Authorization stands in the headers of the batch itself.")
            case "idempotency-key":
                throw Self.fault(
                    name, "The gate takes no Idempotency-Key inside a batch; send that invitation by itself.")
            case _ where folded.hasPrefix("x-gatekeeper-"):
                throw Self.fault(name, "It counts for the whole batch and stands in the headers of the batch itself.")
            case "content-type": declaresJSON = JSONMediaType.matches(text)
            case "content-encoding": codings = text.lowercased() != "identity"
            case "client-request-id": clientRequestID = text
            default: break
            }
        }
        if codings { declaresJSON = false }
    }

    private static func fault(_ name: String, _ message: String) -> BodyFault {
        BodyFault(reason: .headerInvalid, target: String(name.prefix(64)), message: message)
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        let others = "!#$%&'*+-.^_`|~".utf8
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || others.contains(byte)
            }
    }
}
