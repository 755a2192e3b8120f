package import Addressing

/// What makes the node a router, for the families it serves.
///
/// Changing one of the forwarding switches sets the same for every interface, so these come before
/// the settings of any interface. With `net/ipv6/conf/all/forwarding` on, the kernel stops to listen to
/// router advertisements unless an interface's `accept_ra` is 2, and forgets the default routes it has
/// from them. `advertised` names the interfaces that are to go on listening: theirs is set first. Where
/// it is 0, somebody else than the kernel listens, and the kernel should not begin to.
package func nodeSettings(serving isOn: DualStack<Bool>, advertised: [String] = []) -> [Setting] {
    var settings: [Setting] = []
    if isOn.v4 { settings.append(Setting("net/ipv4/ip_forward", 1)) }
    if isOn.v6 {
        settings += listeningSettings(advertised)
        settings.append(Setting("net/ipv6/conf/all/forwarding", 1))
    }
    return settings
}

/// What makes `interfaces` listen to router advertisements though the node forwards, if they listened before.
package func listeningSettings(_ interfaces: [String]) -> [Setting] {
    interfaces.filter(isInterfaceName).map {
        Setting("net/ipv6/conf/\($0)/accept_ra", 2, .desirable, insteadOf: 1)
    }
}
