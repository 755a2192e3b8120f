import Calculation
import Nftables

/// One of the ways that packets take past host endpoints, and which policies are asked there.
struct HostPlace {
    /// The map from interfaces to chains, and what its chains' names begin with.
    let map: String
    /// The base chain that asks it.
    let chain: String
    /// Where that chain is made for host endpoints alone; `nil`: it is there in any case.
    let hook: BaseHook?
    let interface: Match.Direction
    let direction: Direction
    let sequence: @Sendable (LocalHostEndpoint) -> PolicySequence?
    /// The failsafe ports that are let through first, by the port that is looked at; none on the way through
    /// the host, which has no ports of its own there.
    let failsafes: [(ports: Failsafes.List, side: Match.Side)]
    let comment: String

    /// `raw` comes before conntrack (-200), and pre-DNAT policy behind it and before translation (-100).
    static let all: [HostPlace] = [
        HostPlace(
            map: "host-untracked-in", chain: "host-untracked-in", hook: BaseHook(.prerouting, priority: -299),
            interface: .input, direction: .ingress, sequence: \.untrackedIngress,
            failsafes: [(.inbound, .destination), (.outbound, .source)],
            comment: "what comes to the host's interfaces, before conntrack"),
        HostPlace(
            map: "host-pre-dnat", chain: "host-pre-dnat", hook: BaseHook(.prerouting, priority: -150),
            interface: .input, direction: .ingress, sequence: \.preDNATIngress,
            failsafes: [(.inbound, .destination)],
            comment: "what comes to the host's interfaces, before its destination is rewritten"),
        HostPlace(
            map: "host-input", chain: Name.inputHost, hook: nil, interface: .input, direction: .ingress,
            sequence: { $0.ingress }, failsafes: [(.inbound, .destination)], comment: ""),
        HostPlace(
            map: "host-forward-in", chain: Name.forwardEgress, hook: nil, interface: .input,
            direction: .ingress, sequence: \.forwardIngress, failsafes: [], comment: ""),
        HostPlace(
            map: "host-forward-out", chain: Name.forwardIngress, hook: nil, interface: .output,
            direction: .egress, sequence: \.forwardEgress, failsafes: [], comment: ""),
        HostPlace(
            map: "host-untracked-out", chain: "host-untracked-out", hook: BaseHook(.output, priority: -299),
            interface: .output, direction: .egress, sequence: \.untrackedEgress,
            failsafes: [(.outbound, .destination), (.inbound, .source)],
            comment: "what the host sends, before conntrack"),
        HostPlace(
            map: "host-output", chain: Name.output, hook: BaseHook(.output, priority: 0), interface: .output,
            direction: .egress, sequence: { $0.egress }, failsafes: [(.outbound, .destination)],
            comment: "what the host sends"),
        HostPlace(
            map: "host-output", chain: "host-translated", hook: BaseHook(.postrouting, priority: -150),
            interface: .output, direction: .egress, sequence: { $0.egress },
            failsafes: [(.outbound, .destination)],
            comment:
                "what the host sends to a rewritten destination, by the interface it leaves by in the end"),
    ]
}
