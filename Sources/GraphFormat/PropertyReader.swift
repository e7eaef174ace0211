import Invitations
import StrictJSON

/// Takes an object's members one by one, so that what remains at the end is what nobody understood.
struct PropertyReader {
    private var members: JSON.Members
    private let path: String
    private let odataType: String

    init(_ members: JSON.Members, path: String, odataType: String) {
        self.members = members
        self.path = path
        self.odataType = odataType
    }

    /// The member's value, taken; nil when absent or null, which mean the same on the way in.
    mutating func take(_ name: String) throws(BodyFault) -> JSON? {
        guard let value = members[name] else { return nil }
        members[name] = nil
        return value == .null ? nil : value
    }

    mutating func string(_ name: String, maximum: Int) throws(BodyFault) -> String? {
        guard let value = try take(name) else { return nil }
        guard case .string(let text) = value else { throw wrongType(name, value, expected: "string") }
        guard text.unicodeScalars.count <= maximum else {
            throw fault(.propertyTooLong, name, "The value is longer than \(maximum) characters.")
        }
        return text
    }

    mutating func bool(_ name: String) throws(BodyFault) -> Bool? {
        guard let value = try take(name) else { return nil }
        guard case .bool(let flag) = value else { throw wrongType(name, value, expected: "boolean") }
        return flag
    }

    /// The object under `name`, its type annotation checked.
    mutating func nested(_ name: String, odataType: String) throws(BodyFault) -> PropertyReader? {
        guard let value = try take(name) else { return nil }
        guard case .object(let members) = value else { throw wrongType(name, value, expected: "object") }
        var reader = PropertyReader(members, path: pathTo(name), odataType: odataType)
        try reader.checkODataType()
        return reader
    }

    /// Takes `@odata.type`, which must name this very type (OData JSON 4.01, section 4.6.3).
    mutating func checkODataType() throws(BodyFault) {
        guard let value = try take("@odata.type") else { return }
        guard case .string(let name) = value, name == "#\(odataType)" || name == odataType else {
            throw fault(.propertyTypeInvalid, "@odata.type", "The type annotation is not #\(odataType).")
        }
    }

    /// Refuses whatever was not taken, by name.
    mutating func refuseRest() throws(BodyFault) {
        try checkODataType()
        for (name, _) in members {
            let shown = displayable(name)
            throw fault(
                .propertyUnknown, shown,
                "The gate does not know the property \(shown); leave it out, or see the list of properties it forwards.")
        }
    }

    func pathTo(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

    func fault(_ reason: ReasonCode, _ name: String, _ message: String) -> BodyFault {
        BodyFault(reason: reason, target: pathTo(name), message: message)
    }

    func missing(_ name: String) -> BodyFault {
        fault(.propertyMissing, name, "\(name) is required.")
    }

    func wrongType(_ name: String, _ value: JSON, expected: String) -> BodyFault {
        fault(.propertyTypeInvalid, name, "The value is a JSON \(value.typeName); \(expected) is expected.")
    }

    /// A property's name for an error message: short, and letters that cannot disturb a log or a page.
    private func displayable(_ name: String) -> String {
        let safe = name.unicodeScalars.prefix(64).map { scalar in
            scalar.isASCII && scalar.value > 0x20 && scalar.value != 0x7F && !"<>&\"'`".unicodeScalars.contains(scalar)
                ? Character(scalar) : "?"
        }
        return String(safe)
    }
}
