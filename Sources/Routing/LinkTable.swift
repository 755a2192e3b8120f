/// The network interfaces as last heard of, by index and by name.
///
/// Every event is answered by its own changes instead of the difference over many: a link that went down
/// and up again looks the same as before but has lost its routes.
package struct LinkTable: Equatable, Sendable {
    private var links: [UInt32: Link] = [:]
    private var indices: [String: UInt32] = [:]
    /// The names of the links that are up.
    package private(set) var namesUp: Set<String> = []
    /// Whether events were lost since the last listing (also: there was none yet), so that names may lie.
    package private(set) var needsListing = true

    package init() {}

    /// A table that holds exactly `links`.
    package init(_ links: [Link]) {
        _ = replace(with: links)
    }

    package subscript(name: String) -> Link? { indices[name].flatMap { links[$0] } }

    package subscript(index index: UInt32) -> Link? { links[index] }

    /// Whether any link is of `kind`.
    package func hasLink(ofKind kind: String) -> Bool { links.values.contains { $0.kind == kind } }

    /// All links by ascending index.
    package var all: [Link] { links.values.sorted() }
}

extension LinkTable {
    /// Takes in one event; says what it changed, in the order in which it came about.
    package mutating func apply(_ event: LinkEvent) -> [LinkChange] {
        switch event {
        case .changed(let link): update(link)
        case .removed(let index, _): remove(index)
        case .addressesChanged: []
        case .overflow: lose()
        }
    }

    /// Takes a whole listing for the truth; says in what it differs from what was known.
    ///
    /// A link that lost its routes by going down and up unheard shows no change here. Whoever lists again
    /// after lost events therefore reads the routes back, too.
    package mutating func replace(with listing: [Link]) -> [LinkChange] {
        let present = Set(listing.map(\.index))
        var changes: [LinkChange] = []
        for index in links.keys.sorted() where !present.contains(index) { changes += remove(index) }
        for link in listing.sorted() { changes += update(link) }
        // Names that were exchanged between links pass through states in which two links have one name.
        indices = Dictionary(listing.map { ($0.name, $0.index) }) { _, last in last }
        namesUp = Set(indices.keys.filter { self[$0]?.isUp == true })
        needsListing = false
        return changes
    }

    private mutating func lose() -> [LinkChange] {
        needsListing = true
        return []
    }

    private mutating func update(_ link: Link) -> [LinkChange] {
        let old = links.updateValue(link, forKey: link.index)
        defer { for name in [old?.name, link.name] { if let name { noteWhetherUp(name) } } }
        guard let old else {
            let holder = indices.updateValue(link.index, forKey: link.name)
            return (holder == nil ? [] : [.vanished(name: link.name)]) + [.appeared(link)]
        }
        var changes: [LinkChange] = []
        if old.name != link.name {
            release(old.name, of: link.index)
            if indices.updateValue(link.index, forKey: link.name) != nil {
                changes.append(.vanished(name: link.name))
            }
            changes.append(.renamed(from: old.name, link))
        }
        if old.isUp != link.isUp {
            changes.append(link.isUp ? .wentUp(link) : .wentDown(link))
        } else if old.isRunning != link.isRunning {
            changes.append(.carrier(link))
        }
        return changes
    }

    private mutating func remove(_ index: UInt32) -> [LinkChange] {
        guard let link = links.removeValue(forKey: index) else { return [] }
        defer { noteWhetherUp(link.name) }
        return release(link.name, of: index) ? [.vanished(name: link.name)] : []
    }

    private mutating func noteWhetherUp(_ name: String) {
        if self[name]?.isUp == true { namesUp.insert(name) } else { namesUp.remove(name) }
    }

    /// Frees `name`, unless another link has taken it meanwhile.
    @discardableResult
    private mutating func release(_ name: String, of index: UInt32) -> Bool {
        guard indices[name] == index else { return false }
        indices[name] = nil
        return true
    }
}
