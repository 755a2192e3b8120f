import Addressing
import TestSupport
import Testing

/// Pod sandboxes that containerd makes as a kubelet asks it to, by the Container Runtime Interface (CRI).
@Suite(.timeLimit(.minutes(2))) struct SandboxTests {
    @Test(arguments: IPFamily.allCases)
    func `two sandboxes have both addresses, the primary family's first, and leave nothing`(
        primary: IPFamily
    ) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let blocks = DualStack(v4: "10.65.9.0/24", v6: "'fd00:65:0:9::/64'")
            let secondary = primary == .v4 ? IPFamily.v6 : .v4
            try node.write(
                "node.yaml",
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-a}
                spec: {podCIDRs: [\(blocks[primary]), \(blocks[secondary])]}
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let script =
                try RuntimeTests.prepare(node) + """
                    echo '\(Self.messages)' >cri.proto
                    echo '\(Self.client)' >cri.py

                    """ + Self.containerd
            let output = try command("unshare", "-m", "--propagation", "private", "bash", "-c", script)
            let lines = output.split(separator: "\n").map { $0.split(separator: " ") }
            let told = lines.filter { $0.first == "told" }.map { $0.dropFirst() }
            #expect(told.count == 2, "\(output)")
            for addresses in told {
                #expect(addresses.map { $0.contains(":") } == [primary == .v6, primary == .v4], "\(output)")
            }
            let reached = lines.filter { $0.first == "reached" }.flatMap { $0.dropFirst() }
            #expect(reached.count == 4 && Set(reached) == Set(told.joined()), "\(output)")
            #expect(output.contains("are left") == false, "\(output)")
            #expect(try node.sync() == "")
            #expect(try node.ledger().contains("pods/") == false, "\(output)")
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
            #expect(try ip("-o link").contains("cali") == false)
            _ = consume agent
        }
    }

    /// What the client needs of the messages of `k8s.io/cri-api/pkg/apis/runtime/v1/api.proto`.
    private static let messages = """
        syntax = "proto3";
        package runtime.v1;
        message PodSandboxMetadata { string name = 1; string uid = 2; string namespace = 3; }
        message LinuxPodSandboxConfig { string cgroup_parent = 1; }
        message PodSandboxConfig { PodSandboxMetadata metadata = 1; LinuxPodSandboxConfig linux = 8; }
        message RunPodSandboxRequest { PodSandboxConfig config = 1; }
        message RunPodSandboxResponse { string pod_sandbox_id = 1; }
        message PodSandboxStatusRequest { string pod_sandbox_id = 1; bool verbose = 2; }
        message PodIP { string ip = 1; }
        message PodSandboxNetworkStatus { string ip = 1; repeated PodIP additional_ips = 2; }
        message PodSandboxStatus { PodSandboxNetworkStatus network = 5; }
        message PodSandboxStatusResponse { PodSandboxStatus status = 1; map<string, string> info = 2; }
        message StopPodSandboxRequest { string pod_sandbox_id = 1; }
        message StopPodSandboxResponse {}
        message RemovePodSandboxRequest { string pod_sandbox_id = 1; }
        message RemovePodSandboxResponse {}
        """

    /// `run NAME GROUP` prints a sandbox's identifier, process and addresses; `remove IDENTIFIER...` ends sandboxes.
    private static let client = """
        import json, os, sys
        import grpc
        import cri_pb2

        channel = grpc.insecure_channel(f"unix://{os.getcwd()}/containerd.sock")

        def ask(name, **fields):
            request, answer = (getattr(cri_pb2, name + end) for end in ("Request", "Response"))
            call = channel.unary_unary(
                f"/runtime.v1.RuntimeService/{name}", request.SerializeToString, answer.FromString)
            return call(request(**fields), timeout=30)

        verb, *words = sys.argv[1:]
        if verb == "run":
            name, group = words
            pod = {"name": name, "uid": name, "namespace": "shop"}
            config = {"metadata": pod, "linux": {"cgroup_parent": f"/{group}"}}
            sandbox = ask("RunPodSandbox", config=config).pod_sandbox_id
            print(sandbox, flush=True)
            answer = ask("PodSandboxStatus", pod_sandbox_id=sandbox, verbose=True)
            network = answer.status.network
            print(json.loads(answer.info["info"])["pid"], network.ip)
            print(*(each.ip for each in network.additional_ips))
        else:
            for sandbox in words:
                ask("StopPodSandbox", pod_sandbox_id=sandbox)
                ask("RemovePodSandbox", pod_sandbox_id=sandbox)
        """

    private static let containerd = """
        protoc --python_out=. cri.proto || exit 1
        ln -s /usr/lib/cni/loopback bin/
        mkdir -p /run/containerd
        mount -t tmpfs none /run/containerd
        cat >containerd.toml <<END
        version = 2
        root = "$PWD/containerd"
        state = "$PWD/containerd-state"
        [grpc]
          address = "$PWD/containerd.sock"
        [plugins."io.containerd.internal.v1.opt"]
          path = "$PWD/containerd-opt"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "docker.io/library/wait:1"
          netns_mounts_under_state_dir = true
          restrict_oom_score_adj = true
          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "native"
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "$PWD/bin"
            conf_dir = "$PWD/net.d"
            ip_pref = "cni"
        END
        containerd -c containerd.toml >containerd.log 2>&1 &
        daemon=$!
        ask() { ctr -a containerd.sock -n k8s.io "$@"; }
        await ask version >version
        # The image of a sandbox, which no registry is asked for.
        tar -C root -cf layer.tar .
        echo '{"architecture": "'$(dpkg --print-architecture)'", "os": "linux", "config": {"Cmd": ["/bin/wait"]},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:'$(sha256sum <layer.tar | cut -c -64)'"]}}' >image.json
        echo '[{"Config": "image.json", "RepoTags": ["docker.io/library/wait:1"], "Layers": ["layer.tar"]}]' \\
            >manifest.json
        tar -cf image.tar manifest.json image.json layer.tar
        ask images import --snapshotter native image.tar >import.log 2>&1
        known() { ask images ls | grep 'wait:1 .*io.cri-containerd.image=managed'; }
        await known >known
        sandboxes='' processes=''
        for name in one two; do
            words=($(/usr/bin/python3 cri.py run $name $group 2>>cri.log))
            sandboxes+=" ${words[0]:-}"
            processes+=" ${words[1]:-}"
            echo "told ${words[*]:2}"
        done
        [ -z "${processes// }" ] || look $processes
        /usr/bin/python3 cri.py remove $sandboxes 2>>cri.log
        kill $daemon
        wait $daemon
        cat import.log cri.log
        leave
        """
}
