import Addressing
import AgentConfiguration
import Status
import Testing

struct DataplaneParameterTests {
    @Test func `the defaults are Felix's`() throws {
        let settings = try read([:])
        #expect(settings.denyAction == .drop)
        #expect(settings.failsafeInbound.first == HostPort(.tcp, port: 22))
        #expect(settings.failsafeInbound.map(\.port) == [22, 68, 179, 2379, 2380, 5473, 6443, 6666, 6667])
        #expect(settings.failsafeOutbound.map(\.port) == [53, 67, 179, 2379, 2380, 5473, 6443, 6666, 6667])
        #expect(settings.failsafeInbound.count { $0.transport == .udp } == 1)
        #expect(settings.failsafeOutbound.count { $0.transport == .udp } == 2)
        #expect(settings.logPrefix == "calico-packet")
        #expect(settings.logBurst == 5)
        #expect(settings.interfaceExclude == ["kube-ipvs0"])
        #expect(settings.vxlanPort == 4789)
        #expect(settings.serviceLoopPrevention == .drop)
        #expect(settings.acceptMark == 0x1_0000)
    }

    @Test func `failsafe ports have a protocol and a block of either family`() throws {
        let list =
            "tcp:22, UDP:68,sctp:10.0.0.0/8:2905,tcp:[2001:db8::/32]:22,179,tcp:192.0.2.1:1,tcp:[::1]:2"
        #expect(
            try read(["FELIX_FAILSAFEINBOUNDHOSTPORTS": list]).failsafeInbound == [
                HostPort(.tcp, port: 22), HostPort(.udp, port: 68),
                HostPort(.sctp, IPPrefix("10.0.0.0/8"), port: 2905),
                HostPort(.tcp, IPPrefix("2001:db8::/32"), port: 22), HostPort(.tcp, port: 179),
                HostPort(.tcp, IPPrefix("192.0.2.1/32"), port: 1),
                HostPort(.tcp, IPPrefix("::1/128"), port: 2),
            ])
    }

    @Test(
        arguments: ["tcp:[::/0]", "[", "tcp:[", "tcp:[]:22", "tcp:[10.0.0.0/8]:22", "tcp:::/0:22"]
            + [
                "icmp:1", "tcp:", "tcp:0", "tcp:65536", "tcp:22,", "22:tcp", "tcp:[::/0]22",
                "tcp:10.0.0.0/8:", ":",
            ])
    func `what is no failsafe port is refused and crashes nothing (B19)`(list: String) throws {
        for name in ["FELIX_FAILSAFEINBOUNDHOSTPORTS", "FELIX_FAILSAFEOUTBOUNDHOSTPORTS"] {
            let error = #expect(throws: ConfigurationError.self) { try read([name: list]) }
            #expect(error?.description.hasPrefix("environment: \(name) is `\(list)`, accepted is") == true)
        }
    }

    @Test(arguments: ["none", "None", "NONE"])
    func `none is no failsafe port, and empty is the default`(word: String) throws {
        let settings = try read([
            "FELIX_FAILSAFEINBOUNDHOSTPORTS": word, "FELIX_FAILSAFEOUTBOUNDHOSTPORTS": "",
        ])
        #expect(settings.failsafeInbound == [])
        #expect(settings.failsafeOutbound.count == 9)
    }

    @Test(arguments: [("0", 0), ("9999", 9999), ("0x10", 16)])
    func `a log burst is a number up to 9999`(text: String, burst: UInt32) throws {
        #expect(try read(["FELIX_LOGACTIONRATELIMITBURST": text]).logBurst == burst)
    }

    @Test(arguments: ["10000", "-1", "4294967296", "5.5"])
    func `a log burst out of its range is refused (B19)`(text: String) {
        #expect(throws: ConfigurationError.self) { try read(["FELIX_LOGACTIONRATELIMITBURST": text]) }
    }

    @Test func `a log rate is a number for a unit of time`() throws {
        #expect(try read(["FELIX_LOGACTIONRATELIMIT": "9999/minute"]).logRate == LogRate(9999, per: .minute))
        for text in ["0/second", "10000/day", "1/week", "10", "/hour", "1/hour/2", "01/day", "1 / day"] {
            #expect(throws: ConfigurationError.self) { try read(["FELIX_LOGACTIONRATELIMIT": text]) }
        }
    }

    @Test func `deny as reject is set by either name, and in one place that of nftables counts`() throws {
        let (new, old) = ("FELIX_NFTABLESFILTERDENYACTION", "FELIX_IPTABLESFILTERDENYACTION")
        #expect(try read([new: "REJECT"]).denyAction == .reject)
        #expect(try read([old: "reject"]).denyAction == .reject)
        #expect(try read([old: "drop", new: "reject"]).denyAction == .reject)
        #expect(try read([old: "reject", new: "drop"]).denyAction == .drop)
        let file = ConfigurationFile(
            path: "f", text: "NftablesFilterDenyAction = Reject\nIptablesFilterDenyAction = Drop\n")
        let configuration = try AgentConfiguration(environment: [:], file: file, hostname: "n")
        #expect(configuration.dataplane.denyAction == .reject)
    }

    @Test func `each family has its address for natOutgoing, and no address of the other`() throws {
        let (v4, v6) = ("FELIX_NATOUTGOINGADDRESS", "GEMEL_NATOUTGOINGADDRESSIPV6")
        let settings = try read([v4: "192.0.2.1", v6: "2001:db8::1"])
        #expect(settings.natAddress == DualStack(v4: IPAddress("192.0.2.1"), v6: IPAddress("2001:db8::1")))
        #expect(try read([v4: "none", v6: ""]).natAddress == DualStack(v4: nil, v6: nil))
        #expect(throws: ConfigurationError.self) { try read([v4: "2001:db8::1"]) }
        #expect(throws: ConfigurationError.self) { try read([v6: "192.0.2.1"]) }
    }

    @Test(arguments: [("1024", 1024...1024), ("1024:2048", 1024...2048), ("1:65535", 1...65535)])
    func `ports for natOutgoing are one or a range`(text: String, ports: ClosedRange<UInt16>) throws {
        #expect(try read(["FELIX_NATPORTRANGE": text]).natPorts == ports)
    }

    @Test(arguments: [("90", 90_000), ("0.5", 500), ("1.025", 1025), ("0", 0), ("none", 0)])
    func `an interval is a number of seconds`(text: String, milliseconds: Int) throws {
        let environment = ["FELIX_ROUTEREFRESHINTERVAL": text]
        let configuration = try AgentConfiguration(environment: environment, hostname: "n")
        #expect(configuration.refresh.routes == .milliseconds(milliseconds))
        let listed = try ConfigurationSources(environment: environment, hostname: "n").resolved.listing(
            since: nil)
        let shown = listed.parameters.first { $0.name == "FELIX_ROUTEREFRESHINTERVAL" }?.value
        #expect(shown == (text == "none" ? "0" : text))
    }

    @Test(arguments: ["-1", "1.", ".5", "1.2.3", "1e3", "1m", "99999999999999999999", "0.1234567890"])
    func `what is no number of seconds is refused`(text: String) {
        #expect(throws: ConfigurationError.self) { try read(["FELIX_ROUTEREFRESHINTERVAL": text]) }
    }

    @Test(arguments: ["0", "2:1", "1:", ":", "1:2:3", "1-2", "65536"])
    func `what is no range of ports is refused`(text: String) {
        #expect(throws: ConfigurationError.self) { try read(["FELIX_NATPORTRANGE": text]) }
    }

    @Test(arguments: [("eth0", "eth0"), ("eth+", "eth*"), ("+", ""), ("a+b", "a+b"), ("none", "")])
    func `iptables' plus at the end of an interface is nft's asterisk (B6)`(text: String, name: String) throws
    {
        #expect(try read(["FELIX_IPTABLESNATOUTGOINGINTERFACEFILTER": text]).natInterface == name)
    }

    @Test(arguments: [
        ("kube-ipvs0", "kube-ipvs0"), ("/^kube/", "/^kube.*/"), ("/^veth.*/", "/^veth.*/"),
        ("/^veth.*$/", "/^veth.*/"), ("/^eth0$/", "eth0"), (#"/^eth0\.100$/"#, "eth0.100"),
    ])
    func `excluded interfaces are names and beginnings of names`(text: String, pattern: String) throws {
        #expect(try read(["FELIX_INTERFACEEXCLUDE": "a, \(text)"]).interfaceExclude == ["a", pattern])
    }

    @Test func `no interface is excluded if none is named`() throws {
        #expect(try read(["FELIX_INTERFACEEXCLUDE": "none"]).interfaceExclude == [])
    }

    @Test(
        arguments: ["/", "//", "/^/", "/(/", "/veth/", "/^a|b/", "/^[ab]$/", "/^.*/", "a b", "a,,b"]
            + ["abcdefghijklmnop", "/eth0", "/^eth0"])
    func `a pattern that the kernel cannot ask for is refused`(list: String) {
        #expect(throws: ConfigurationError.self) { try read(["FELIX_INTERFACEEXCLUDE": list]) }
    }

    @Test(arguments: [
        ("0xffff0000", 0x1_0000), ("4278190080", 0x100_0000), ("1", 1), ("0x80000000", 1 << 31),
    ])
    func `of the mark's bits the lowest is used`(text: String, bit: UInt32) throws {
        #expect(try read(["FELIX_NFTABLESMARKMASK": text]).acceptMark == bit)
    }

    @Test(arguments: ["0", "none", "0x100000000", "mark"])
    func `a mark without a bit is refused`(text: String) {
        #expect(throws: ConfigurationError.self) { try read(["FELIX_NFTABLESMARKMASK": text]) }
    }

    @Test func `words are taken in any case, as Felix takes them`() throws {
        let settings = try read([
            "FELIX_WorkloadSourceSpoofing": "any", "FELIX_FloatingIPs": "ENABLED",
            "FELIX_ServiceLoopPrevention": "disabled", "FELIX_NATOutgoingExclusions": "ippoolsandhostips",
        ])
        #expect(settings.sourceSpoofing == .any)
        #expect(settings.floatingAddresses == .enabled)
        #expect(settings.serviceLoopPrevention == .disabled)
        #expect(settings.natExclusions == .poolsAndNodes)
    }

    @Test func `a log prefix is one line, perhaps an empty one`() throws {
        #expect(try read(["FELIX_LOGPREFIX": "%t %p: "]).logPrefix == "%t %p: ")
        #expect(try read(["FELIX_LOGPREFIX": "none"]).logPrefix == "")
        #expect(throws: ConfigurationError.self) { try read(["FELIX_LOGPREFIX": "a\nb"]) }
    }

    private func read(_ environment: [String: String]) throws -> DataplaneSettings {
        try AgentConfiguration(environment: environment, hostname: "n").dataplane
    }
}
