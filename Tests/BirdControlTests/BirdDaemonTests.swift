import Addressing
import Bird
import BirdControl
import Glibc
import Resources
import TestSupport
import Testing

/// Against a real BIRD.
@Suite(.timeLimit(.minutes(1))) struct BirdDaemonTests {
    @Test func `a configuration that BIRD does not understand is never loaded`() throws {
        try withBird { folder in
            var daemon = BirdDaemon(directory: folder, trial: .seconds(3))
            #expect(follow(&daemon, configuration()) == .inForce)
            let good = try command("cat", "\(folder)/bird.conf")
            #expect(good == configuration().text)
            var bad = configuration()
            bad.families.v6?.sessions[0].name = "no name"
            guard case .refused(let reason) = follow(&daemon, bad) else {
                Issue.record("\(daemon.standing)")
                return
            }
            #expect(reason.contains("bird.conf.new:") && reason.contains("syntax error"))
            #expect(try command("cat", "\(folder)/bird.conf") == good)
            #expect(try command("birdc", "-s", "\(folder)/bird.ctl", "show", "protocols").contains("Mesh_6"))
            // And what is right again is taken at once.
            #expect(follow(&daemon, configuration(neighbor: "2001:db8::3")) == .inForce)
        }
    }

    @Test func `nobody but the group reads the passwords in there`() throws {
        try withBird { folder in
            var daemon = BirdDaemon(directory: folder, trial: .seconds(3))
            #expect(follow(&daemon, configuration()) == .inForce)
            let mode = try command("stat", "-c", "%a", "\(folder)/bird.conf")
            #expect(mode == "640\n")
        }
    }

    @Test func `a daemon that is not there is told of as soon as it comes`() throws {
        var daemon = BirdDaemon(directory: "/nowhere", trial: .seconds(3))
        daemon.attend(configuration())
        #expect(
            daemon.standing.unreachable == "nobody answers at /nowhere/bird.ctl: No such file or directory")
        #expect(daemon.patience.map { $0 <= .seconds(1) } == true)
    }

    @Test(arguments: [
        ("secret\\n", "secret"), ("secret", "secret"), ("", nil), ("a\"b", nil), ("a\\nb", nil),
        (String(repeating: "x", count: 81), nil),
    ])
    func `a password is a line that BIRD can take`(content: String, password: String?) throws {
        try withFolder { folder in
            try command("sh", "-c", "mkdir \(folder)/bgp && printf '\(content)' > \(folder)/bgp/mesh")
            let directory = PasswordDirectory(path: folder)
            let found = try? directory.password(SecretKey(name: "bgp", key: "mesh")).get()
            #expect(found == password)
            let other = try? directory.password(SecretKey(name: "bgp", key: "other")).get()
            #expect(other == nil)
        }
    }
}

/// Attends to the daemon until it has decided on `configuration`.
private func follow(_ daemon: inout BirdDaemon, _ configuration: BirdConfiguration)
    -> BirdStanding.Configuration
{
    for _ in 0..<500 {
        daemon.attend(configuration)
        switch daemon.standing.configuration {
        case .waiting, .onTrial: usleep(10_000)
        case .inForce, .refused, .undone: return daemon.standing.configuration
        }
    }
    return daemon.standing.configuration
}

private func configuration(neighbor: String = "2001:db8::2") -> BirdConfiguration {
    var result = BirdConfiguration(routerID: IPAddress(.v4, bits: 0xc000_0201))
    guard let own = IPAddress("2001:db8::1"), let other = IPAddress(neighbor) else { return result }
    var family = BirdConfiguration.Family(address: own)
    family.sessions = [
        BirdConfiguration.Session(
            origin: "mesh", name: "Mesh_6", neighbor: other, asNumber: 64512, localASNumber: 64512)
    ]
    result.families.v6 = family
    return result
}

private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = String(try command("mktemp", "-d").dropLast())
    defer { _ = try? command("rm", "-rf", folder) }
    try body(folder)
}

/// Runs `body` with a BIRD in a network namespace, whose files are in the folder that it is given.
private func withBird(_ body: (String) throws -> Void) throws {
    let systemd = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/systemd"
    try withFolder { folder in
        try withNetworkNamespace {
            try command(
                "sh", "-c",
                "ip link set lo up; cp \(systemd)/bird.conf \(folder); cd \(folder); bird -R -c bird.conf -s bird.ctl -P bird.pid"
            )
            defer {
                _ = try? command(
                    "sh", "-c",
                    "birdc -s \(folder)/bird.ctl down; timeout 5 sh -c 'while [ -e \(folder)/bird.pid ]; do sleep 0.01; done'"
                )
            }
            try body(folder)
        }
    }
}
