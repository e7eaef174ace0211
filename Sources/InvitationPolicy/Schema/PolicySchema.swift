import StrictJSON

/// The format of a policy file as a JSON Schema (draft 2020-12), with which editors complete and check the file while
/// it is written.
///
/// It says of a file what can be said of one value, or of the keys of one map; the loader says the rest (list files, one
/// rule beside another, the calendar). Whatever the loader takes is valid.
///
/// Of the drafts since 7 it uses only what all of them read alike, since the editors' checkers know some of them.
public enum PolicySchema {
    /// The schema's own text, the same on every call.
    public static let text =
        SchemaWriter.schema(
            of: PolicyFormat.policy, id: "urn:gatekeeper:policy:1", title: "Policy of the invitation gatekeeper"
        ).indentedText() + "\n"
}
