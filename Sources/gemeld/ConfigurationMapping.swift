import Addressing
package import AgentConfiguration
import Calculation
import Compilation
package import PolicyDecision
import Reconciliation

// The settings in the words of those who act on them.

extension NodeParameters {
    init(_ configuration: AgentConfiguration) {
        self.init(
            name: configuration.nodeName, interfacePrefix: configuration.interfacePrefixes.first ?? "cali")
        workloadPrefixes = configuration.interfacePrefixes
        allowsOtherSources = configuration.dataplane.sourceSpoofing == .any
    }
}

extension CompilationOptions {
    init(_ configuration: AgentConfiguration) {
        let settings = configuration.dataplane
        self.init(
            interfacePrefixes: configuration.interfacePrefixes,
            workloadToHost: WorkloadToHost(settings.endpointToHostAction),
            familiesOn: configuration.familiesOn)
        denyAction = DenyAction(settings.denyAction)
        dropsInvalid = !settings.allowsInvalid
        failsafeInbound = settings.failsafeInbound.map(FailsafePort.init)
        failsafeOutbound = settings.failsafeOutbound.map(FailsafePort.init)
        logPrefix = settings.logPrefix
        logLimit = settings.logRate.map {
            LogLimit(rate: $0.count, unit: LogLimit.Unit($0.unit), burst: settings.logBurst)
        }
        excludedInterfaces = settings.interfaceExclude
        allowsVXLANFromWorkloads = settings.allowsVXLANFromWorkloads
        allowsIPIPFromWorkloads = settings.allowsIPIPFromWorkloads
        vxlanPort = settings.vxlanPort
        serviceLoop = DenyAction(settings.serviceLoopPrevention)
        natExclusions = NATExclusions(settings.natExclusions)
        natPorts = settings.natPorts
        natAddress = settings.natAddress
        natInterface = settings.natInterface
        allowsFloatingAddresses = settings.floatingAddresses == .enabled
        acceptMark = settings.acceptMark
    }
}

extension HostSurroundings {
    package init(_ configuration: AgentConfiguration) {
        self.init()
        let settings = configuration.dataplane
        inbound = settings.failsafeInbound.map(FailsafePort.init)
        outbound = settings.failsafeOutbound.map(FailsafePort.init)
        excludedInterfaces = settings.interfaceExclude.compactMap { InterfacePattern($0) }
        workloadPrefixes = configuration.interfacePrefixes
        dropsFromWorkloads = settings.endpointToHostAction == .drop
    }
}

extension HostSurroundings {
    /// Adds the tunnels between nodes, which no host endpoint cuts.
    mutating func add(_ traffic: TunnelTraffic) {
        let tunnels = traffic.wrappings.flatMap { wrapping in
            traffic.ends.map { net in
                switch wrapping {
                case .vxlan(let port), .wireGuard(let port):
                    FailsafePort(transport: 17, net: net, port: port)
                case .ipip: FailsafePort(transport: 4, net: net, port: 0)
                }
            }
        }
        inbound += tunnels
        outbound += tunnels
    }
}

extension HostSurroundings.FailsafePort {
    fileprivate init(_ port: HostPort) {
        self.init(transport: port.transport.number, net: port.net, port: port.port)
    }
}

extension CompilationOptions.WorkloadToHost {
    fileprivate init(_ action: HostAction) {
        self =
            switch action {
            case .drop: .drop
            case .return: .return
            case .accept: .accept
            }
    }
}

extension CompilationOptions.DenyAction {
    fileprivate init(_ action: DenialAnswer) {
        self =
            switch action {
            case .drop: .drop
            case .reject: .reject
            }
    }

    fileprivate init?(_ prevention: ServiceLoopPrevention) {
        switch prevention {
        case .drop: self = .drop
        case .reject: self = .reject
        case .disabled: return nil
        }
    }
}

extension CompilationOptions.FailsafePort {
    fileprivate init(_ port: HostPort) {
        self.init(transport: port.transport.number, net: port.net, port: port.port)
    }
}

extension CompilationOptions.LogLimit.Unit {
    fileprivate init(_ unit: LogRate.Unit) {
        self =
            switch unit {
            case .second: .second
            case .minute: .minute
            case .hour: .hour
            case .day: .day
            }
    }
}

extension CompilationOptions.NATExclusions {
    fileprivate init(_ exclusions: NATExclusion) {
        self =
            switch exclusions {
            case .poolsOnly: .pools
            case .poolsAndNodes: .poolsAndNodes
            }
    }
}

extension RefreshSchedule {
    mutating func follow(_ settings: RefreshSettings, at now: ContinuousClock.Instant) {
        set(.rules, every: settings.rules, at: now)
        set(.routes, every: settings.routes, at: now)
        set(.interfaces, every: settings.interfaces, at: now)
    }
}
