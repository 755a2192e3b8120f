package import Addressing

/// What makes the node a router, for the families it serves.
///
/// Changing one of the forwarding switches sets the same for every interface, so these come before
/// the settings of any interface. With `net/ipv6/conf/all/forwarding` on, the kernel stops to listen to
/// router advertisements unless an interface's `accept_ra` is 2, and forgets the default routes it has
/// from them. `advertised` names the interfaces that such a route leads out of: theirs is set first. Where
/// it is 0, somebody else than the kernel listens, and the kernel should not begin to.
package func nodeSettings(serving isOn: DualStack<Bool>, advertised: [String] = []) -> [Setting] {
    var settings: [Setting] = []
    if isOn.v4 { settings.append(Setting("net/ipv4/ip_forward", 1)) }
    if isOn.v6 {
        for name in advertised where isInterfaceName(name) {
            settings.append(Setting("net/ipv6/conf/\(name)/accept_ra", 2, .desirable, insteadOf: 1))
        }
        settings.append(Setting("net/ipv6/conf/all/forwarding", 1))
    }
    return settings
}
