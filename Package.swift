// swift-tools-version: 6.2
import PackageDescription

// The compiler settings are the style guide: what they refuse, nobody has to review.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

/// A target of ours, built with the strict settings.
func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The suite of one target, in `Tests/<target>Tests`.
func suite(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name)] + dependencies,
        exclude: exclude,
        swiftSettings: strict
    )
}

let package = Package(
    name: "gatekeeper",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gatekeeper", targets: ["gatekeeper"]),
        .executable(name: "graph-emulator", targets: ["graph-emulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Floor 0: the words everyone uses, and the one way JSON is read and written.
        .target(
            name: "Invitations", swiftSettings: strict,
            // Importing the toolchain's ICU module does not link it by itself.
            linkerSettings: [.linkedLibrary("_FoundationICU", .when(platforms: [.linux]))]),
        floor("StrictJSON"),

        // Floor 1: pure meaning; no I/O, clock, randomness or logging; these never import one another.
        floor("GraphFormat", ["Invitations", "StrictJSON"]),
        floor("CallerVerification", ["Invitations", "StrictJSON", crypto, cryptoExtras]),
        floor("InvitationPolicy", ["Invitations", "StrictJSON", crypto, yams]),
        floor("AuditTrail", ["Invitations", "StrictJSON", crypto]),

        // Floor 2: the flow, and the ports it needs.
        floor(
            "Gatekeeper",
            ["Invitations", "GraphFormat", "CallerVerification", "InvitationPolicy", "AuditTrail", logging, coreMetrics]),
        floor("PolicyReplay", ["AuditTrail", "InvitationPolicy", "Invitations", "StrictJSON"]),

        // Floor 3: the world. Each target knows one piece of it.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurlDriver", dependencies: ["CCurl"]),
        floor("Curl", ["CCurl", "CCurlDriver"]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        floor(
            "GraphClient",
            ["COpenSSL", "Curl", "Gatekeeper", "GraphFormat", "Invitations", "StrictJSON", crypto, cryptoExtras]),
        floor("EntraKeys", ["CallerVerification", "Invitations", "StrictJSON"]),
        floor("AuditStores", ["AuditTrail", "Invitations", crypto, grdb, sqlite]),
        floor("BlockingWork", [nioPosix]),
        floor(
            "AuditSinks",
            ["AuditTrail", "BlockingWork", "Invitations", "StrictJSON", coreMetrics, logging, nioCore, nioPosix, nioSSL, nioTLS, asn1, x509]),
        floor("PrometheusMetrics", [coreMetrics]),
        floor(
            "GatekeeperHTTP",
            [
                "AuditTrail", "Gatekeeper", "GraphFormat", "CallerVerification", "InvitationPolicy", "Invitations", "StrictJSON",
                hummingbirdCore, nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS, httpTypes, lifecycle, logging,
            ]),

        // Floor 4: settings, composition, subcommands.
        floor(
            "GatekeeperCommand",
            [
                "AuditSinks", "AuditStores", "AuditTrail", "BlockingWork", "CallerVerification", "Curl", "EntraKeys", "Gatekeeper", "GatekeeperHTTP",
                "GraphClient", "GraphEmulator", "GraphFormat", "InvitationPolicy", "Invitations", "PolicyReplay",
                "PrometheusMetrics", "StrictJSON",
                arguments, configuration, coreMetrics, crypto, lifecycle, logging, unixSignals, yams,
            ]),
        .executableTarget(name: "gatekeeper", dependencies: ["GatekeeperCommand"], swiftSettings: strict),

        // A stand-in for Entra and Graph, for the demo and the tests. It shares no code with what it is a witness of.
        floor(
            "GraphEmulator",
            [
                asn1, crypto, cryptoExtras, httpTypes, hummingbirdCore, hummingbirdTLS, lifecycle, logging, nioCore, nioPosix,
                nioSSL, x509, yams,
            ]),
        .executableTarget(
            name: "graph-emulator", dependencies: ["GraphEmulator", arguments, lifecycle, logging, unixSignals],
            swiftSettings: strict),

        // One suite per target.
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: strict),
        // Texts that callers would have an administrator read: for every output that shows them.
        .target(name: "HostileTexts", path: "Tests/HostileTexts", swiftSettings: strict),
        // Policies and invitations drawn by chance, and what must hold of them all: for the tests and for long runs.
        .target(
            name: "PolicyDrafts", dependencies: ["InvitationPolicy", "Invitations", "SeededRandom"],
            path: "Tests/PolicyDrafts", swiftSettings: strict),
        suite("Invitations", ["SeededRandom"]),
        suite("StrictJSON", ["SeededRandom"]),
        suite("GraphFormat", ["Invitations", "StrictJSON"]),
        suite("CallerVerification", ["Invitations", "StrictJSON", crypto, cryptoExtras]),
        // Files that must not load are read from where they lie.
        suite(
            "InvitationPolicy", ["Invitations", "PolicyDrafts", "SeededRandom", "StrictJSON", yams],
            exclude: ["Broken", "validate.py"]),
        suite("AuditTrail", ["Invitations", "StrictJSON", crypto]),
        suite("PolicyReplay", ["AuditTrail", "InvitationPolicy", "Invitations", "SeededRandom", "StrictJSON"]),
        suite("EntraKeys", ["CallerVerification", "Invitations", "StrictJSON", crypto, cryptoExtras]),
        suite("AuditStores", ["AuditTrail", "Invitations", "StrictJSON", grdb]),
        // A receiver of syslog for the tests: it takes frames as RFC 6587 counts them, over TCP or TLS.
        .target(
            name: "SyslogReceiver", dependencies: [nioCore, nioPosix, nioSSL], path: "Tests/SyslogReceiver", swiftSettings: strict),
        suite(
            "AuditSinks",
            [
                "AuditTrail", "Invitations", "LoopbackServer", "PrometheusMetrics", "StrictJSON", "SyslogReceiver", logging,
            ]),
        suite("PrometheusMetrics", [coreMetrics]),
        .target(name: "LoopbackServer", path: "Tests/LoopbackServer", swiftSettings: strict),
        .testTarget(
            name: "CurlTests", dependencies: ["Curl", "LoopbackServer"], exclude: ["Servers"], swiftSettings: strict),
        suite(
            "GraphClient",
            ["Curl", "Gatekeeper", "Invitations", "LoopbackServer", "StrictJSON", crypto, cryptoExtras]),
        // What the tests of the flow and of what stands round it share: an in-memory trail, a recording sender, a fixed
        // world, a token mint.
        .target(
            name: "GatekeeperTesting",
            dependencies: [
                "AuditTrail", "CallerVerification", "Gatekeeper", "InvitationPolicy", "Invitations", "PrometheusMetrics",
                "StrictJSON", crypto, cryptoExtras, logging,
            ], path: "Tests/GatekeeperTesting", swiftSettings: strict),
        suite(
            "Gatekeeper",
            ["AuditTrail", "CallerVerification", "GatekeeperTesting", "InvitationPolicy", "Invitations", "StrictJSON"]),
        // What no client should send, and a listener to send it to: for the tests and for long runs.
        .target(
            name: "HostileHTTP",
            dependencies: [
                "AuditTrail", "CallerVerification", "Gatekeeper", "GatekeeperHTTP", "GatekeeperTesting", "InvitationPolicy", "Invitations",
                "PrometheusMetrics", "SeededRandom", "StrictJSON", lifecycle, logging,
            ], path: "Tests/HostileHTTP", swiftSettings: strict),
        suite(
            "GatekeeperHTTP",
            [
                "AuditTrail", "Gatekeeper", "GatekeeperTesting", "HostileHTTP", "HostileTexts", "Invitations", "LoopbackServer", "StrictJSON",
                lifecycle,
                logging,
            ]),
        suite(
            "GatekeeperCommand",
            [
                "AuditSinks", "AuditStores", "AuditTrail", "BlockingWork", "Gatekeeper", "GatekeeperTesting", "GraphFormat", "HostileTexts",
                "InvitationPolicy", "Invitations", "LoopbackServer", "PrometheusMetrics", "StrictJSON", grdb, lifecycle, logging, yams,
            ]),
        suite("GraphEmulator", [crypto, cryptoExtras, asn1, x509]),

        // The whole service, as it is built and run: every promise of the gate, end to end.
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "AuditStores", "AuditTrail", "Curl", "Gatekeeper", "GatekeeperCommand", "GatekeeperHTTP", "GraphClient", "GraphEmulator",
                "InvitationPolicy", "Invitations", "SeededRandom", "StrictJSON", "SyslogReceiver", grdb, lifecycle, logging,
            ],
            swiftSettings: strict),

        // How fast, and with how much memory: `swift run -c release gatekeeper-benchmark`.
        .executableTarget(
            name: "gatekeeper-benchmark",
            dependencies: [
                "AuditStores", "AuditTrail", "Curl", "GraphEmulator", "InvitationPolicy", "Invitations", "StrictJSON",
                arguments,
            ], path: "Tests/Benchmarks", swiftSettings: strict),

        // Long runs of what the tests try in short: `swift run -c release gatekeeper-fuzz --target loader`.
        .executableTarget(
            name: "gatekeeper-fuzz",
            dependencies: ["HostileHTTP", "InvitationPolicy", "Invitations", "PolicyDrafts", "SeededRandom", arguments],
            path: "Tests/Fuzzing", exclude: ["Corpus"], swiftSettings: strict),

        // Lets each system call of the audit store fail once: `swift run gatekeeper-faults sweep`.
        .executableTarget(
            name: "gatekeeper-faults",
            dependencies: ["AuditStores", "AuditTrail", "Invitations", "SeededRandom", arguments],
            path: "Tests/FaultInjection", swiftSettings: strict),
    ]
)
