/// What an event meant for the interfaces that were known before it.
package enum LinkChange: Hashable, Sendable {
    /// A link of a name that was free before; it may be up already.
    case appeared(Link)
    /// The link was set up. Its routes are gone if it was up before: the kernel drops them with `down`.
    case wentUp(Link)
    /// The link was set down, and with that has lost its routes.
    case wentDown(Link)
    /// The carrier came or went (``Link/isRunning``); routes stay.
    case carrier(Link)
    /// The same interface under a new name. Routes and settings have moved with it.
    case renamed(from: String, Link)
    /// There is no interface of this name any more.
    case vanished(name: String)
}

extension LinkChange {
    /// The names that mean something else than before, the one now valid last.
    package var names: [String] {
        switch self {
        case .appeared(let link), .wentUp(let link), .wentDown(let link), .carrier(let link): [link.name]
        case .renamed(let old, let link): [old, link.name]
        case .vanished(let name): [name]
        }
    }
}

extension LinkChange: CustomStringConvertible {
    package var description: String {
        switch self {
        case .appeared(let link): "\(link.name) appeared\(link.isUp ? ", up" : ", down")"
        case .wentUp(let link): "\(link.name) went up"
        case .wentDown(let link): "\(link.name) went down"
        case .carrier(let link): "\(link.name) \(link.isRunning ? "has" : "lost its") carrier"
        case .renamed(let old, let link): "\(old) became \(link.name)"
        case .vanished(let name): "\(name) vanished"
        }
    }
}
