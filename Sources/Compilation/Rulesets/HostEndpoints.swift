import Addressing
import Calculation
import HashTreeCollections
import Nftables

extension PolicyCompilation {
    /// Adds what guards the host's own interfaces; nothing where none has an endpoint.
    mutating func addHosts(_ endpoints: [LocalHostEndpoint]) {
        guard !endpoints.isEmpty else { return }
        let failsafes = Failsafes(options: options, family: ruleset.family)
        for set in failsafes.sets { ruleset.add(set) }
        if ruleset.family == .v6 { ruleset.addHostDiscoverySet() }
        openInput()
        for place in HostPlace.all { add(place, endpoints, failsafes) }
    }

    /// What conntrack calls invalid has to meet host endpoints too; workloads' was dropped one chain before.
    private mutating func openInput() {
        guard var chain = ruleset.chains[Name.inputHost], !chain.rules.isEmpty else { return }
        chain.rules[0] = followed
        ruleset.add(chain)
    }

    private var followed: Rule { Rule(.conntrackState([.established, .related]), then: [.verdict(.accept)]) }

    private mutating func add(_ place: HostPlace, _ endpoints: [LocalHostEndpoint], _ failsafes: Failsafes) {
        let isSilent = place.hook?.hook == .postrouting && options.denyAction == .reject
        let map = isSilent ? place.chain : place.map
        var elements: [Element] = []
        var everywhere: String?
        var spared: [Element] = []
        for endpoint in endpoints {
            guard let sequence = place.sequence(endpoint) else {
                if case .named(let name) = endpoint.interface {
                    spared.append(
                        Element(key: interfaceKey(name), verdict: .return, comment: "\(endpoint.id)"))
                }
                continue
            }
            add(sequence, place.direction)
            var chain = addEntry(place, endpoint, to: sequence.chainName(place.direction), failsafes)
            if isSilent { chain = ruleset.addSilentCopy(of: chain) }
            switch endpoint.interface {
            case .named(let name):
                elements.append(
                    Element(key: interfaceKey(name), verdict: .goto(chain), comment: "\(endpoint.id)"))
            case .all: everywhere = chain
            }
        }
        // An interface with an endpoint of its own is not one of `*`, also where nothing is asked of it.
        if everywhere != nil { elements += spared }
        guard !elements.isEmpty || everywhere != nil else { return }
        if !elements.isEmpty {
            ruleset.add(
                NamedSet(
                    map, key: [.interfaceName], value: .verdict, elements: .keyed(elements.sorted())))
        }
        let dispatch = place.narrowing(
            (elements.isEmpty ? [] : [Rule(then: [.interfaceVerdict(place.interface, map: map)])])
                + (everywhere.map { toAll(place, $0) } ?? []))
        add(dispatch, to: place)
        // In the middle of the host an invalid packet leaves the chain before it comes to these rules.
        if place.hook == nil, place.chain != Name.inputHost, options.dropsInvalid {
            ruleset.chains[Name.invalid]?.rules += dispatch
        }
    }

    private mutating func add(_ dispatch: [Rule], to place: HostPlace) {
        guard let hook = place.hook else {
            ruleset.chains[place.chain]?.rules += dispatch
            return
        }
        let rules = place.beginning(options, followed: followed) + dispatch
        ruleset.add(Chain(place.chain, hook: hook, comment: place.comment, rules: rules))
    }

    /// The chain that comes before the policies: what no policy of the place may cut, and what is decided.
    private mutating func addEntry(
        _ place: HostPlace, _ endpoint: LocalHostEndpoint, to target: String, _ failsafes: Failsafes
    ) -> String {
        var rules: [Rule] = []
        if !place.failsafes.isEmpty {
            rules += place.alreadyAllowed(endpoint, options)
            if ruleset.family == .v6 { rules.append(hostDiscovery) }
            let peer: Match.Side = place.interface == .input ? .source : .destination
            for (list, side) in place.failsafes { rules += failsafes.rules(list, side, peer: peer) }
        }
        if place.followsConnections, options.dropsInvalid {
            rules.append(
                Rule(
                    .conntrackState(.invalid), then: [.counter, .verdict(.drop)],
                    comment: "invalid for conntrack"))
        }
        guard !rules.isEmpty else { return target }
        rules.append(Rule(then: [.verdict(.goto(target))]))
        let text = rules.map { $0.text(ruleset.family) }.joined(separator: "\n")
        let name = contentName(place.map + "-", text)
        ruleset.add(Chain(name, comment: "before policy", rules: rules))
        return name
    }

    /// Leads to `chain` from all interfaces but workloads', the loopback, and those that are excluded.
    ///
    /// What a host says to itself over the loopback passes no border that a policy could guard, and to cut it
    /// would cut the host's own resolver from its programs.
    private func toAll(_ place: HostPlace, _ chain: String) -> [Rule] {
        let spared = options.excludedInterfaces.compactMap { excluded(place.interface, $0) }
        // As in Felix, pre-DNAT policy of all interfaces is for what workloads send, too.
        let workloads = place.chain == "host-pre-dnat" ? [] : options.interfacePrefixes
        return workloads.map { Rule(.interfacePrefix(place.interface, $0), then: [.verdict(.return)]) }
            + [Rule(.interface(place.interface, "lo"), then: [.verdict(.return)])]
            + spared.map { Rule($0, then: [.verdict(.return)], comment: "InterfaceExclude") }
            + [Rule(then: [.verdict(.goto(chain))])]
    }

    private func excluded(_ direction: Match.Direction, _ pattern: String) -> Match? {
        switch InterfacePattern(pattern) {
        case .name(let name): .interface(direction, name)
        case .beginning(let beginning): .interfacePrefix(direction, beginning)
        case nil: nil
        }
    }
}

extension HostPlace {
    /// Whether conntrack has seen packets before they come here.
    fileprivate var followsConnections: Bool { !map.hasPrefix("host-untracked") }

    /// What a base chain made for the place begins with.
    fileprivate func beginning(_ options: CompilationOptions, followed: Rule) -> [Rule] {
        switch chain {
        // The bit may only ever have been set here.
        case "host-pre-dnat": [Rule(then: [.setMark(0, mask: options.acceptMark)]), followed]
        // Routed anew behind this hook, a packet's interface is not known yet.
        case Name.output: [followed, Rule(.isDestinationTranslated, then: [.verdict(.return)])]
        case "host-translated": [followed]
        default: []
        }
    }

    /// Behind routing everything comes by, and only what the host has sent to a rewritten destination is new.
    fileprivate func narrowing(_ rules: [Rule]) -> [Rule] {
        guard chain == "host-translated" else { return rules }
        return rules.map { rule in
            guard case .written(let matches, let statements) = rule.body else { return rule }
            return Rule(
                [.isFromHost, .isDestinationTranslated] + matches, then: statements, comment: rule.comment)
        }
    }

    /// Accepts what policies of an earlier place have let through for good.
    fileprivate func alreadyAllowed(_ endpoint: LocalHostEndpoint, _ options: CompilationOptions) -> [Rule] {
        guard followsConnections else { return [] }
        var rules: [Rule] = []
        if endpoint.untrackedIngress != nil || endpoint.untrackedEgress != nil {
            rules.append(
                Rule(.conntrackState(.untracked), then: [.verdict(.accept)], comment: "allowed untracked"))
        }
        if endpoint.preDNATIngress != nil, chain == Name.inputHost {
            rules.append(
                Rule(
                    .mark(options.acceptMark, mask: options.acceptMark), then: [.verdict(.accept)],
                    comment: "allowed before translation"))
        }
        return rules
    }
}
