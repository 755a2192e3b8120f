import AgentConfiguration
import Status
import Testing

/// What is told of each parameter, and of settings that cannot be understood.
struct ListingTests {
    @Test func `each parameter has its value, its place and what else tried to set it, highest first`() throws
    {
        let listing = try sources(
            environment: ["FELIX_VXLANPORT": "5"], file: "VXLANPort = 4\nVXLANPort = x\nLogPrefix = p\n"
        ).resolved.listing(since: nil)
        let port = try #require(listing.parameters.first { $0.name == "FELIX_VXLANPORT" })
        #expect(port.value == "5" && port.origin == "environment" && port.defaultValue == "4789")
        #expect(port.others.map(\.origin) == ["gemeld.cfg:2", "gemeld.cfg:1"])
        #expect(port.others.map(\.value) == ["x", "4"])
        #expect(port.others.map { $0.reason.prefix(14) } == ["not understood", "overruled"])
        let prefix = try #require(listing.parameters.first { $0.name == "FELIX_LOGPREFIX" })
        #expect(prefix.value == "p" && prefix.origin == "gemeld.cfg:3" && prefix.others == [])
        #expect(listing.parameters.map(\.name) == AgentConfiguration.parameters.map(\.name))
        #expect(
            listing.parameters.filter { $0.origin == "default" }.allSatisfy {
                $0.name == "FELIX_FELIXHOSTNAME" || $0.value == $0.defaultValue
            })
    }

    @Test
    func `a bad value in the environment lets that of the file stand in, and one in the file the default`()
        throws
    {
        let resolved = try sources(
            environment: ["FELIX_VXLANPORT": "x"], file: "VXLANPort = 4\nHealthPort = y\n"
        ).resolved
        #expect(resolved.configuration.dataplane.vxlanPort == 4)
        #expect(resolved.configuration.healthPort == 9099)
        #expect(
            resolved.problems.map(\.description) == [
                "environment: FELIX_VXLANPORT is `x`, accepted is a whole number from 1 to 65535",
                "gemeld.cfg:2: FELIX_HEALTHPORT is `y`, accepted is a whole number from 0 to 65535",
            ])
    }

    @Test func `a file that is read again takes the place of the old one`() throws {
        var sources = try sources(file: "VXLANPort = 4\nwhat\n")
        #expect(sources.resolved.problems.count == 1)
        let before = sources.resolved
        sources.reload(ConfigurationFile(path: "gemeld.cfg", text: "LogPrefix = p\n"))
        #expect(sources.resolved.configuration.dataplane.vxlanPort == 4789)
        #expect(sources.resolved.problems == [])
        #expect(
            sources.resolved.changes(since: before) == [
                "FELIX_LOGPREFIX was `calico-packet` and is `p`: gemeld.cfg:1",
                "FELIX_VXLANPORT was `4` and is `4789`: by default",
            ])
        sources.reload(nil)
        #expect(sources.resolved.configuration.dataplane.logPrefix == "calico-packet")
    }

    @Test func `what the agent was started with stays until its next start`() throws {
        var sources = try sources(file: "GEMEL_STATE_DIR = /a\nHealthPort = 1\n")
        let start = sources.resolved.configuration
        sources.reload(ConfigurationFile(path: "gemeld.cfg", text: "GEMEL_STATE_DIR = /b\nHealthPort = 2\n"))
        #expect(sources.resolved.configuration.stateDirectory == "/a")
        let listing = sources.resolved.listing(since: start)
        let waiting = listing.parameters.filter { $0.afterRestart != nil }
        #expect(waiting.map(\.name) == ["GEMEL_STATE_DIR", "FELIX_HEALTHPORT"])
        #expect(waiting.map(\.value) == ["/a", "1"])
        #expect(waiting.map(\.afterRestart) == ["/b", "2"])
        #expect(listing.problems.map(\.severity) == [.warning, .warning])
    }

    @Test(arguments: [
        ["GEMEL_STATE_DIR": "none"], ["FELIX_FELIXHOSTNAME": "a b"],
    ])
    func `no agent starts that does not know which node it is or where its state is`(
        environment: [String: String]
    ) {
        #expect(throws: ConfigurationError.self) { try sources(environment: environment) }
    }

    @Test func `two names of one parameter are told under both`() throws {
        let listing = try sources(file: "IptablesFilterDenyAction = Reject\n").resolved.listing(since: nil)
        let action = listing.parameters.filter { $0.name.hasSuffix("FILTERDENYACTION") }
        #expect(action.map(\.value) == ["Reject", "Reject"])
        #expect(action.map(\.origin) == ["gemeld.cfg:1", "gemeld.cfg:1"])
    }

    private func sources(
        environment: [String: String] = [:], file: String = ""
    ) throws -> ConfigurationSources {
        try ConfigurationSources(
            environment: environment, file: ConfigurationFile(path: "gemeld.cfg", text: file),
            hostname: "node-a")
    }
}
