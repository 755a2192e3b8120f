import Addressing
import Glibc
import TestSupport
import Testing

/// The network plugin many times, and beside others.
@Suite(.timeLimit(.minutes(8))) struct PluginLoadTests {
    /// Addresses alone, as for another plugin: so many links would take the kernel longer than the plugin.
    @Test func `eight processes that add 200 each get 1,600 pairs of addresses, and leave none`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            // A block with more addresses than are asked for: none is given twice, though most are given back.
            try node.write(
                "pools.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: four}
                spec: {cidr: 10.65.0.0/16, blockSize: 20}
                ---
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: six}
                spec: {cidr: 'fd00:65::/48', blockSize: 116}
                """)
            let variables = node.pluginVariables.joined(separator: " ")
            let network = Node.network(version: "1.1.0").replacing(
                #""type": "gemel-cni", "ipam""#, with: #""type": "bridge", "ipam""#)
            let output = try command(
                "bash", "-c",
                """
                export \(variables) CNI_NETNS=/none CNI_IFNAME=eth0
                call() { # verb, container, further fields
                    CNI_COMMAND=$1 CNI_CONTAINERID=$2 '\(try builtProgram("gemel-cni"))' <<< '\(network)' ||
                        echo "failed $1 $2"
                }
                worker() {
                    for number in {1..200}; do
                        call ADD c$1-$number
                        [ $number -le 5 ] || call DEL c$1-$((number - 5))
                    done
                }
                for each in 1 2 3 4 5 6 7 8; do worker $each & workers="$workers $!"; done
                wait $workers
                """)
            #expect(!output.contains("failed"), "\(output.suffix(2000))")
            let given = output.matches(of: #/"address":"([^"]+)"/#).map { String($0.output.1) }
            #expect(given.count == 3200 && Set(given).count == 3200)
            #expect(given.count { $0.contains(":") } == 1600)
            let held = try node.ledger().split(separator: "\n").filter { $0.contains("pods/c") }
                .compactMap { $0.split(separator: " ").first }
            #expect(held.count == 80 && Set(held).count == 80)
            let none = network.replacing(#""name""#, with: #""cni.dev/valid-attachments": [], "name""#)
            let collector = try Container("gc")
            #expect(try node.plugin("GC", collector, none).status == 0)
            #expect(try node.ledger().contains("pods/") == false)
            #expect(try command("sh", "-c", "ls '\(node.folder)/state/ipam' | wc -l") == "2\n")
        }
    }

    /// Both in one run, since times of different runs say nothing of each other.
    @Test func `a pod is added beside ptp with host-local, and the times are told`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let reference = """
                {"cniVersion": "1.0.0", "name": "reference", "type": "ptp",
                 "ipam": {"type": "host-local", "dataDir": "\(node.folder)/host-local",
                          "ranges": [[{"subnet": "10.77.0.0/16"}], [{"subnet": "fd77::/64"}]]}}
                """
            var times: [String: [Duration]] = [:]
            for number in 1...5 {
                let own = try Container("own-\(number)")
                let other = try Container("other-\(number)")
                var start = ContinuousClock.now
                let answer = try node.plugin("ADD", own, pod: "p\(number)")
                times["gemel-cni", default: []].append(.now - start)
                #expect(answer.status == 0, "\(answer.output)")
                start = .now
                let theirs = try node.plugin("ADD", other, reference, program: "/usr/lib/cni/ptp")
                times["ptp", default: []].append(.now - start)
                #expect(theirs.status == 0, "\(theirs.output)")
                #expect(try own.addresses().count == 2)
                #expect(try other.addresses().count == 2)
                #expect(try node.plugin("DEL", other, reference, program: "/usr/lib/cni/ptp").status == 0)
            }
            let medians = times.mapValues { $0.sorted()[$0.count / 2] }
            print("ADD of a pod, both families, median of 5: \(medians) (gemel-cni with its policy in force)")
            _ = consume agent
        }
    }
}
