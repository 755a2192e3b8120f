import Addressing
import Nftables
import NftablesNetlink
import Testing

/// What messages are said to do; nothing but the messages themselves is asked.
struct OperationTests {
    @Test(arguments: Table.allCases)
    func `each message is told by what it says`(table: Table) throws {
        var batch = try Batch()
        let hosts = NamedSet("hosts", key: [.address(table.addressFamily)], elements: .values([1, 3]))
        let nets = NamedSet(
            "nets", key: [.address(table.addressFamily)], isInterval: true,
            elements: .ranges([AddressRange(1, 3), AddressRange(7, 7)]))
        let rule = Rule(then: [.counter], comment: "counts")
        try batch.addTable(table)
        try batch.addSet(hosts, table)
        try batch.addChain(Chain("input", rules: []), table)
        batch.addElements(to: hosts, hosts.elements, table)
        batch.addElements(to: nets, nets.elements, table)
        batch.deleteElements(from: hosts, .values([1]), table)
        batch.addRule(rule, chain: "input", table)
        batch.addRule(rule, chain: "input", before: RuleHandle(7), table)
        batch.replaceRule(RuleHandle(8), with: Rule(then: [.counter]), chain: "input", table)
        batch.deleteRule(RuleHandle(9), chain: "input", table)
        batch.flushChain("input", table)
        batch.deleteChain("input", table)
        batch.deleteSet("hosts", table)
        batch.deleteTable(table)
        let lines = batch.finish().text.split(separator: "\n").filter { !$0.hasPrefix("  [") }
        #expect(
            lines == [
                "add table \(table)",
                "add set hosts of \(table)",
                "add chain input of \(table)",
                "add 2 elements to set hosts of \(table)",
                "add 2 elements to set nets of \(table)",
                "delete 1 element from set hosts of \(table)",
                "add rule in chain input of \(table) (rule: counts)",
                "insert rule before 7 in chain input of \(table) (rule: counts)",
                "replace rule 8 in chain input of \(table)",
                "delete rule 9 in chain input of \(table)",
                "flush chain input of \(table)",
                "delete chain input of \(table)",
                "delete set hosts of \(table)",
                "delete table \(table)",
            ])
    }
}
