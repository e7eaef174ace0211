import LoopbackServer

/// A certificate authority that lives for one test, and a certificate of it for `localhost` and `service.test`.
struct PrivatePKI {
    let authority: String
    let certificate: String
    let key: String

    /// Made once: every test may use the same.
    private static let shared = Result { try generate() }

    static func make() throws -> PrivatePKI { try shared.get() }

    private static func generate() throws -> PrivatePKI {
        let folder = try OpenSSLTool.folder()
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try OpenSSLTool.run(
            ["req", "-x509"] + newKey + ["-keyout", "\(folder)/ca.key", "-out", "\(folder)/ca.pem", "-days", "2"]
                + ["-subj", "/CN=Throw-away authority", "-addext", "keyUsage=critical,keyCertSign"]
        )
        try OpenSSLTool.run(
            ["req", "-x509"] + newKey + ["-keyout", "\(folder)/server.key", "-out", "\(folder)/server.pem", "-days", "2"]
                + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:service.test"]
                + ["-addext", "basicConstraints=critical,CA:FALSE", "-CA", "\(folder)/ca.pem", "-CAkey", "\(folder)/ca.key"]
        )
        return PrivatePKI(authority: "\(folder)/ca.pem", certificate: "\(folder)/server.pem", key: "\(folder)/server.key")
    }

    func server(_ behaviour: String) throws -> ScriptedProcess {
        try ScriptedProcess.script("tls_server.py", [certificate, key, behaviour])
    }
}
