import Addressing
import Resources
import Routing

extension BirdConfiguration {
    /// The configuration as BIRD 2 reads it.
    ///
    /// https://bird.network.cz/?get_doc&f=bird-6.html
    package var text: String {
        var lines = [
            "# Written by gemeld: what is changed here does not last.",
            "log stderr \(logSeverity.classes);",
            "router id \(routerID);",
            // How long the routes of before a restart stay at most where a peer does not come back.
            "graceful restart wait 30;",
        ]
        if logSeverity == .debug { lines.append("debug protocols all;") }
        lines += ["", "protocol device {", "  scan time 2;", "}"]
        lines += direct
        for filter in filters {
            for family in IPFamily.allCases where families[family] != nil {
                lines += filter.functions(family)
            }
        }
        for family in IPFamily.allCases {
            guard let own = families[family] else {
                lines += family.absence
                continue
            }
            lines += own.text
            for session in own.sessions { lines += text(of: session, own) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The node's links, by which next hops are found.
    private var direct: [String] {
        let patterns = ignoredInterfaces.map { "-\"\($0)\"" } + ["\"*\""]
        let channels = IPFamily.allCases.filter { families[$0] != nil }.map { "  \($0.channel);" }
        guard !channels.isEmpty else { return [] }
        return ["", "protocol direct {"] + channels + [
            "  interface \(patterns.joined(separator: ", "));", "}",
        ]
    }

    private func text(of session: Session, _ own: Family) -> [String] {
        let family = own.address.family
        var lines = ["", "# \(session.origin)", "protocol bgp \(session.name) {"]
        let from = session.source.map { "\($0) " } ?? ""
        let port = listenPort.map { "port \($0) " } ?? ""
        lines.append("  local \(from)\(port)as \(session.localASNumber);")
        let far = session.port.map { "port \($0) " } ?? ""
        lines.append("  neighbor \(session.neighbor) \(far)as \(session.asNumber);")
        if let hops = session.hops {
            lines += ["  multihop \(hops);", "  ttl security on;"]
        } else {
            lines.append("  multihop;")
        }
        if bindsToNode, session.source != nil { lines.append("  strict bind on;") }
        if session.isPassive { lines.append("  passive on;") }
        if let password = session.password { lines.append("  password \"\(password)\";") }
        lines.append("  graceful restart on;")
        if let time = session.restartTime { lines.append("  graceful restart time \(time);") }
        if let time = session.keepaliveTime {
            // Else 240, and no less than between two signs of life.
            if time > 240 { lines.append("  hold time \(time);") }
            lines.append("  keepalive time \(time);")
        }
        lines += ["  connect delay time 2;", "  connect retry time 5;", "  error wait time 5, 30;"]
        if let cluster = session.reflectorCluster {
            lines += ["  rr client;", "  rr cluster id \(cluster);"]
        }
        if session.allowedLocalASNumbers > 0 {
            lines.append("  allow local as \(session.allowedLocalASNumbers);")
        }
        lines += ["  \(family.channel) {", "    import filter {"]
        lines += calls(session, \.imports, "import", family)
        lines += ["      accept;", "    };", "    export filter {"]
        // As Calico's nodes do, so that each knows of the other's routes how near they are to workloads.
        lines.append("      if source != RTS_BGP then bgp_local_pref = \(ordinaryPreference);")
        lines += calls(session, \.exports, "export", family)
        lines += ["      announce\(family.suffix)();", "      reject;", "    };"]
        if let nextHop = session.nextHop { lines.append("    next hop \(nextHop.rawValue);") }
        lines += ["    add paths on;", "    gateway recursive;", "  };", "}"]
        return lines
    }

    private func calls(
        _ session: Session, _ rules: KeyPath<BGPFilter, DualStack<[BGPFilter.Rule]>>, _ way: String,
        _ family: IPFamily
    ) -> [String] {
        session.filters.compactMap { name in
            guard let filter = filters.first(where: { $0.name == name }),
                !filter[keyPath: rules][family].isEmpty
            else { return nil }
            return "      \(filter.functionName(way, family))(\(session.isInternal));"
        }
    }
}

extension IPFamily {
    /// What stands for the node without sessions of the family: BIRD takes out of the kernel what it has put there, which it
    /// would leave if it had nothing to do with the kernel's routes any more.
    fileprivate var absence: [String] { ["", "# \(self): none"] + kernel(imports: "none", exports: "none") }

    fileprivate func kernel(imports: String, exports: String) -> [String] {
        [
            "protocol kernel kernel\(suffix) {", "  learn;", "  persist;", "  scan time 10;", "  metric 0;",
            "  merge paths on;", "  graceful restart on;", "  \(channel) {", "    import \(imports);",
            "    export \(exports);", "  };", "}",
        ]
    }
}

extension BirdConfiguration.Family {
    /// What stands for the node in this family: its sources of routes, the way to the kernel, what peers are told.
    fileprivate var text: [String] {
        let family = address.family
        let suffix = family.suffix
        var lines = ["", "# \(family)", "protocol static blocks\(suffix) {", "  \(family.channel);"]
        lines += blocks.map { "  route \($0) blackhole;" }
        lines += ["}", "protocol static services\(suffix) {", "  \(family.channel);"]
        lines += services.map { "  route \($0) blackhole;" }
        lines += ["}", "protocol static gateways\(suffix) {", "  \(family.channel);"]
        lines += gateways.sorted { $0.key < $1.key }.map { "  route \(IPPrefix($0.key)) via \($0.value);" }
        lines += ["}"]
        lines += kernel + announcement
        return lines
    }

    /// What comes from the kernel and what goes to it.
    private var kernel: [String] {
        let suffix = address.family.suffix
        var lines = ["filter from_kernel\(suffix) {"]
        // The agent's own routes to blocks are no news to anybody.
        let own = "krt_source = \(Route.ourProtocol) && krt_metric = \(Route.blockMetric)"
        lines += ["  if \(own) then reject;", "  accept;", "}"]
        lines += ["function set_metric\(suffix)() {", "  krt_metric = 1024;"]
        lines += ["  if source = RTS_BGP && defined(bgp_local_pref) then {"]
        lines += ["    if bgp_local_pref > \(leastPreference) && bgp_local_pref < \(mostPreference) then"]
        lines += ["      krt_metric = \(mostPreference) - bgp_local_pref;", "  }", "}"]
        lines += ["filter to_kernel\(suffix) {"]
        lines += (serviceBlocks + blocks + hiddenBlocks).map { "  if net ~ \($0) then reject;" }
        lines += ["  if source != RTS_BGP && proto != \"gateways\(suffix)\" then reject;"]
        lines += ["  set_metric\(suffix)();"]
        lines += pools.map { "  if net ~ \($0.prefix) then \($0.isProgrammed ? "accept" : "reject");" }
        lines += ["  accept;", "}"]
        return lines
            + address.family.kernel(
                imports: "filter from_kernel\(suffix)", exports: "filter to_kernel\(suffix)")
    }

    /// What peers are told; what is neither accepted nor rejected here is for the caller to reject.
    private var announcement: [String] {
        var lines = ["function announce\(address.family.suffix)() {"]
        lines += ["  if source = RTS_INHERIT then { if krt_source != \(Route.ourProtocol) then reject; }"]
        for advertisement in advertisements {
            let added = advertisement.communities.map(\.adding).joined(separator: " ")
            if !added.isEmpty { lines.append("  if net ~ \(advertisement.prefix) then { \(added) }") }
        }
        lines += blocks.map { "  if net = \($0) then accept;" }
        lines += (blocks + hiddenBlocks).map { "  if net ~ \($0) then reject;" }
        lines += services.map { "  if net = \($0) then accept;" }
        if isReflector { lines += serviceBlocks.map { "  if net ~ \($0) then accept;" } }
        lines += pools.map { "  if net ~ \($0.prefix) then \($0.isExported ? "accept" : "reject");" }
        lines += ["}"]
        return lines
    }
}
