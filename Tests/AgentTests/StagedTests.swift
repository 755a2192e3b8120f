import Addressing
import Glibc
import TestSupport
import Testing

/// Policies that are tried out, with real packets.
@Suite(.timeLimit(.minutes(1))) struct StagedTests {
    @Test func `status tells for both families what a staged policy would have done`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            try node.write(
                "staged.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: StagedNetworkPolicy
                metadata: {name: try, namespace: shop}
                spec:
                  selector: app == 'web'
                  ingress: [{action: Deny, protocol: TCP}]
                ---
                apiVersion: projectcalico.org/v3
                kind: StagedGlobalNetworkPolicy
                metadata: {name: unmet}
                spec: {selector: app == 'client', order: 1, ingress: [{action: Allow}]}
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(
                try node.status().contains(
                    "shop/try would have, in packets: IPv4 0 denied, 0 allowed; IPv6 0"))
            // Nothing is denied, and each first packet is counted.
            #expect(try node.reaches("client", 1) == DualStack(v4: true, v6: true))
            #expect(try node.reaches("client", 1) == DualStack(v4: true, v6: true))
            usleep(1_100_000)
            let status = try node.status()
            #expect(
                status.contains(
                    "StagedNetworkPolicy shop/try would have, in packets: IPv4 2 denied, 0 allowed; IPv6 2 denied, 0 allowed"
                ))
            #expect(
                status.contains(
                    "StagedGlobalNetworkPolicy unmet would have, in packets: IPv4 0 denied, 0 allowed; IPv6 0 denied, 0 allowed"
                ))
            _ = consume agent
        }
    }
}
