import Invitations
import StrictJSON

/// Reads a token's claims with their types: a claim of the wrong type is a fault, never an absent claim.
struct ClaimReading {
    let claims: JSON.Members

    func has(_ name: String) -> Bool { claims[name] != nil }

    func string(_ name: String) throws(VerificationFault) -> String? {
        guard let value = claims[name] else { return nil }
        guard let text = value.string else { throw .claim(name, "is not a string") }
        return text
    }

    func required(_ name: String) throws(VerificationFault) -> String {
        guard let text = try string(name) else { throw .claim(name, "is missing") }
        return text
    }

    func integer(_ name: String) throws(VerificationFault) -> Int64? {
        guard let value = claims[name] else { return nil }
        guard let number = value.integer else { throw .claim(name, "is not a whole number") }
        return number
    }

    /// A NumericDate (RFC 7519, section 2), which Entra writes in whole seconds.
    func time(_ name: String) throws(VerificationFault) -> Timestamp? {
        guard let seconds = try integer(name) else { return nil }
        guard seconds >= 0 else { throw .claim(name, "is not a time") }
        return Timestamp(seconds: seconds)
    }

    func requiredTime(_ name: String) throws(VerificationFault) -> Timestamp {
        guard let time = try time(name) else { throw .claim(name, "is missing") }
        return time
    }

    func strings(_ name: String) throws(VerificationFault) -> [String]? {
        guard let value = claims[name] else { return nil }
        guard let elements = value.array else { throw .claim(name, "is not an array of strings") }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for element in elements {
            guard let text = element.string else { throw .claim(name, "is not an array of strings") }
            texts.append(text)
        }
        return texts
    }

    func identifier<Kind>(
        _ name: String, as type: Identifier<Kind>.Type
    ) throws(VerificationFault) -> Identifier<Kind> {
        guard let id = Identifier<Kind>(try required(name)) else { throw .claim(name, "is not a GUID") }
        return id
    }
}
