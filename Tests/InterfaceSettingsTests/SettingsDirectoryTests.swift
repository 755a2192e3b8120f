import Addressing
import InterfaceSettings
import TestSupport
import Testing

/// Against the kernel's own /proc/sys, in a network namespace of the test's thread.
struct SettingsDirectoryTests {
    let directory = SettingsDirectory()
    let both = DualStack(v4: true, v6: true)

    @Test(arguments: ["cali1", "cali.1"])
    func `an interface has its settings after the first time, and nothing is written the second`(
        name: String
    ) throws {
        try withNetworkNamespace {
            try ip("link add \(name) type veth peer name peer1")
            let first = directory.apply(toInterface: name, serving: both)
            guard case .applied(let applied) = first else { return #expect(first != .notThere) }
            #expect(applied.failures == [])
            #expect(applied.isSufficient)
            #expect(applied.written.map(\.path).contains("net/ipv4/conf/\(name)/proxy_arp"))
            #expect(directory.apply(toInterface: name, serving: both) == .applied(.init()))
            for setting in try #require(interfaceSettings(name, serving: both)) {
                #expect(try command("cat", "/proc/sys/\(setting.path)") == "\(setting.value)\n")
            }
        }
    }

    @Test func `settings belong to the namespace of the thread`() throws {
        try withNetworkNamespace {
            try ip("link add cali1 type veth peer name peer1")
            #expect(directory.apply(toInterface: "cali1", serving: both) != .notThere)
            try withNetworkNamespace {
                #expect(directory.apply(toInterface: "cali1", serving: both) == .notThere)
            }
        }
    }

    @Test func `a setting that somebody changed is written alone`() throws {
        try withNetworkNamespace {
            try ip("link add cali1 type veth peer name peer1")
            _ = directory.apply(toInterface: "cali1", serving: both)
            try command("sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/cali1/proxy_ndp")
            #expect(
                directory.apply(toInterface: "cali1", serving: both)
                    == .applied(.init(written: [Setting("net/ipv6/conf/cali1/proxy_ndp", 1)])))
        }
    }

    @Test func `what nobody may write is right as it is, or a failure`() {
        // The kernel lets not even root write it: kernel/sysctl.c.
        let known = directory.value(of: "kernel/ngroups_max") ?? 0
        #expect(directory.apply([Setting("kernel/ngroups_max", known)]) == .init())
        #expect(
            directory.apply([Setting("kernel/ngroups_max", known + 1)]).failures.map(\.description)
                == ["kernel/ngroups_max=\(known + 1): Permission denied"])
    }

    @Test func `an interface that is not there is no failure`() throws {
        try withNetworkNamespace {
            #expect(directory.apply(toInterface: "cali1", serving: both) == .notThere)
            #expect(directory.apply(toInterface: "../lo", serving: both) == .notThere)
        }
    }

    @Test func `an interface too narrow for IPv6 fails for IPv6 and works for IPv4`() throws {
        try withNetworkNamespace {
            try ip("link add cali1 mtu 1000 type veth peer name peer1")
            guard case .applied(let applied) = directory.apply(toInterface: "cali1", serving: both) else {
                Issue.record("the interface is there")
                return
            }
            #expect(!applied.isSufficient)
            #expect(
                applied.failures.map(\.description) == [
                    "net/ipv6/conf/cali1/accept_ra=0: No such file or directory",
                    "net/ipv6/conf/cali1/proxy_ndp=1: No such file or directory",
                    "net/ipv6/conf/cali1/forwarding=1: No such file or directory",
                ])
            #expect(
                directory.apply(toInterface: "cali1", serving: DualStack(v4: true, v6: false))
                    == .applied(.init()))
        }
    }

    @Test func `the node forwards both families`() throws {
        try withNetworkNamespace {
            try command("sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward")
            let applied = directory.apply(nodeSettings(serving: both))
            #expect(applied.failures == [])
            #expect(applied.written.map(\.path).contains("net/ipv4/ip_forward"))
            #expect(directory.apply(nodeSettings(serving: both)) == .init())
        }
    }

    @Test(arguments: [(0, "0\n"), (1, "2\n")])
    func `an uplink's ear for advertisements is only kept where the kernel is the one who listens`(
        before: Int, after: String
    ) throws {
        try withNetworkNamespace {
            let path = "/proc/sys/net/ipv6/conf/eth0/accept_ra"
            try ip("link add eth0 type veth peer name peer1")
            try command("sh", "-c", "echo \(before) > \(path)")
            #expect(directory.apply(nodeSettings(serving: both, advertised: ["eth0"])).isSufficient)
            #expect(try command("cat", path) == after)
        }
    }
}
