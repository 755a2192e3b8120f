import Addressing
import Glibc
import TestSupport
import Testing

/// Containers of real runtimes, which call the plugin themselves.
///
/// All that a runtime keeps is in the node's folder, or in a mount namespace that goes with the test.
@Suite(.timeLimit(.minutes(2))) struct RuntimeTests {
    enum Runtime: CaseIterable {
        /// By `ctr run --cni`, which has fixed places for configurations and plugins, and calls them in the client.
        case containerd
        /// With its CNI backend; another process calls the plugin at a container's end.
        case podman
    }

    /// Containers of these runtimes are no pods, and have no profile that would let anybody in.
    private static let policy = """
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: containers}
        spec:
          selector: projectcalico.org/orchestrator == 'cni'
          types: [Ingress, Egress]
          ingress: [{action: Allow}]
          egress: [{action: Allow}]
        """

    @Test(arguments: Runtime.allCases)
    func `two containers have both addresses, reach each other by both, and leave nothing`(
        runtime: Runtime
    ) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write("policy.yaml", Self.policy)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let script = try Self.prepare(node) + (runtime == .containerd ? Self.containerd : Self.podman)
            let output = try command("unshare", "-m", "--propagation", "private", "bash", "-c", script)
            let lines = output.split(separator: "\n")
            let given = lines.filter { $0.hasPrefix("has ") }.map { $0.dropFirst(4) }
            #expect(Set(given).count == 4 && given.count(where: { $0.contains(":") }) == 2, "\(output)")
            #expect(lines.count { $0.hasPrefix("reached ") } == 4, "\(output)")
            #expect(try node.sync() == "")
            #expect(try node.ledger().contains("pods/") == false, "\(output)")
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
            #expect(try ip("-o link").contains("cali") == false)
            _ = consume agent
        }
    }

    /// Makes a container's file system of one program that waits, and the plugin with the node's settings, which
    /// no runtime hands on.
    static func prepare(_ node: borrowing Node) throws -> String {
        let network = #"{"cniVersion": "1.0.0", "name": "pods", "plugins": [\#(Node.network())]}"#
            .replacing(#""cniVersion": "1.0.0", "name": "pods", "type""#, with: #""type""#)
        return """
            set -u
            cd '\(node.folder)'
            mkdir -p root/proc root/sys root/dev root/etc root/tmp root/bin bin net.d
            echo 'int main() { for (;;) pause(); }' >wait.cc
            g++ -static -include unistd.h -o root/bin/wait wait.cc || exit 1
            cat >bin/gemel-cni <<'END'
            #!/bin/sh
            exec env \(node.pluginVariables.joined(separator: " ")) \(try builtProgram("gemel-cni"))
            END
            chmod +x bin/gemel-cni
            echo '\(network)' >net.d/10-pods.conflist
            group=${PWD##*/}
            # What runtimes keep of networks and containers, in places that cannot be chosen.
            mount -t tmpfs none /var/lib
            # Prints the addresses of two containers, and which of them each reaches.
            look() { # process, process
                for pair in "$1 $2" "$2 $1"; do
                    set -- $pair
                    for address in $(nsenter -t $2 -n ip -o addr show dev eth0 scope global |
                        awk '{ sub("/.*", "", $4); print $4 }'); do
                        echo "has $address"
                        nsenter -t $1 -n timeout 2 bash -c "</dev/tcp/$address/80" 2>&1 |
                            grep -q refused && echo "reached $address"
                    done
                done
            }
            # Removes the groups of processes; the last of these may be about to end.
            leave() {
                for try in {1..100}; do
                    find /sys/fs/cgroup -depth -type d -path "*/$group*" -exec rmdir {} ';' 2>/dev/null
                    [ -n "$(find /sys/fs/cgroup -type d -path "*/$group*" 2>/dev/null)" ] || return 0
                    sleep 0.02
                done
                echo "groups of processes are left"
            }
            # Waits until a command prints something, and prints that.
            await() {
                for try in {1..200}; do
                    local word
                    word=$("$@" 2>/dev/null) && [ -n "$word" ] && [ "$word" != 0 ] && { echo "$word"; return; }
                    sleep 0.02
                done
                echo "nothing came of: $*" >&2
            }

            """
    }

    private static let containerd = """
        # The plugin may be linked with libraries below /opt.
        mkdir opt
        mount --rbind /opt opt
        mount -t tmpfs none /opt
        for each in opt/*; do
            [ -d "$each" ] && mkdir "/$each" && mount --rbind "$each" "/$each"
        done
        mkdir -p /opt/cni/bin
        mount --bind bin /opt/cni/bin
        mount --bind net.d /etc/cni/net.d
        cat >containerd.toml <<END
        version = 2
        root = "$PWD/containerd"
        state = "$PWD/containerd-state"
        disabled_plugins = ["io.containerd.grpc.v1.cri"]
        [grpc]
          address = "$PWD/containerd.sock"
        [plugins."io.containerd.internal.v1.opt"]
          path = "$PWD/containerd-opt"
        END
        containerd -c containerd.toml >containerd.log 2>&1 &
        daemon=$!
        ask() { ctr -a containerd.sock "$@"; }
        await ask version >version
        process() { ask task ls | awk -v name=$1 '$1 == name && $3 == "RUNNING" { print $2 }'; }
        for name in one two; do
            ask run --cni --cgroup /$group/$name --rootfs root $name /bin/wait >$name.log 2>&1 &
            clients="${clients:-} $!"
        done
        look $(await process one) $(await process two)
        ask task kill -s KILL one
        ask task kill -s KILL two
        wait $clients
        cat one.log two.log
        kill $daemon
        wait $daemon
        leave
        """

    private static let podman = """
        cat >containers.conf <<END
        [engine]
        cgroup_manager = "cgroupfs"
        events_logger = "file"
        runtime = "runc"
        [network]
        network_backend = "cni"
        cni_plugin_dirs = ["$PWD/bin"]
        network_config_dir = "$PWD/net.d"
        END
        export CONTAINERS_CONF=$PWD/containers.conf
        ask() { podman --root "$PWD/podman" --runroot "$PWD/podman-run" --tmpdir "$PWD/podman-tmp" "$@"; }
        for name in one two; do
            ask run -d --name $name --network pods --cgroup-parent /$group --ulimit nofile=1024:2048 \\
                --ulimit nproc=1000:1000 --rootfs "$PWD/root" /bin/wait >$name.log 2>&1
        done
        process() { ask inspect -f '{{.State.Pid}}' $1; }
        look $(await process one) $(await process two)
        ask rm -f -t 0 one two >/dev/null
        cat one.log two.log
        umount -l podman/overlay 2>/dev/null
        leave
        """
}
