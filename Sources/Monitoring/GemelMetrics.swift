import Addressing
package import Status

/// What Felix has no metric for.
package func gemelMetrics(_ measured: Measurements, _ status: StatusSnapshot) -> [MetricFamily] {
    standingMetrics(measured, status) + fileMetrics(status) + changeMetrics(measured, status)
        + countMetrics(measured, status) + (status.bgp.map(bgpMetrics) ?? [])
}

private func standingMetrics(_ measured: Measurements, _ status: StatusSnapshot) -> [MetricFamily] {
    var families = [
        MetricFamily(
            "gemel_build_info", .gauge, "The agent's version, in the label; always 1",
            [Sample(1, [Label("version", status.version)])]),
        MetricFamily("gemel_live", .gauge, "Whether the loop that decides turns", status.live ? 1 : 0),
        MetricFamily(
            "gemel_ready", .gauge, "Whether the kernel holds all that the state directory says",
            status.ready ? 1 : 0),
        MetricFamily(
            "gemel_state", .gauge, "1 for the state that the agent is in",
            StatusSnapshot.State.allCases.map {
                Sample($0 == status.state ? 1 : 0, [Label("state", $0.rawValue)])
            }),
        MetricFamily(
            "gemel_desired_generation", .gauge, "States that were worked out since the start",
            measured.desiredGeneration),
        MetricFamily(
            "gemel_programmed_generation", .gauge, "The last worked out state that the kernel holds",
            measured.programmedGeneration),
        MetricFamily(
            "gemel_failures_in_a_row", .gauge, "Attempts that failed since the last that did not",
            measured.failuresInARow),
    ]
    if let applied = status.lastApplied {
        families += [
            MetricFamily(
                "gemel_last_applied_timestamp_seconds", .gauge,
                "When the kernel was last made to hold what was wanted, since 1970", applied.time),
            MetricFamily(
                "gemel_kernel_generation", .gauge,
                "The kernel's own number of the ruleset at that time, which counts everybody's changes",
                Int(applied.generation)),
        ]
    }
    return families
}

private func fileMetrics(_ status: StatusSnapshot) -> [MetricFamily] {
    let errors = status.files.problems.filter { $0.severity == .error }
    return [
        MetricFamily("gemel_files", .gauge, "Files of the state directory", status.files.total),
        MetricFamily(
            "gemel_quarantined_files", .gauge, "Files with errors, which are not in force as they stand",
            status.files.countWithErrors),
        MetricFamily(
            "gemel_quarantined_files_on_last_good", .gauge,
            "Files with errors whose last good content is in force instead",
            Set(errors.filter(\.lastGoodInForce).map(\.file)).count),
        MetricFamily(
            "gemel_file_problems", .gauge, "Problems in files, by severity",
            [
                Sample(Double(errors.count), [Label("severity", "error")]),
                Sample(
                    Double(status.files.problems.count - errors.count), [Label("severity", "warning")]),
            ]),
        MetricFamily(
            "gemel_waiting_interfaces", .gauge, "Interfaces that endpoints name and that are not there yet",
            status.waiting.count),
    ]
}

private func changeMetrics(_ measured: Measurements, _ status: StatusSnapshot) -> [MetricFamily] {
    [
        MetricFamily(
            "gemel_enforcement_lag_seconds", .histogram,
            "From the change of a file to the kernel's acknowledgement of what came of it",
            measured.enforcementLags.samples()),
        MetricFamily(
            "gemel_transaction_operations", .histogram,
            "Operations of one family in one transaction; both families go in the same",
            IPFamily.allCases.flatMap { measured.operations[$0].samples([ipVersion($0)]) }),
        MetricFamily(
            "gemel_transaction_bytes", .histogram, "Size of one transaction",
            measured.transactionBytes.samples()),
        MetricFamily(
            "gemel_transaction_seconds", .histogram,
            "From the first message of a transaction to the kernel's answer",
            measured.transactionTimes.samples()),
        MetricFamily(
            "gemel_verification_seconds", .histogram, "Reading all tables back and comparing them",
            measured.verificationTimes.samples()),
        MetricFamily(
            "gemel_netlink_errors_total", .counter, "Refused transactions, and readings that failed",
            [
                Sample(Double(measured.kernel.refusedTransactions), [Label("operation", "transaction")]),
                Sample(Double(measured.kernel.failedListings), [Label("operation", "list")]),
            ]),
        MetricFamily(
            "gemel_verifications_total", .counter,
            "How often the kernel's tables were read back and compared",
            measured.verifications),
        MetricFamily(
            "gemel_drift_total", .counter,
            "How often the kernel's tables were not what the kernel had acknowledged", measured.drifts),
        MetricFamily(
            "gemel_removed_connections_total", .counter,
            "Connections that were ended because policy does not allow them any more",
            IPFamily.allCases.map {
                Sample(Double(status.kernel.removedConnections[$0]), [ipVersion($0)])
            }),
    ]
}

private func countMetrics(_ measured: Measurements, _ status: StatusSnapshot) -> [MetricFamily] {
    func perFamily(
        _ name: String, _ help: String, _ number: (IPFamily) -> Int
    ) -> MetricFamily {
        MetricFamily(
            name, .gauge, help, IPFamily.allCases.map { Sample(Double(number($0)), [ipVersion($0)]) })
    }
    return [
        perFamily("gemel_endpoints", "Workloads on this node with an address of the family") {
            status.counts[$0].endpoints
        },
        perFamily(
            "gemel_single_family_endpoints", "Workloads on this node with addresses of this family alone"
        ) {
            measured.singleFamilyEndpoints[$0]
        },
        perFamily("gemel_set_elements", "Elements of all sets and maps") { status.counts[$0].elements },
        perFamily("gemel_largest_set_elements", "Elements of the largest set or map") {
            measured.largestSet[$0]
        },
        MetricFamily(
            "gemel_ipv6_enabled", .gauge, "Whether workloads may speak IPv6; if not, it is blocked",
            status.familiesOn.v6 ? 1 : 0),
    ]
}

/// The label by which Felix tells families apart.
func ipVersion(_ family: IPFamily) -> Label { Label("ip_version", family == .v4 ? "4" : "6") }
