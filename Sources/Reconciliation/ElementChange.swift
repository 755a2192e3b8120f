package import Nftables

/// The members that a set loses and gains.
package struct ElementChange: Hashable, Sendable {
    package let removed: Elements
    package let added: Elements

    /// Sets of different forms share nothing.
    package init(from old: Elements, to new: Elements) {
        switch (old, new) {
        case (.values(let old), .values(let new)):
            let change = difference(old, new)
            removed = .values(change.removed)
            added = .values(change.added)
        case (.ranges(let old), .ranges(let new)):
            let change = difference(old, new)
            removed = .ranges(change.removed)
            added = .ranges(change.added)
        case (.keyed(let old), .keyed(let new)):
            // An element of the same key with another verdict or comment goes and comes again.
            let change = difference(old, new)
            removed = .keyed(change.removed)
            added = .keyed(change.added)
        case (.values, _), (.ranges, _), (.keyed, _):
            removed = old
            added = new
        }
    }
}

/// What only one of two sorted lists has, in one pass.
@inlinable func difference<Item: Comparable>(_ old: [Item], _ new: [Item]) -> (removed: [Item], added: [Item])
{
    // A set that comes or goes shares its members with the change.
    guard !old.isEmpty, !new.isEmpty else { return (old, new) }
    var removed: [Item] = []
    var added: [Item] = []
    // Over spans items are compared where they are: each copy would count references up and down.
    let (oldItems, newItems) = (old.span, new.span)
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < oldItems.count, newIndex < newItems.count {
        if oldItems[oldIndex] == newItems[newIndex] {
            (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
        } else if oldItems[oldIndex] < newItems[newIndex] {
            removed.append(old[oldIndex])
            oldIndex += 1
        } else if newItems[newIndex] < oldItems[oldIndex] {
            added.append(new[newIndex])
            newIndex += 1
        } else {
            // Neither equal nor ordered: the same key with something else behind it.
            removed.append(old[oldIndex])
            added.append(new[newIndex])
            (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
        }
    }
    removed += old[oldIndex...]
    added += new[newIndex...]
    return (removed, added)
}
