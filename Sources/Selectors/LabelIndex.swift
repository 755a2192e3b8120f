/// Things with labels, kept so that what a selector matches is found without looking at each of them.
///
/// Every label and every value of it knows who has it. A selector is asked what it requires, and only those
/// that fulfil its rarest requirement are matched against it in full.
package struct LabelIndex<Item: Hashable & Sendable>: Sendable {
    private var slots: [Item: Slot] = [:]
    private var free: [Slot] = []
    private var items: [Item?] = []
    private var labels = SlotLabels()

    package init() {}

    package var count: Int { slots.count }

    package var isEmpty: Bool { slots.isEmpty }

    /// The labels under which `item` is known, nil if it is not.
    package func labels(of item: Item) -> Labels? {
        slots[item].flatMap { labels[$0] }
    }

    /// Puts `item` in, or gives it new labels if it is there already.
    package mutating func insert(_ item: Item, labels new: Labels) {
        if let slot = slots[item] {
            labels[slot] = new
            return
        }
        let slot = free.popLast() ?? items.count
        if slot == items.count { items.append(item) } else { items[slot] = item }
        slots[item] = slot
        labels[slot] = new
    }

    /// Takes `item` out, and says whether it was there.
    @discardableResult
    package mutating func remove(_ item: Item) -> Bool {
        guard let slot = slots.removeValue(forKey: item) else { return false }
        items[slot] = nil
        labels[slot] = nil
        free.append(slot)
        return true
    }

    /// All items whose labels `selector` matches, in no order that means anything.
    package func items(matching selector: Selector) -> [Item] { unorderedItems(matching: selector) }

    private func unorderedItems(matching selector: Selector) -> [Item] {
        let slots = labels.slots(matching: selector)
        var result: [Item] = []
        result.reserveCapacity(slots.count)
        for slot in slots { if let item = items[slot] { result.append(item) } }
        return result
    }
}

extension LabelIndex where Item: Comparable {
    /// All items whose labels `selector` matches, in ascending order.
    package func items(matching selector: Selector) -> [Item] { unorderedItems(matching: selector).sorted() }
}
