import Crypto

/// Who is attached, and what its parts are called.
package struct Workload: Hashable, Sendable {
    package let attachment: RuntimeCall.Attachment
    package let network: String
    package let node: String
    /// The pod, if it is one of Kubernetes'; else the container stands for itself.
    package let pod: Pod?
    /// How names of interfaces begin.
    private let prefix: String

    package struct Pod: Hashable, Sendable {
        package let namespace: String
        package let name: String
    }

    /// - Parameter prefix: the first of `FELIX_INTERFACEPREFIX`.
    package init(_ call: RuntimeCall, network: String, node: String, prefix: String) {
        self.init(call.attachment, arguments: call.arguments, network: network, node: node, prefix: prefix)
    }

    /// - Parameter arguments: the pairs of `CNI_ARGS`.
    package init(
        _ attachment: RuntimeCall.Attachment, arguments: [String: String], network: String, node: String,
        prefix: String
    ) {
        self.attachment = attachment
        self.network = network
        self.node = node
        self.prefix = prefix
        let name = arguments["K8S_POD_NAME"] ?? ""
        let namespace = arguments["K8S_POD_NAMESPACE"] ?? ""
        pod = name.isEmpty || namespace.isEmpty ? nil : Pod(namespace: namespace, name: name)
    }

    /// What its addresses are released by, of both families at once; Calico's for the usual interface.
    package var handle: String { attachment.handle(in: network) }

    private var suffix: String { attachment.suffix }

    /// The host's end of the link: for a pod as the agent derives it, for another container the beginning of
    /// its identifier, as Calico's plugin has it.
    package var hostInterface: String {
        if let pod { return prefix + digest("\(pod.namespace).\(pod.name)\(suffix)") }
        let identifier = attachment.containerID
        let isDigest =
            identifier.utf8.count >= 32
            && identifier.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return prefix
            + (isDigest && suffix.isEmpty ? String(identifier.prefix(11)) : digest(identifier + suffix))
    }

    package var namespace: String { pod?.namespace ?? "default" }

    /// The name of its WorkloadEndpoint: Calico's, in which a dash within a part is two.
    package var endpointName: String {
        let parts = [
            node, pod == nil ? "cni" : "k8s", pod?.name ?? attachment.containerID, attachment.interfaceName,
        ]
        let name = parts.map { $0.replacing("-", with: "--") }.joined(separator: "-")
        return isName(name) ? name : "cni-\(digest(name))\(digest(String(name.reversed())))"
    }

    /// The name of its WorkloadEndpoint's file.
    package var fileName: String { "\(namespace).\(endpointName).yaml" }

    /// The file of its WorkloadEndpoint, below the state directory.
    package var file: String { "\(Self.directory)/\(fileName)" }

    /// What tells this attachment from any other in the name of a file that is being written.
    package var writer: String { digest("\(attachment.containerID) \(attachment.interfaceName)") }

    /// Where the plugin's files lie, below the state directory.
    package static let directory = "cni"
}

/// The first 11 hexadecimal digits of a text's SHA-1.
func digest(_ text: String) -> String {
    let digits = Insecure.SHA1.hash(data: Array(text.utf8)).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return String(digits.joined().prefix(11))
}

/// Whether Kubernetes would take it for an object's name, and a file system for a file's.
func isName(_ text: String) -> Bool {
    text.utf8.count <= 180
        && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-") && !label.isEmpty
                && label.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
}

extension RuntimeCall.Attachment {
    /// What its addresses in `network` are released by.
    ///
    /// No name of a network, a container or an interface has a slash, while the first two may have dots: so the
    /// handles of the network `a` are not those of `a.b`.
    package func handle(in network: String) -> String { "\(network)/\(containerID)\(suffix)" }

    /// Distinguishes the second interface of a container from the usual one.
    fileprivate var suffix: String { interfaceName == "eth0" ? "" : "/\(interfaceName)" }
}

extension Workload: CustomStringConvertible {
    /// As people speak of it: `shop/web`, or the container's identifier.
    package var description: String { pod.map { "\($0.namespace)/\($0.name)" } ?? attachment.containerID }
}
