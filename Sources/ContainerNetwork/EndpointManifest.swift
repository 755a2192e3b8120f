import AddressManagement
package import Addressing
package import Resources

/// The WorkloadEndpoint that tells the agent of a workload.
package struct EndpointManifest: Sendable {
    package let workload: Workload
    /// Of the primary family first.
    package let addresses: [IPAddress]
    package let mac: String
    /// The workload's Pod, where the state directory had one; the agent reads it anew when it changes.
    package let pod: Pod?

    package init(_ workload: Workload, addresses: [IPAddress], mac: String, pod: Pod?) {
        self.workload = workload
        self.addresses = addresses
        self.mac = mac
        self.pod = pod
    }

    package var text: String {
        let attachment = workload.attachment
        let labels = (pod?.labels ?? [:]).sorted { $0.key < $1.key }.map {
            "    \(quoted($0)): \(quoted($1))\n"
        }
        let account = pod?.serviceAccount ?? "default"
        let identity =
            workload.pod.map { pod in
                """
                  orchestrator: k8s
                  pod: \(quoted(pod.name))
                  serviceAccountName: \(quoted(account))
                """
            } ?? """
                  orchestrator: cni
                  workload: \(quoted(attachment.containerID))
                """
        let profiles =
            workload.pod.map { ["kns.\($0.namespace)", "ksa.\($0.namespace).\(account)"] } ?? []
        return """
            # Written by gemel-cni, which removes it with the container.
            apiVersion: projectcalico.org/v3
            kind: WorkloadEndpoint
            metadata:
              name: \(quoted(workload.endpointName))
              namespace: \(quoted(workload.namespace))
              labels:\(labels.isEmpty ? " {}\n" : "\n" + labels.joined())\
              annotations:
                gemel-cni/network: \(quoted(workload.network))
            spec:
              node: \(quoted(workload.node))
            \(identity)
              containerID: \(quoted(attachment.containerID))
              endpoint: \(quoted(attachment.interfaceName))
              interfaceName: \(quoted(workload.hostInterface))
              mac: \(quoted(mac))
              ipNetworks: [\(addresses.map { "\"\(IPPrefix($0))\"" }.joined(separator: ", "))]
              profiles: [\(profiles.map { quoted($0) }.joined(separator: ", "))]

            """
    }
}

/// Whose an endpoint's file is.
package struct EndpointOwner: Hashable, Sendable {
    package let attachment: RuntimeCall.Attachment
    package let network: String
    package let hostInterface: String

    /// Reads what ``EndpointManifest/text`` prints; `nil` for anything else.
    package init?(_ bytes: [UInt8]) {
        guard let manifest = try? JSONValue(bytes), manifest["kind"]?.string == "WorkloadEndpoint",
            let spec = manifest["spec"], let containerID = spec["containerID"]?.string,
            let network = manifest["metadata"]?["annotations"]?["gemel-cni/network"]?.string
        else { return nil }
        attachment = RuntimeCall.Attachment(
            containerID: containerID, interfaceName: spec["endpoint"]?.string ?? "")
        self.network = network
        hostInterface = spec["interfaceName"]?.string ?? ""
    }
}
