import Invitations
import StrictJSON

/// One request of a batch as it is written, before its ids are looked up and what it asks is looked at.
struct BatchItemDraft {
    let id: String
    let dependsOn: [String]
    let method: String
    let url: String
    let headers: JSON.Members
    let body: JSON?
    private let path: String

    /// - Throws: ``BodyFault``, of the whole batch.
    init(_ element: JSON, at place: Int) throws(BodyFault) {
        path = "requests/\(place)"
        guard case .object(let members) = element else {
            throw BodyFault(
                reason: .propertyTypeInvalid, target: path,
                message: "The request is a JSON \(element.typeName); an object is expected.")
        }
        var reader = PropertyReader(members, path: path, odataType: "batchRequest")
        id = try reader.text("id", maximum: 128)
        method = try reader.text("method", maximum: .max)
        url = try reader.text("url", maximum: .max)
        dependsOn = try reader.dependencies()
        headers = try reader.headers()
        body = try reader.take("body")
        if try reader.take("atomicityGroup") != nil {
            throw reader.fault(
                .propertyUnknown, "atomicityGroup",
                "Each request of a batch is judged and sent alone, and none is taken back for another; leave atomicityGroup out.")
        }
        try reader.refuseRest()
    }

    func fault(_ reason: ReasonCode, _ name: String, _ message: String) -> BodyFault {
        BodyFault(reason: reason, target: "\(path)/\(name)", message: message)
    }

    func item(after dependencies: Set<Int>) -> BatchItem {
        let asked = BatchItemReading(self)
        return BatchItem(
            id: id, dependencies: dependencies, content: asked.content, clientRequestID: asked.clientRequestID)
    }
}

extension PropertyReader {
    /// A text that must be there and must not be empty.
    fileprivate mutating func text(_ name: String, maximum: Int) throws(BodyFault) -> String {
        guard let text = try string(name, maximum: maximum), !text.isEmpty else { throw missing(name) }
        return text
    }

    fileprivate mutating func headers() throws(BodyFault) -> JSON.Members {
        guard let value = try take("headers") else { return [:] }
        guard case .object(let members) = value else { throw wrongType("headers", value, expected: "object") }
        return members
    }

    /// `dependsOn`; also as `depends_on`, which Microsoft's Python library (msgraph-core 1.5.2) writes. Graph overlooks that
    /// spelling; here it means what its writer meant.
    fileprivate mutating func dependencies() throws(BodyFault) -> [String] {
        let (ours, pythons) = (try strings("dependsOn"), try strings("depends_on"))
        if ours != nil, pythons != nil {
            throw fault(.propertyDuplicate, "dependsOn", "It stands beside depends_on, which means the same; send one of the two.")
        }
        return ours ?? pythons ?? []
    }

    private mutating func strings(_ name: String) throws(BodyFault) -> [String]? {
        guard let value = try take(name) else { return nil }
        guard case .array(let elements) = value else { throw wrongType(name, value, expected: "array") }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element else { throw wrongType(name, element, expected: "string") }
            texts.append(text)
        }
        return texts
    }
}
