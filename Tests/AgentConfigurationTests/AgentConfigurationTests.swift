import Addressing
import AgentConfiguration
import Routing
import Testing

struct AgentConfigurationTests {
    @Test func `nothing set gives the defaults`() throws {
        let configuration = try AgentConfiguration(environment: ["PATH": "/bin"], hostname: "Node-1.Example")
        #expect(configuration == AgentConfiguration(nodeName: "node-1.example"))
        #expect(configuration.familiesOn == DualStack(v4: true, v6: true))
        #expect(configuration.interfacePrefixes == ["cali"])
        #expect(configuration.dataplane.endpointToHostAction == .drop)
        #expect(!configuration.healthEnabled)
        #expect(configuration.healthHost == "localhost")
        #expect(configuration.healthPort == 9099)
        #expect(configuration.logSeverity == .info)
        #expect(configuration.stateDirectory == "/var/lib/gemel/state")
        #expect(configuration.controlSocket == "/run/gemel/gemel.sock")
        #expect(configuration.unused == [])
    }

    @Test func `the environment goes before the file and the file before the default`() throws {
        let file = ConfigurationFile(path: "gemeld.cfg", text: "HealthPort = 1\nHealthHost = ::1\n")
        let configuration = try AgentConfiguration(
            environment: ["FELIX_HEALTHPORT": "2"], file: file, hostname: "n")
        #expect(configuration.healthPort == 2)
        #expect(configuration.healthHost == "::1")
        #expect(configuration.logSeverity == .info)
    }

    @Test(arguments: ["FELIX_HEALTHPORT", "FELIX_HealthPort", "felix_healthport"])
    func `a name is read in any case`(name: String) throws {
        #expect(try read([name: "80"]).healthPort == 80)
    }

    @Test(arguments: ["true", "True", "1", "yes", "YES", "y", "t", "T"])
    func `Felix's words for yes are read`(word: String) throws {
        #expect(try read(["FELIX_HEALTHENABLED": word]).healthEnabled)
    }

    @Test(arguments: ["false", "FALSE", "0", "no", "No", "n", "f", "none"])
    func `Felix's words for no are read`(word: String) throws {
        #expect(try !read(["FELIX_IPV6SUPPORT": word]).familiesOn.v6)
    }

    @Test(arguments: [
        ("0", 0), ("65535", 65535), ("0x50", 80), ("0b11", 3), ("0o17", 15), ("017", 15), ("9_099", 9099),
    ])
    func `a port is a number as Felix reads them`(text: String, port: UInt16) throws {
        #expect(try read(["FELIX_HEALTHPORT": text]).healthPort == port)
    }

    @Test(arguments: [("drop", HostAction.drop), ("RETURN", .return), ("Accept", .accept)])
    func `a choice is read in any case`(word: String, action: HostAction) throws {
        #expect(
            try read(["FELIX_DEFAULTENDPOINTTOHOSTACTION": word]).dataplane.endpointToHostAction == action)
    }

    @Test func `interface prefixes are a list, of which spaces are no part`() throws {
        #expect(try read(["FELIX_INTERFACEPREFIX": "cali, tap"]).interfacePrefixes == ["cali", "tap"])
    }

    @Test func `an empty value lets the lower source speak`() throws {
        let file = ConfigurationFile(path: "gemeld.cfg", text: "HealthHost = 10.0.0.1\nHealthPort =\n")
        let configuration = try AgentConfiguration(
            environment: ["FELIX_HEALTHHOST": ""], file: file, hostname: "n")
        #expect(configuration.healthHost == "10.0.0.1")
        #expect(configuration.healthPort == 9099)
    }

    @Test func `none is the zero of its type`() throws {
        let environment = [
            "FELIX_HEALTHHOST": "none", "FELIX_HEALTHPORT": "None", "FELIX_LOGSEVERITYSCREEN": "NONE",
        ]
        let configuration = try AgentConfiguration(environment: environment, hostname: "n")
        #expect(configuration.healthHost == "")
        #expect(configuration.healthPort == 0)
        #expect(configuration.logSeverity == .none)
    }

    @Test func `a setting that no parameter reads is kept for the log, with the name that was meant`() throws
    {
        let environment = [
            "FELIX_HEALTHPROT": "1", "FELIX_NFTABLESMODE": "Enabled", "HEALTHPORT": "not ours",
        ]
        let file = ConfigurationFile(path: "gemeld.cfg", text: "IntefacePrefix = cali\n")
        let configuration = try AgentConfiguration(environment: environment, file: file, hostname: "n")
        #expect(
            configuration.unused.map(\.description) == [
                "gemeld.cfg:1: IntefacePrefix is not a setting of this agent and has no effect; "
                    + "did you mean FELIX_INTERFACEPREFIX?",
                "environment: FELIX_HEALTHPROT is not a setting of this agent and has no effect; "
                    + "did you mean FELIX_HEALTHPORT?",
                "environment: FELIX_NFTABLESMODE has no effect: nftables is always used",
            ])
    }

    @Test func `how the node's address is found may be said as calico/node wants it`() throws {
        let configuration = try read([
            "IP": "autodetect", "IP_AUTODETECTION_METHOD": "interface=eth.*",
            "IP6": "2001:db8::1/64", "IP6_AUTODETECTION_METHOD": "cidr=2001:db8::/32,fd00::/8",
            "GEMEL_IP6": "none",
        ])
        #expect(configuration.nodeAddresses.v4.choice.description == "autodetect")
        #expect(configuration.nodeAddresses.v4.method.description == "interface=eth.*")
        #expect(configuration.nodeAddresses.v6.choice.description == "none")
        #expect(configuration.nodeAddresses.v6.method.description == "cidr=2001:db8::/32,fd00::/8")
    }

    @Test func `a run directory with a slash at its end gives the same socket`() {
        var configuration = AgentConfiguration(nodeName: "n")
        configuration.runDirectory = "/run/gemel/"
        #expect(configuration.controlSocket == "/run/gemel/gemel.sock")
    }

    private func read(_ environment: [String: String]) throws -> AgentConfiguration {
        try AgentConfiguration(environment: environment, hostname: "n")
    }
}
