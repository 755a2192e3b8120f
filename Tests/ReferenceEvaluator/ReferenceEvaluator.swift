import Addressing
package import Resources
package import TestSupport

/// Decides packets directly from resources, as the APIs' documentation has it.
///
/// It shares nothing with the agent but the resources, addresses and selectors themselves: it is slow, and meant
/// to be read beside that documentation. What policies say is in `PolicyQuestion`; here is the way that packets
/// take past them: https://docs.tigera.io/calico/latest/reference/host-endpoints.
package struct ReferenceEvaluator {
    private let questions: PolicyQuestions
    private let settings: HostSettings
    private let translation: AddressTranslation
    private let hosts: HostInterfaces
    private let serviceBlocks: [IPPrefix]
    private let wiring: Wiring

    package init(_ resources: [Resource], _ wiring: Wiring) {
        let cluster = Cluster(resources)
        questions = PolicyQuestions(cluster)
        settings = HostSettings(cluster.settings)
        translation = AddressTranslation(cluster)
        hosts = HostInterfaces(cluster, settings)
        serviceBlocks = cluster.serviceBlocks
        self.wiring = wiring
    }

    /// What becomes of the first packet of a connection.
    package func fate(of packet: Packet) -> Fate {
        var way = Way(packet)
        let passes = packet.inputInterface == nil ? isSent(&way) : isReceived(&way)
        guard passes else { return .dropped }
        return Fate(way.isUntracked ? way.packet : translation.leaving(way.packet))
    }

    /// A packet on its way, and what is known of it.
    private struct Way {
        var packet: Packet
        /// Whether a policy with `doNotTrack` has allowed it: nothing knows its connection.
        var isUntracked = false
        /// Whether a policy with `preDNAT` has allowed it.
        var isAllowedEarly = false

        init(_ packet: Packet) { self.packet = packet }
    }

    /// What comes from the wire, or from a workload.
    private func isReceived(_ way: inout Way) -> Bool {
        let input = way.packet.inputInterface ?? ""
        let sender = wiring.workloads.contains { $0.value == input } ? input : nil
        // Workloads send from their own addresses.
        if sender != nil, wiring.workloads[way.packet.source] != input { return false }
        let guarding = sender == nil ? hosts.endpoint(of: input) : nil
        guard isAllowedEarly(&way, guarding, isFromWorkload: sender != nil) else { return false }
        if !way.isUntracked { translateDestination(&way) }
        let packet = way.packet
        if sender != nil {
            guard !settings.isForbiddenWrapping(packet) else { return false }
            guard questions.allow(packet, .egress, of: questions.workload(packet.source)) else {
                return false
            }
            if packet.outputInterface == nil { return settings.workloadsMayReachHost }
        }
        guard let output = packet.outputInterface else { return isTaken(way, guarding) }
        if let guarding,
            questions.answer(packet, .ingress, of: guarding.party, .forwarded) == false
        {
            return false
        }
        if let receiver = questions.workload(packet.destination, at: output, wiring) {
            return questions.allow(packet, .ingress, of: receiver)
        }
        // What was to be translated and was not would come back here.
        if settings.preventsServiceLoops, serviceBlocks.contains(where: { $0.contains(packet.destination) }) {
            return false
        }
        guard let leaving = hosts.endpoint(of: output) else { return true }
        return questions.answer(packet, .egress, of: leaving.party, .forwarded) != false
    }

    /// What is asked of all that comes in, before conntrack and before destinations are translated.
    private func isAllowedEarly(
        _ way: inout Way, _ guarding: HostInterfaces.Endpoint?, isFromWorkload: Bool
    ) -> Bool {
        let packet = way.packet
        if let guarding, !guarding.isEverywhere,
            !settings.isFailsafe(packet, isInbound: true, withReplies: true)
        {
            switch questions.answer(packet, .ingress, of: guarding.party, .untracked) {
            case false?: return false
            case true?: way.isUntracked = true
            case nil: break
            }
        }
        // Policy before translation at all interfaces is for what workloads send, too.
        let early = isFromWorkload ? hosts.everywhere : guarding
        guard let early, !way.isUntracked, !settings.isFailsafe(packet, isInbound: true) else { return true }
        switch questions.answer(packet, .ingress, of: early.party, .beforeTranslation) {
        case false?: return false
        case true?: way.isAllowedEarly = true
        case nil: break
        }
        return true
    }

    /// What is meant for the host itself.
    private func isTaken(_ way: Way, _ guarding: HostInterfaces.Endpoint?) -> Bool {
        guard let guarding, !way.isUntracked, !way.isAllowedEarly,
            !settings.isFailsafe(way.packet, isInbound: true)
        else { return true }
        return questions.allow(way.packet, .ingress, of: guarding.party)
    }

    /// What the host itself sends; to its own workloads it may send anything.
    private func isSent(_ way: inout Way) -> Bool {
        let first = way.packet.outputInterface.flatMap(hosts.endpoint)
        if let first, !first.isEverywhere,
            !settings.isFailsafe(way.packet, isInbound: false, withReplies: true)
        {
            switch questions.answer(way.packet, .egress, of: first.party, .untracked) {
            case false?: return false
            case true?: way.isUntracked = true
            case nil: break
            }
        }
        if !way.isUntracked { translateDestination(&way) }
        guard let guarding = way.packet.outputInterface.flatMap(hosts.endpoint), !way.isUntracked,
            !settings.isFailsafe(way.packet, isInbound: false)
        else { return true }
        return questions.allow(way.packet, .egress, of: guarding.party)
    }

    private func translateDestination(_ way: inout Way) {
        guard let own = translation.destination(of: way.packet.destination) else { return }
        way.packet.destination = own
        way.packet.outputInterface = wiring.interface(to: own)
    }
}
