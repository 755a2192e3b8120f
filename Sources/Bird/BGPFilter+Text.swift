import Addressing
import Crypto
import Resources

/// A route's priority and its local preference are one number, counted from two ends (as in Calico): a metric in the
/// kernel is better the less it is, a preference the more.
let mostPreference = 2_147_483_647
/// Of a route with the metric 1024.
let ordinaryPreference = mostPreference - 1024
/// Of a route with the metric 2048, which is the agent's own; one that came from BGP is before it.
let leastPreference = mostPreference - 2048

extension BGPFilter {
    /// The functions of the filter's rules for `family`, one for each way.
    func functions(_ family: IPFamily) -> [String] {
        let ways: [(String, [Rule])] = [("import", imports[family]), ("export", exports[family])]
        return ways.filter { !$0.1.isEmpty }.flatMap { way, rules in
            ["", "# BGPFilter \(name)", "function \(functionName(way, family))(bool is_internal) {"]
                + rules.map { "  " + $0.statement } + ["}"]
        }
    }

    /// BIRD's names have 64 characters at most.
    func functionName(_ way: String, _ family: IPFamily) -> String {
        let longest = 45
        var name = name
        if name.utf8.count > longest {
            let hash = SHA256.hash(data: Array(name.utf8)).prefix(8).map { hexadecimal($0) }.joined()
            name = "\(name.prefix(longest - 17))_\(hash)"
        }
        return "'\(way)\(family.suffix)_\(name)'"
    }
}

/// Two hexadecimal digits.
private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

extension BGPFilter.Rule {
    fileprivate var statement: String {
        let conditions = conditions
        guard !conditions.isEmpty else { return outcome }
        return "if \(conditions.joined(separator: " && ")) then { \(outcome) }"
    }

    private var conditions: [String] {
        var result: [String] = []
        if let prefix { result.append(prefix.condition) }
        if isFromPeers { result.append("source = RTS_BGP") }
        if let interface { result.append("ifname ~ \"\(interface)\"") }
        if let peerType { result.append(peerType == .internal ? "is_internal" : "!is_internal") }
        switch community {
        case .standard(let first, let second)?: result.append("(\(first), \(second)) ~ bgp_community")
        case .large(let first, let second, let third)?:
            result.append("(\(first), \(second), \(third)) ~ bgp_large_community")
        case nil: break
        }
        if !pathPrefix.isEmpty {
            let path = pathPrefix.map { String($0) }.joined(separator: " ")
            result.append("bgp_path ~ [= \(path) * =]")
        }
        if let priority {
            result.append("defined(bgp_local_pref) && bgp_local_pref = \(mostPreference - Int(priority))")
        }
        return result
    }

    private var outcome: String {
        (operations.map(\.statement) + ["\(action.rawValue.lowercased());"]).joined(separator: " ")
    }
}

extension BGPFilter.PrefixMatch {
    fileprivate var condition: String {
        let range = lengths.map { "{\($0.lowerBound),\($0.upperBound)}" }
        switch `operator` {
        case .in: return range.map { "net ~ [ \(prefix)\($0) ]" } ?? "net ~ \(prefix)"
        case .notIn: return range.map { "net !~ [ \(prefix)\($0) ]" } ?? "net !~ \(prefix)"
        // One prefix has one length: the condition on it is met or not, whatever the route is.
        case .equal: return isMet ? "net = \(prefix)" : "false"
        case .notEqual: return isMet ? "net != \(prefix)" : "true"
        }
    }

    private var isMet: Bool { lengths?.contains(prefix.length) ?? true }
}

extension BGPFilter.Operation {
    fileprivate var statement: String {
        switch self {
        case .addCommunity(let community): return community.adding
        case .prependPath(let numbers):
            // Each goes before those that are there, so the last is first.
            return numbers.reversed().map { "bgp_path.prepend(\($0));" }.joined(separator: " ")
        case .setPriority(let priority): return "bgp_local_pref = \(mostPreference - Int(priority));"
        }
    }
}

extension BGPCommunity {
    var adding: String {
        switch self {
        case .standard(let first, let second): "bgp_community.add((\(first), \(second)));"
        case .large(let first, let second, let third):
            "bgp_large_community.add((\(first), \(second), \(third)));"
        }
    }
}

extension IPFamily {
    /// What names of things that there are twice end with.
    var suffix: String { self == .v4 ? "4" : "6" }

    /// What BIRD calls routes of the family.
    var channel: String { self == .v4 ? "ipv4" : "ipv6" }
}

extension BGPConfiguration.LogSeverity {
    /// BIRD's classes of messages that are as grave, or graver.
    var classes: String {
        switch self {
        case .debug: "all"
        case .info: "{ info, remote, warning, error, auth, fatal, bug }"
        case .warning: "{ warning, error, auth, fatal, bug }"
        case .error: "{ error, auth, fatal, bug }"
        case .fatal: "{ fatal, bug }"
        }
    }
}
