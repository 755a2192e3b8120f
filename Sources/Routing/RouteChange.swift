/// One thing to do to the kernel's routes.
package struct RouteChange: Hashable, Sendable {
    package enum Operation: String, Sendable {
        /// Adds the route, or puts it in the place of one to the same destination.
        case add
        /// Removes the route if it is there and bears our protocol number.
        case remove
    }

    package let operation: Operation
    package let route: Route
    /// The index that ``Route/device`` had when the change was planned.
    ///
    /// A device made anew under the same name has another index, so a late change fails instead of landing
    /// on the wrong one.
    /// A route without device has 0.
    package let link: UInt32

    package static func add(_ route: Route, on link: Link?) -> RouteChange {
        RouteChange(operation: .add, route: route, link: link?.index ?? 0)
    }

    package static func remove(_ route: Route, on link: Link?) -> RouteChange {
        RouteChange(operation: .remove, route: route, link: link?.index ?? 0)
    }
}

extension RouteChange: CustomStringConvertible {
    /// The change in a sentence's first half: `add route 10.65.0.2/32 dev cali123`.
    package var description: String {
        switch route.way {
        case .link(let device), .tunnel(let device, _):
            "\(operation.rawValue) route \(route.destination) dev \(device)"
        case .gateway(let gateway, let device, _):
            "\(operation.rawValue) route \(route.destination) via \(gateway) dev \(device)"
        case .blackhole: "\(operation.rawValue) route blackhole \(route.destination)"
        }
    }
}
