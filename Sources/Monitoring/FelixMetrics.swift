import Addressing
package import Status

/// Felix's metrics, by its names, types and labels, as far as this agent can fill them honestly.
///
/// What they are called and mean is told on Calico's page "Monitoring Felix". Those that are missing count what does
/// not exist here: calls of iptables and ipset, programs that are run, logs of flows, WireGuard.
package func felixMetrics(
    _ measured: Measurements, _ status: StatusSnapshot, at time: Double
) -> [MetricFamily] {
    [
        MetricFamily(
            "felix_host", .gauge, "The node, in the label; always 1",
            [Sample(1, [Label("host", status.nodeName)])]),
        MetricFamily(
            "felix_resync_state", .gauge,
            "State of the reading of the state directory: 1 not read yet, 3 followed",
            status.state == .starting ? 1 : 3),
        MetricFamily(
            "felix_resyncs_started", .counter, "Readings of the whole state directory", measured.wholeReadings
        ),
    ]
        + calculationMetrics(measured, status, time) + clusterMetrics(measured)
        + dataplaneMetrics(measured, status, time) + nftablesMetrics(measured, status)
}

private func calculationMetrics(
    _ measured: Measurements, _ status: StatusSnapshot, _ time: Double
) -> [MetricFamily] {
    [
        MetricFamily(
            "felix_calc_graph_updates_processed", .counter, "Changes of resources, by their kind",
            measured.resourceChanges.sorted { $0.key < $1.key }.map {
                Sample(Double($0.value), [Label("type", $0.key)])
            }),
        MetricFamily(
            "felix_calc_graph_output_events", .counter, "What calculations gave otherwise than before",
            measured.calculatedChanges),
        MetricFamily(
            "felix_calc_graph_update_time_seconds", .summary, "Time of one calculation",
            measured.calculationTimes.samples(at: time)),
        MetricFamily(
            "felix_active_local_endpoints", .gauge, "Workloads on this node", measured.endpoints),
        MetricFamily(
            "felix_active_local_policies", .gauge, "Policies that some endpoint of this node meets",
            measured.policiesOnNode),
        MetricFamily(
            "felix_active_local_selectors", .gauge, "Selectors of those policies' rules", measured.selectors),
    ]
}

private func clusterMetrics(_ measured: Measurements) -> [MetricFamily] {
    let groups: [(name: String, help: String, kinds: [String])] = [
        ("hosts", "Nodes", ["Node"]),
        ("host_endpoints", "Host endpoints", ["HostEndpoint"]),
        ("workload_endpoints", "Pods and other workloads", ["Pod", "WorkloadEndpoint"]),
        ("tiers", "Tiers", ["Tier"]),
        (
            "policies", "Policies of every kind",
            [
                "NetworkPolicy", "GlobalNetworkPolicy", "KubernetesNetworkPolicy", "AdminNetworkPolicy",
                "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy", "StagedNetworkPolicy",
                "StagedGlobalNetworkPolicy", "StagedKubernetesNetworkPolicy",
            ]
        ),
        (
            "profiles", "Profiles, with those of namespaces and service accounts",
            ["Profile", "Namespace", "ServiceAccount"]
        ),
    ]
    return groups.map { group in
        MetricFamily(
            "felix_cluster_num_\(group.name)", .gauge, "\(group.help) in the state directory",
            group.kinds.reduce(0) { $0 + (measured.resources[$1] ?? 0) })
    }
}

private func dataplaneMetrics(
    _ measured: Measurements, _ status: StatusSnapshot, _ time: Double
) -> [MetricFamily] {
    var families = [
        MetricFamily(
            "felix_int_dataplane_failures", .counter, "Attempts to program the kernel that failed",
            measured.failures),
        MetricFamily(
            "felix_int_dataplane_apply_time_seconds", .summary, "Time of one attempt to program the kernel",
            measured.applyTimes.samples(at: time)),
        MetricFamily(
            "felix_int_dataplane_msg_batch_size", .summary, "Resources that changed together",
            measured.changeBatches.samples(at: time)),
        MetricFamily(
            "felix_int_dataplane_iface_msg_batch_size", .summary,
            "Interfaces of which the kernel told together", measured.interfaceBatches.samples(at: time)),
        MetricFamily(
            "felix_route_table_num_routes", .gauge, "Routes of ours, by routing table",
            IPFamily.allCases.map {
                Sample(Double(status.counts[$0].routes), [Label("table", "\($0):254")])
            }),
    ]
    if let first = measured.firstApplyTime {
        families.append(
            MetricFamily(
                "felix_int_dataplane_initial_resync_time_seconds", .gauge,
                "From the start to the first transaction that the kernel took", first))
    }
    return families
}

private func nftablesMetrics(_ measured: Measurements, _ status: StatusSnapshot) -> [MetricFamily] {
    let kernel = measured.kernel
    func perFamily(
        _ name: String, _ help: String, _ labels: DualStack<String>,
        _ number: (StatusSnapshot.Counts) -> Int
    ) -> MetricFamily {
        MetricFamily(
            name, .gauge, help,
            IPFamily.allCases.map {
                Sample(Double(number(status.counts[$0])), [Label("ip_version", labels[$0])])
            })
    }
    let versions = DualStack(v4: "4", v6: "6")
    // Felix labels sets with the family's name in ipset(8).
    let setFamilies = DualStack(v4: "inet", v6: "inet6")
    return [
        MetricFamily(
            "felix_nft_calls", .counter, "Transactions sent to nf_tables, for both families at once",
            kernel.transactions),
        MetricFamily(
            "felix_nft_errors", .counter, "Transactions that nf_tables refused", kernel.refusedTransactions),
        MetricFamily("felix_nft_list_calls", .counter, "Readings of whole tables", kernel.listings),
        MetricFamily(
            "felix_nft_list_errors", .counter, "Readings of whole tables that failed", kernel.failedListings),
        perFamily("felix_nft_chains", "Chains", versions, \.chains),
        perFamily("felix_nft_rules", "Rules", versions, \.rules),
        perFamily("felix_nft_sets", "Sets and maps", setFamilies, \.sets),
        perFamily(
            "felix_ipsets_calico", "Sets and maps, by the name older dashboards have", setFamilies, \.sets),
    ]
}
