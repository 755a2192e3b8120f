/// Whether an interface called `name` may lead out of the node: whether the name is none that bridges, tunnels
/// and container runtimes give to theirs.
///
/// The list is calico/node's of interfaces that it never takes a node's address from, but that it means `lo`
/// alone and not every name that begins so.
package func isUplinkName(_ name: String) -> Bool {
    let beginnings = [
        "docker", "cbr", "dummy", "podman", "virbr", "lxcbr", "veth", "br-", "cali", "tunl", "flannel",
        "kube-ipvs",
        "cni", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "nodelocaldns",
    ]
    return name != "lo" && !beginnings.contains { name.hasPrefix($0) }
}
