// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with.
///
/// Strict memory safety marks each unsafe expression, so that the
/// pages that touch C can be audited; imports are internal unless said otherwise, so that no module hands
/// on what it imports; warnings are errors, so that none is ever lived with.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
// Dictionaries that share what they have in common with their copies.
let hashTrees: Target.Dependency = .product(name: "HashTreeCollections", package: "swift-collections")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
// The server alone: the whole of Hummingbird wakes every second and brings in Foundation.
let hummingbird: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let serviceLifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "gemel-agent",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C: system libraries by pkg-config, nothing of our own in them.
        .systemLibrary(name: "CLibmnl", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(name: "CLibnftnl", pkgConfig: "libnftnl", providers: [.apt(["libnftnl-dev"])]),
        .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        // Values: what things are.
        .target(name: "Addressing"),
        .target(name: "Threads", dependencies: ["Addressing"]),
        .target(name: "Nftables", dependencies: ["Addressing", hashTrees]),
        .target(name: "Routing", dependencies: ["Addressing"]),
        .target(name: "Selectors"),
        .target(name: "YAML", dependencies: ["CLibyaml"]),
        .target(name: "Resources", dependencies: ["Addressing", "Selectors", "YAML"]),
        .target(name: "Connections", dependencies: ["Addressing"]),
        // Decisions: pure functions between values.
        .target(
            name: "Calculation", dependencies: ["Addressing", "Resources", "Selectors", crypto, hashTrees]),
        .target(
            name: "Compilation",
            dependencies: [
                "Addressing", "Calculation", "Nftables", "Resources", "Routing", "Selectors", "Threads",
                crypto,
                hashTrees,
            ]),
        .target(
            name: "PolicyDecision",
            dependencies: ["Addressing", "Calculation", "Connections", "Resources", hashTrees]),
        .target(name: "Reconciliation", dependencies: ["Addressing", "Nftables", "Routing", hashTrees]),
        .target(
            name: "AgentConfiguration",
            dependencies: ["Addressing", "Resources", "Routing", "Selectors", "Status"]),
        .target(name: "Status", dependencies: ["Addressing"]),
        .target(name: "Monitoring", dependencies: ["Addressing", "Status"]),
        .target(
            name: "NodeNetworking",
            dependencies: ["Addressing", "Calculation", "Resources", "Routing", crypto]),
        .target(
            name: "Bird",
            dependencies: [
                "Addressing", "Calculation", "NodeNetworking", "Resources", "Routing", "Selectors", crypto,
            ]),
        .target(name: "AddressManagement", dependencies: ["Addressing", "Resources", "Selectors", "YAML"]),
        .target(
            name: "ContainerNetwork",
            dependencies: ["AddressManagement", "Addressing", "Resources", "Selectors", "YAML", crypto]),
        // Edges: what can block, fail or surprise.
        .target(name: "Netlink", dependencies: ["CLibmnl"]),
        .target(
            name: "NftablesNetlink",
            dependencies: ["Addressing", "CLibmnl", "CLibnftnl", "Netlink", "Nftables", hashTrees]),
        .target(name: "RouteNetlink", dependencies: ["Addressing", "CLibmnl", "Netlink", "Routing"]),
        .target(
            name: "WireGuardNetlink", dependencies: ["Addressing", "CLibmnl", "Netlink", "Routing"]),
        .target(name: "ConntrackNetlink", dependencies: ["Addressing", "CLinux", "Connections", "Netlink"]),
        .target(name: "Systemd"),
        .target(name: "Logs", dependencies: [logging]),
        .target(name: "BirdControl", dependencies: ["Bird", "Resources"]),
        .target(name: "AddressStore", dependencies: ["AddressManagement"]),
        .target(name: "InterfaceSettings", dependencies: ["Addressing"]),
        .target(
            name: "Dataplane",
            dependencies: [
                "Addressing", "Connections", "ConntrackNetlink", "InterfaceSettings", "Netlink", "Nftables",
                "NftablesNetlink", "Reconciliation", "RouteNetlink", "Routing", "Threads", "WireGuardNetlink",
            ]),
        .target(name: "StateDirectory", dependencies: ["CLinux", "Resources", "Status", "Threads"]),
        .target(
            name: "StatusServer",
            dependencies: [
                "AgentConfiguration", "CLinux", "Logs", "Monitoring", "Status", hummingbird, httpTypes,
                logging,
                nioCore, nioPosix,
                nioHTTPTypes, nioSSL, serviceLifecycle,
            ]),
        .target(name: "ControlClient", dependencies: ["Status", nioCore, nioHTTP1, nioPosix]),
        // The roof: wires and runs.
        .executableTarget(
            name: "gemeld",
            dependencies: [
                "Addressing", "AgentConfiguration", "Bird", "BirdControl", "CLinux", "Calculation",
                "Compilation", "Dataplane",
                "Logs", "Monitoring", "Nftables", "NftablesNetlink", "NodeNetworking", "PolicyDecision",
                "Reconciliation",
                "Resources",
                "Routing",
                "StateDirectory", "Status",
                "StatusServer", "Systemd", argumentParser, logging, serviceLifecycle, unixSignals,
            ]),
        .executableTarget(
            name: "gemel",
            dependencies: [
                "AddressManagement", "AddressStore", "Addressing", "AgentConfiguration", "ControlClient",
                "Resources", "StateDirectory", "Status", argumentParser,
            ]),
        .executableTarget(
            name: "gemel-cni",
            dependencies: [
                "AddressManagement", "AddressStore", "Addressing", "AgentConfiguration", "CLinux",
                "ContainerNetwork", "ControlClient", "InterfaceSettings", "Netlink", "Resources",
                "RouteNetlink",
                "Routing", "StateDirectory", "Status", argumentParser,
            ]),
        // Support of tests, and the tests themselves; those of edges run in network namespaces of their own.
        .target(name: "CNamespaces", path: "Tests/CNamespaces"),
        .target(name: "TestSupport", dependencies: ["Addressing", "CNamespaces"], path: "Tests/TestSupport"),
        .target(
            name: "ReferenceEvaluator",
            dependencies: ["Addressing", "Resources", "Selectors", "TestSupport"],
            path: "Tests/ReferenceEvaluator"),
        .target(
            name: "RulesetInterpreter", dependencies: ["Addressing", "Nftables", "TestSupport"],
            path: "Tests/RulesetInterpreter"),
        .target(
            name: "Manifests", dependencies: ["Addressing", "Resources", "Selectors"],
            path: "Tests/Manifests"),
        .target(
            name: "Judges",
            dependencies: [
                "Addressing", "AgentConfiguration", "Bird", "Calculation", "Connections", "Dataplane",
                "PolicyDecision", "ReferenceEvaluator", "Resources", "Routing", "RulesetInterpreter",
                "StateDirectory", "TestSupport", "gemeld",
            ],
            path: "Tests/Judges"),
        .testTarget(
            name: "AgreementTests",
            dependencies: [
                "Addressing", "Dataplane", "Judges", "Manifests", "Nftables", "Resources", "Selectors",
                "TestSupport",
            ]),
        .testTarget(
            name: "CompatibilityTests",
            dependencies: ["Addressing", "Bird", "Dataplane", "Judges", "Nftables", "Resources"],
            exclude: ["surroundings.yaml"]),
        .testTarget(
            name: "GoldenTests",
            dependencies: ["Addressing", "Dataplane", "Judges", "Nftables", "Resources", "TestSupport"],
            exclude: ["Cases"]),
        .testTarget(
            name: "AddressManagementTests",
            dependencies: ["AddressManagement", "Addressing", "Resources", "Selectors"]),
        .testTarget(
            name: "AddressStoreTests",
            dependencies: ["AddressManagement", "AddressStore", "Addressing", "Resources"]),
        .testTarget(
            name: "ContainerNetworkTests",
            dependencies: ["AddressManagement", "Addressing", "ContainerNetwork", "Resources", "Selectors"]),
        .testTarget(name: "NftablesTests", dependencies: ["Addressing", "Nftables"]),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Addressing", "Calculation", "Connections", "ConntrackNetlink", "NftablesNetlink",
                "PolicyDecision",
                "Resources", "TestSupport", "gemel", "gemel-cni", "gemeld",
            ]),
        .testTarget(
            name: "NodeNetworkingTests",
            dependencies: [
                "Addressing", "Calculation", "NodeNetworking", "Resources", "Routing", "Selectors",
            ]),
        .testTarget(
            name: "BirdTests",
            dependencies: [
                "Addressing", "Bird", "Calculation", "NodeNetworking", "Resources", "Routing", "TestSupport",
            ],
            exclude: ["Cases"]),
        .testTarget(
            name: "BirdControlTests",
            dependencies: ["Addressing", "Bird", "BirdControl", "Resources", "TestSupport"]),
        .testTarget(name: "ThreadsTests", dependencies: ["Addressing", "Threads"]),
        .testTarget(name: "RoutingTests", dependencies: ["Addressing", "Routing"]),
        .testTarget(
            name: "WireGuardNetlinkTests",
            dependencies: ["Addressing", "Netlink", "Routing", "WireGuardNetlink"]),
        .testTarget(
            name: "InterfaceSettingsTests", dependencies: ["Addressing", "InterfaceSettings", "TestSupport"]),
        .testTarget(
            name: "RouteNetlinkTests",
            dependencies: ["Addressing", "Netlink", "RouteNetlink", "Routing", "TestSupport"]),
        .testTarget(
            name: "PolicyDecisionTests",
            dependencies: [
                "Addressing", "Calculation", "Connections", "PolicyDecision", "Resources", "Selectors",
            ]),
        .testTarget(
            name: "ConntrackNetlinkTests",
            dependencies: ["Addressing", "Connections", "ConntrackNetlink", "TestSupport"]),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd", "TestSupport"]),
        .testTarget(name: "NetlinkTests", dependencies: ["CLibmnl", "Netlink", "TestSupport"]),
        .testTarget(
            name: "NftablesNetlinkTests",
            dependencies: ["Addressing", "Netlink", "Nftables", "NftablesNetlink", "TestSupport"]),
        .testTarget(
            name: "DataplaneTests",
            dependencies: [
                "Addressing", "Calculation", "Compilation", "Dataplane", "Nftables", "NftablesNetlink",
                "Reconciliation", "Resources", "Routing", "Selectors", "TestSupport",
            ]),
        .testTarget(
            name: "StateDirectoryTests", dependencies: ["Resources", "Selectors", "StateDirectory", "Status"]),
        .testTarget(name: "YAMLTests", dependencies: ["TestSupport", "YAML"]),
        .testTarget(
            name: "ResourcesTests",
            dependencies: ["TestSupport", "Addressing", "Resources", "Selectors", "YAML"]),
        .testTarget(name: "SelectorsTests", dependencies: ["Selectors"]),
        // Tests of pure modules: no privileges, milliseconds.
        .testTarget(name: "AddressingTests", dependencies: ["Addressing", "TestSupport"]),
        .testTarget(
            name: "AgentConfigurationTests",
            dependencies: ["Addressing", "AgentConfiguration", "Resources", "Routing", "Selectors", "Status"]),
        .testTarget(
            name: "CalculationTests",
            dependencies: ["TestSupport", "Addressing", "Calculation", "Resources", "Selectors"]),
        .testTarget(
            name: "CompilationTests",
            dependencies: [
                "Addressing", "Calculation", "Compilation", "Nftables", "Reconciliation", "Resources",
                "Selectors", "TestSupport",
            ]),
        .testTarget(
            name: "ReconciliationTests",
            dependencies: ["TestSupport", "Addressing", "Nftables", "Reconciliation"]),
        .testTarget(name: "StatusTests", dependencies: ["Addressing", "Status"]),
        .testTarget(name: "LogsTests", dependencies: ["Logs", logging]),
        .testTarget(name: "MonitoringTests", dependencies: ["Addressing", "Monitoring", "Status"]),
        .testTarget(
            name: "StatusServerTests",
            dependencies: [
                "Addressing", "AgentConfiguration", "ControlClient", "Monitoring", "Status", "StatusServer",
                hummingbird,
                logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = settings
}
