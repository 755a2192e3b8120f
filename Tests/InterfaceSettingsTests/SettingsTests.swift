import Addressing
import InterfaceSettings
import Testing

struct SettingsTests {
    @Test func `an interface of both families gets what its workload needs`() throws {
        let settings = try #require(interfaceSettings("cali1", serving: DualStack(v4: true, v6: true)))
        #expect(
            settings.map(\.description) == [
                "net/ipv6/conf/cali1/accept_ra=0",
                "net/ipv4/conf/cali1/route_localnet=1",
                "net/ipv4/neigh/cali1/proxy_delay=0",
                "net/ipv4/conf/cali1/proxy_arp=1",
                "net/ipv4/conf/cali1/forwarding=1",
                "net/ipv6/conf/cali1/proxy_ndp=1",
                "net/ipv6/conf/cali1/forwarding=1",
            ])
        #expect(
            settings.filter { $0.importance != .required }.map(\.path) == ["net/ipv4/neigh/cali1/proxy_delay"]
        )
    }

    @Test func `router advertisements are refused even with IPv6 off, where there is IPv6`() throws {
        let settings = try #require(interfaceSettings("cali1", serving: DualStack(v4: true, v6: false)))
        #expect(
            settings.filter { $0.path.contains("ipv6") } == [
                Setting("net/ipv6/conf/cali1/accept_ra", 0, .requiredIfPresent)
            ])
    }

    @Test func `with IPv4 off only IPv6 is set`() throws {
        let settings = try #require(interfaceSettings("cali1", serving: DualStack(v4: false, v6: true)))
        #expect(settings.allSatisfy { $0.path.hasPrefix("net/ipv6/") })
        #expect(settings.count == 3)
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "../all", "all", "default", "a b", "a:1", "a\n", "sixteen-bytes-xx",
    ])
    func `a name that is no interface's own has no settings`(name: String) {
        #expect(interfaceSettings(name, serving: DualStack(v4: true, v6: true)) == nil)
    }

    @Test(arguments: ["eth0.100", "...", "fifteen-bytes-x", "cali%d", "käse"])
    func `what Linux takes for a name is taken here`(name: String) {
        #expect(isInterfaceName(name))
    }

    @Test func `the node forwards the families it serves`() {
        #expect(
            nodeSettings(serving: DualStack(v4: true, v6: true)).map(\.description)
                == ["net/ipv4/ip_forward=1", "net/ipv6/conf/all/forwarding=1"])
        #expect(
            nodeSettings(serving: DualStack(v4: true, v6: false)).map(\.description) == [
                "net/ipv4/ip_forward=1"
            ])
    }

    @Test func `an uplink that lives on router advertisements goes on to listen once the node forwards`() {
        #expect(
            nodeSettings(serving: DualStack(v4: false, v6: true), advertised: ["eth0", "../x"]).map(
                \.description)
                == ["net/ipv6/conf/eth0/accept_ra=2", "net/ipv6/conf/all/forwarding=1"])
    }
}
