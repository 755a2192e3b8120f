import YAML

/// A value in a document, the way to it, and where to say what is wrong with it.
///
/// Reading never stops at a mistake: it is reported and a stand-in is returned, so that the rest is read
/// too. What is made with stand-ins is a draft that must not be used; whoever began the reading sees that
/// from the report.
struct FieldValue {
    let node: DocumentNode
    let path: FieldPath
    let report: DecodingReport

    func fail(_ message: String) {
        report.fail(message, field: path, at: node.position)
    }

    func fail(_ message: String, at position: Position) {
        report.fail(message, field: path, at: position)
    }

    func warn(_ message: String) {
        report.warn(message, field: path, at: node.position)
    }
}

extension FieldValue {
    /// The fields of a mapping.
    func fields() -> FieldReader {
        guard case .mapping(let fields) = node.content else {
            fail("expected a mapping, found \(node.typeName)")
            return FieldReader(self, nil)
        }
        return FieldReader(self, fields)
    }

    /// The values of a list, without those that are null, which are refused: to leave one empty is not to
    /// say anything, and where empty means everything that would be grave.
    func items() -> [FieldValue] {
        guard case .sequence(let nodes) = node.content else {
            fail("expected a list, found \(node.typeName)")
            return []
        }
        var items: [FieldValue] = []
        items.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            let item = FieldValue(node: node, path: .item(index, of: path), report: report)
            guard !node.isNull else {
                item.fail("is empty")
                continue
            }
            items.append(item)
        }
        return items
    }

    func strings() -> [String] { items().map { $0.string() } }
}
