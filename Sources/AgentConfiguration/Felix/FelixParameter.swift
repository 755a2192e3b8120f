/// A parameter of Felix that this agent does not use, and why.
package struct FelixParameter: Hashable, Sendable {
    /// Why a parameter has no effect here.
    package enum Reason: Hashable, Sendable {
        /// It would be of use, and is not built.
        case notYet
        /// There is nothing to choose, for this reason.
        case settled(String)
        case iptables
        case eBPF
        case datastore
        case goRuntime
        case openStack
        case windows
        case debugging
    }

    /// As Felix spells it, without `FELIX_`.
    package let name: String
    /// What values Felix accepts, to complete the sentence "accepted is …".
    package let accepted: String
    /// Felix's default as it would be written; empty where there is none.
    package let defaultText: String
    /// What it means to Felix, in one sentence.
    package let documentation: String
    package let reason: Reason

    init(_ name: String, _ accepted: String, _ defaultText: String, _ documentation: String, _ reason: Reason)
    {
        self.name = name
        self.accepted = accepted
        self.defaultText = defaultText
        self.documentation = documentation
        self.reason = reason
    }

    /// The environment variable, in its usual capitals.
    package var variable: String { "FELIX_\(name.uppercased())" }
}

extension FelixParameter {
    /// Those that no parameter of the agent has taken the place of, in the order in which they are documented.
    package static let unused: [FelixParameter] = {
        let used = Set(AgentConfiguration.parameters.map(\.name))
        return all.filter { !used.contains($0.variable) }
    }()

    static let all = process + dataplane + nat + routes + overlays + reporting + iptables + elsewhere + eBPF

    /// The unused parameter called `name`, in any case, with or without `FELIX_`.
    static func named(_ name: String) -> FelixParameter? {
        let name = name.uppercased()
        return byName[name.hasPrefix("FELIX_") ? String(name.dropFirst("FELIX_".count)) : name]
    }

    private static let byName = Dictionary(
        unused.map { ($0.name.uppercased(), $0) }, uniquingKeysWith: { first, _ in first })

    /// Whether somebody who sets it to `value` expects what does not come.
    func isMissed(_ value: String) -> Bool {
        reason == .notYet && value.lowercased() != defaultText.lowercased()
            && !(defaultText.isEmpty && value.lowercased() == "none")
    }
}

extension FelixParameter.Reason: CustomStringConvertible {
    /// Completes the sentence "it has no effect: …".
    package var description: String {
        switch self {
        case .notYet: "not supported yet"
        case .settled(let reason): reason
        case .iptables: "it is for iptables, which this agent does not use"
        case .eBPF: "it is for Felix's eBPF dataplane"
        case .datastore: "it is for Calico's datastore; the manifests here are files"
        case .goRuntime: "it is for programs in Go"
        case .openStack: "it is for OpenStack, which is not supported"
        case .windows: "it is for Windows"
        case .debugging: "it is for tests of Felix itself"
        }
    }
}

// How Felix's values are written.
extension FelixParameter {
    static let boolean = "true or false"
    static let number = "a whole number"
    static let priority = "a whole number from 1 to 2147483646"
    static let port = "a whole number from 0 to 65535"
    static let seconds = "a number of seconds"
    static let text = "text"
    static let path = "a path"
    static let host = "a host name or an address"
    static let expression = "a regular expression"
    static let toggle = "Enabled or Disabled"
    static let interface = "an interface's name"
    static let pairs = "a comma-separated list of name=value"
}
