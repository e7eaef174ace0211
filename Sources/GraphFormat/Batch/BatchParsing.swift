import Invitations
import StrictJSON

extension BatchRequest {
    /// Reads the body of `POST /$batch`.
    ///
    /// What makes the whole unclear (its form, its ids, what depends on what) is a fault of the whole: nothing of such a
    /// batch is done. What only one of the requests asks wrongly is in that one's ``BatchItem/content``.
    ///
    /// - Throws: ``BodyFault``.
    public init(body: [UInt8]) throws(BodyFault) {
        guard body.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw BodyFault(reason: .bodyMissing, target: nil, message: "The request has no body; a batch is expected.")
        }
        let json: JSON
        do {
            // As many values as twenty invitations may have, each with an envelope.
            json = try JSON(parsing: body, limits: JSONLimits(depth: 16, members: 64, values: Self.mostItems * 640))
        } catch {
            throw BodyFault(fault: error, expected: "batch")
        }
        guard case .object(let members) = json else {
            throw BodyFault(
                reason: .propertyTypeInvalid, target: nil,
                message: "The body is a JSON \(json.typeName); an object is expected.")
        }
        var reader = PropertyReader(members, path: "", odataType: "batch")
        guard let value = try reader.take("requests") else { throw reader.missing("requests") }
        guard case .array(let elements) = value else { throw reader.wrongType("requests", value, expected: "array") }
        try reader.refuseRest()
        guard (1...Self.mostItems).contains(elements.count) else {
            throw reader.fault(
                .batchInvalid, "requests", "The batch has \(elements.count) requests; from 1 to \(Self.mostItems) are taken.")
        }
        var drafts: [BatchItemDraft] = []
        for (place, element) in elements.enumerated() { drafts.append(try BatchItemDraft(element, at: place)) }
        items = try Self.linked(drafts)
    }

    /// The requests with their dependencies found: each known, none on itself, none in a circle.
    private static func linked(_ drafts: [BatchItemDraft]) throws(BodyFault) -> [BatchItem] {
        var places: [String: Int] = [:]
        for (place, draft) in drafts.enumerated() {
            guard places.updateValue(place, forKey: draft.id.lowercased()) == nil else {
                throw draft.fault(
                    .batchInvalid, "id", "Two requests of the batch have this id; ids are compared without case.")
            }
        }
        var items: [BatchItem] = []
        for (place, draft) in drafts.enumerated() {
            var dependencies: Set<Int> = []
            for id in draft.dependsOn {
                guard let other = places[id.lowercased()] else {
                    throw draft.fault(.batchInvalid, "dependsOn", "It names a request that the batch does not have.")
                }
                guard other != place else { throw draft.fault(.batchInvalid, "dependsOn", "The request depends on itself.") }
                dependencies.insert(other)
            }
            items.append(draft.item(after: dependencies))
        }
        if let stuck = firstInCircle(items) {
            throw drafts[stuck].fault(.batchInvalid, "dependsOn", "The request waits for one that waits for it.")
        }
        return items
    }

    /// A request that no order of doing them would ever come to; nil when there is none.
    private static func firstInCircle(_ items: [BatchItem]) -> Int? {
        var done: Set<Int> = []
        while true {
            let ready = items.indices.filter { !done.contains($0) && items[$0].dependencies.isSubset(of: done) }
            if ready.isEmpty { return items.indices.first { !done.contains($0) } }
            done.formUnion(ready)
        }
    }
}
