import Addressing
import TestSupport

extension TwoNodes {
    /// Whether a packet from one node to the other's own address is answered, by family.
    func reachesNode(from node: String, _ other: String) throws -> DualStack<Bool> {
        let number = other == "a" ? 1 : 2
        return try DualStack { family in
            let address = family == .v4 ? "192.0.2.\(number)" : "2001:db8::\(number)"
            let answer = try run(node, "timeout \(patience) bash -c '< /dev/tcp/\(address)/80' 2>&1 || true")
            return answer.contains("refused")
        }
    }

    /// Sends something to node a's ends of VXLAN, from addresses of `node` that are not those it is known by.
    func sendToTunnels(from node: String, as sources: [String]) throws {
        for (source, target) in zip(sources, ["192.0.2.1", "2001:db8::1"]) {
            let isIPv6 = source.contains(":")
            try run(node, "ip addr add \(source)/\(isIPv6 ? "64 nodad" : "24") dev eth0")
            try run(
                node,
                """
                python3 -c 'import socket
                s = socket.socket(socket.\(isIPv6 ? "AF_INET6" : "AF_INET"), socket.SOCK_DGRAM)
                s.bind(("\(source)", 0)); s.sendto(bytes(60), ("\(target)", 4789))'
                """)
        }
    }
}

extension TwoNodes {
    /// Whether the kernel makes such a link, in the words of ip(8).
    func kernelHas(_ link: String) throws -> Bool {
        try run("router", "ip link add try0 type \(link) 2>/dev/null && ip link del try0 && echo yes || true")
            .contains("yes")
    }
}
