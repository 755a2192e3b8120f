import AgentConfiguration
import Testing

struct ConfigurationErrorTests {
    @Test func `all bad values are told at once, each with its place and what is accepted`() throws {
        let file = ConfigurationFile(path: "gemeld.cfg", text: "[global]\nHealthPort = 70000\nwhat\n")
        let environment = [
            "FELIX_IPV6SUPPORT": "maybe", "FELIX_DEFAULTENDPOINTTOHOSTACTION": "reject",
            "FELIX_INTERFACEPREFIX": "cali,toolong", "FELIX_FELIXHOSTNAME": "a b",
            "FELIX_HEALTHHOST": "[::1]",
        ]
        let error = try #require(throws: ConfigurationError.self) {
            try AgentConfiguration(environment: environment, file: file, hostname: "n")
        }
        #expect(
            error.description == """
                gemeld.cfg:3: accepted are lines of `Name = value`, not `what`
                gemeld.cfg:2: FELIX_HEALTHPORT is `70000`, accepted is a whole number from 0 to 65535
                environment: FELIX_DEFAULTENDPOINTTOHOSTACTION is `reject`, accepted is one of \
                Drop, Return, Accept
                environment: FELIX_FELIXHOSTNAME is `a b`, accepted is a name of letters, digits, \
                '.', '-' and '_', at most 253 of them
                environment: FELIX_HEALTHHOST is `[::1]`, accepted is a host name or an address \
                without brackets, at most 64 characters
                environment: FELIX_INTERFACEPREFIX is `cali,toolong`, accepted is a comma-separated list \
                of prefixes, each of 1 to 4 letters, digits, '-' and '_'
                environment: FELIX_IPV6SUPPORT is `maybe`, accepted is true, yes, y, t or 1, or false, \
                no, n, f or 0
                """)
    }

    @Test(arguments: ["-1", "65536", "80a", "0x", "_1", "1_", "0.5", "0-1", "99999999999999999999"])
    func `what is no port is refused`(text: String) {
        #expect(throws: ConfigurationError.self) {
            try AgentConfiguration(environment: ["FELIX_HEALTHPORT": text], hostname: "n")
        }
    }

    @Test(arguments: [",", "cali,", "a/b", "toolong", "none", "ça"])
    func `what is no list of interface prefixes is refused`(list: String) {
        #expect(throws: ConfigurationError.self) {
            try AgentConfiguration(environment: ["FELIX_INTERFACEPREFIX": list], hostname: "n")
        }
    }

    @Test(arguments: [
        "GEMEL_STATE_DIR", "GEMEL_RUN_DIR", "GEMEL_CACHE_DIR", "GEMEL_IPAM_DIR", "FELIX_FELIXHOSTNAME",
    ])
    func `what must have a value cannot be none`(name: String) {
        #expect(throws: ConfigurationError.self) {
            try AgentConfiguration(environment: [name: "none"], hostname: "n")
        }
    }

    @Test func `a host without a name needs one`() throws {
        #expect(throws: ConfigurationError.self) { try AgentConfiguration(environment: [:], hostname: "") }
        let named = try AgentConfiguration(environment: ["FELIX_FELIXHOSTNAME": "Node"], hostname: "")
        #expect(named.nodeName == "Node")
    }
}
