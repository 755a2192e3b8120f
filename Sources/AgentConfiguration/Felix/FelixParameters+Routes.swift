// Parameters of Felix that concern routes, tunnels and interfaces.

extension FelixParameter {
    static let routes: [FelixParameter] = [
        .init(
            "DeviceRouteProtocol", number, "3", "The protocol number of routes to workloads.",
            .settled("it is 103, by which the agent knows its routes")),
        .init(
            "DeviceRouteSourceAddress", "an IPv4 address", "",
            "The node's own address for what it sends to workloads.", .notYet),
        .init(
            "DeviceRouteSourceAddressIPv6", "an IPv6 address", "",
            "The node's own address for what it sends to workloads.", .notYet),
        .init("IPv4NormalRoutePriority", priority, "1024", "The metric of routes to workloads.", .notYet),
        .init("IPv6NormalRoutePriority", priority, "1024", "The metric of routes to workloads.", .notYet),
        .init("IPv4ElevatedRoutePriority", priority, "512", "The metric after a live migration.", .notYet),
        .init("IPv6ElevatedRoutePriority", priority, "512", "The metric after a live migration.", .notYet),
        .init(
            "LiveMigrationRouteConvergenceTime", seconds, "30",
            "How long the metric after a live migration stays.",
            .notYet),
        .init(
            "RemoveExternalRoutes", boolean, "true",
            "Whether others' routes to workloads' interfaces are removed.",
            .settled("routes that are not the agent's are never touched")),
        .init(
            "RouteSource", "CalicoIPAM or WorkloadIPs", "CalicoIPAM",
            "What routes to other nodes are made of.",
            .notYet),
        .init("RouteSyncDisabled", boolean, "false", "Whether routes are left alone.", .notYet),
        .init(
            "RouteTableRange", "two numbers with - between", "", "The routing tables that may be used.",
            .notYet),
        .init("RouteTableRanges", "a list of n-m", "", "The routing tables that may be used.", .notYet),
        .init(
            "LocalSubnetL2Reachability", "Disabled or PodsAndLoadBalancers", "Disabled",
            "Whether the node answers ARP and neighbour discovery for workloads in its own subnet.", .notYet),
        .init(
            "LocalSubnetL2ReachabilityRefreshInterval", seconds, "120",
            "How often it tells its neighbours of them.",
            .notYet),
        .init(
            "MTUIfacePattern", expression, "^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*)",
            "The interfaces whose MTU counts.", .notYet),
        .init("RequireMTUFile", boolean, "false", "Whether the file with the MTU must be there.", .notYet),
    ]

    static let overlays: [FelixParameter] = [
        .init("ExternalNodesCIDRList", "a comma-separated list of blocks", "", externalNodes, .notYet),
        .init("ExternalNodesList", "a comma-separated list of blocks", "", externalNodes, .notYet),
        .init(
            "VXLANEnabled", boolean, "", "Whether there is a tunnel device of VXLAN.",
            .settled("there is one of each family as long as a pool of it wants one")),
        .init("IPv4VXLANTunnelAddr", "an IPv4 address", "", ownNode, .datastore),
        .init("IPv6VXLANTunnelAddr", "an IPv6 address", "", ownNode, .datastore),
        .init("VXLANTunnelMACAddr", "a link-layer address", "", ownNode, .datastore),
        .init("VXLANTunnelMACAddrV6", "a link-layer address", "", ownNode, .datastore),
        .init("IpInIpEnabled", boolean, "", "Whether there is a tunnel device of IP in IP.", .notYet),
        .init("IpInIpMtu", number, "0", "The MTU of the tunnel device of IP in IP.", .notYet),
        .init("IpInIpTunnelAddr", "an IPv4 address", "", ownNode, .datastore),
        .init("WireguardEnabled", boolean, "false", "Whether nodes encrypt what they send by IPv4.", .notYet),
        .init(
            "WireguardEnabledV6", boolean, "false", "Whether nodes encrypt what they send by IPv6.", .notYet),
        .init(
            "WireguardHostEncryptionEnabled", boolean, "false",
            "Whether what hosts send themselves is encrypted.",
            .notYet),
        .init(
            "WireguardInterfaceName", interface, "wireguard.cali", "WireGuard's interface for IPv4.", .notYet),
        .init(
            "WireguardInterfaceNameV6", interface, "wg-v6.cali", "WireGuard's interface for IPv6.", .notYet),
        .init("WireguardListeningPort", port, "51820", "WireGuard's UDP port for IPv4.", .notYet),
        .init("WireguardListeningPortV6", port, "51821", "WireGuard's UDP port for IPv6.", .notYet),
        .init("WireguardMTU", number, "0", "The MTU of WireGuard's interface for IPv4.", .notYet),
        .init("WireguardMTUV6", number, "0", "The MTU of WireGuard's interface for IPv6.", .notYet),
        .init("WireguardKeepAlive", seconds, "0", "How often WireGuard shows that it is there.", .notYet),
        .init(
            "WireguardPersistentKeepAlive", seconds, "0", "How often WireGuard shows that it is there.",
            .notYet),
        .init(
            "WireguardRoutingRulePriority", number, "99", "The priority of WireGuard's routing rule.",
            .settled("there is no rule: the routes are in the table main, before those of others")
        ),
        .init(
            "WireguardThreadingEnabled", boolean, "false", "Whether WireGuard's NAPI has a thread.", .notYet),
    ]

    private static let externalNodes = "Nodes outside the cluster that may send through its tunnels."
    private static let ownNode = "Told to Felix by its own Node."
}
