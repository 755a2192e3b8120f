package import Addressing
package import Routing

/// The routes that one family has to lose and gain.
package struct RoutePlan: Hashable, Sendable {
    package let removed: [Route]
    /// Only routes whose device is there and up; the others wait for it.
    package let added: [Route]
    /// Routes that wait for their device.
    package let waiting: [Route]

    /// - Parameter devices: the names of the devices that can carry a route now.
    package init(from current: [Route], to desired: [IPPrefix: Route], devices: Set<String>) {
        let unwanted = current.filter { desired[$0.destination] != $0 }
        removed = Self.removed(of: unwanted, desired, devices)
        // Mostly nothing is missing, which is seen by counting.
        let isComplete = current.count - unwanted.count == desired.count
        let present = isComplete ? [] : Set(current)
        let missing = isComplete ? [] : desired.values.filter { !present.contains($0) }.sorted()
        added = missing.filter { $0.isReady(devices) }
        waiting = missing.filter { !$0.isReady(devices) }
    }

    package var isEmpty: Bool { removed.isEmpty && added.isEmpty }

    /// What such a plan removes, without the rest of it.
    package static func removed(
        from current: [Route], to desired: [IPPrefix: Route], devices: Set<String>
    ) -> [Route] {
        removed(of: current.filter { desired[$0.destination] != $0 }, desired, devices)
    }

    /// A route that only changes its device is replaced in one step, without a moment of no route; one with another metric
    /// would stand beside it.
    private static func removed(
        of unwanted: [Route], _ desired: [IPPrefix: Route], _ devices: Set<String>
    ) -> [Route] {
        unwanted.filter { route in
            !(desired[route.destination].map { $0.isReady(devices) && $0.metric == route.metric } ?? false)
        }.sorted()
    }
}

extension Route {
    fileprivate func isReady(_ devices: Set<String>) -> Bool { device.map { devices.contains($0) } ?? true }
}
