import Addressing
import YAML

/// Why a text is not a ledger.
package struct LedgerError: Error, Hashable, CustomStringConvertible {
    package let description: String
}

extension AddressLedger {
    /// Reads what `text` prints.
    ///
    /// - Throws: for anything else: to guess who has which address would be to give one out twice.
    package init(_ bytes: [UInt8]) throws(LedgerError) {
        let root: DocumentNode
        do throws(SyntaxError) {
            guard let document = try documents(bytes).first else {
                throw SyntaxError("there is nothing in it", at: .start)
            }
            root = document
        } catch {
            throw LedgerError(description: "\(error)")
        }
        guard root.number("version") == 1 else {
            throw LedgerError(description: "it is not of version 1, the only one that is known")
        }
        revision = UInt64(try root.required("revision"))
        sequence = UInt64(try root.required("sequence"))
        for node in root.items("blocks") {
            let block = try AddressBlock(node)
            guard blocks.updateValue(block, forKey: block.prefix) == nil else {
                throw node.error("the block \(block.prefix) is here twice")
            }
        }
    }
}

extension AddressBlock {
    fileprivate init(_ node: DocumentNode) throws(LedgerError) {
        guard let prefix = node.text("cidr").flatMap({ IPPrefix($0) }),
            Self.lengths(prefix.family).contains(prefix.length), let name = node.text("node")
        else { throw node.error("a block has no cidr or no node") }
        self.init(prefix, node: name)
        fresh = try ordinal(node.required("fresh"), upTo: size, node)
        for value in node.items("freed") {
            guard case .sequence(let pair) = value.content, pair.count == 2, let number = pair[0].number,
                let since = pair[1].number
            else { throw value.error("freed has what is no pair of numbers") }
            guard freed.updateValue(UInt64(since), forKey: try ordinal(number, upTo: size - 1, value)) == nil
            else { throw value.error("the address is free twice") }
        }
        for value in node.items("allocations") {
            guard let ordinal = value.text("address").flatMap({ IPAddress($0) }).flatMap({ ordinal($0) }),
                let handle = value.text("handle")
            else { throw value.error("an allocation of \(prefix) has no address in it or no handle") }
            let owner = Owner(
                handle: handle, namespace: value.text("namespace") ?? "", pod: value.text("pod") ?? "")
            let sequence = UInt64(try value.required("sequence"))
            let allocation = Allocation(owner: owner, node: value.text("node") ?? name, sequence: sequence)
            guard allocations.updateValue(allocation, forKey: ordinal) == nil else {
                throw value.error("the address is here twice")
            }
        }
        guard Set(freed.keys).isDisjoint(with: allocations.keys) else {
            throw node.error("an address of \(prefix) is free and given out")
        }
    }

    private func ordinal(_ number: Int, upTo last: UInt32, _ node: DocumentNode) throws(LedgerError) -> UInt32
    {
        guard let ordinal = UInt32(exactly: number), ordinal <= last else {
            throw node.error("\(number) is beyond the block \(prefix)")
        }
        return ordinal
    }
}

extension DocumentNode {
    fileprivate func error(_ message: String) -> LedgerError {
        LedgerError(description: "\(position): \(message)")
    }

    fileprivate func text(_ key: String) -> String? {
        guard case .scalar(let scalar)? = self[key]?.content else { return nil }
        return scalar.text
    }

    fileprivate func items(_ key: String) -> [DocumentNode] {
        guard case .sequence(let items)? = self[key]?.content else { return [] }
        return items
    }

    fileprivate func number(_ key: String) -> Int? { self[key]?.number }

    fileprivate var number: Int? {
        guard case .scalar(let scalar) = content, case .integer(let number?) = scalar.resolution, number >= 0
        else { return nil }
        return number
    }

    fileprivate func required(_ key: String) throws(LedgerError) -> Int {
        guard let number = number(key) else { throw error("\(key) is missing or no number") }
        return number
    }
}
