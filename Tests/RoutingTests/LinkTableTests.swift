import Routing
import Testing

struct LinkTableTests {
    let down = Link(index: 7, name: "cali1", isUp: false, isRunning: false)
    let up = Link(index: 7, name: "cali1", isUp: true, isRunning: true)

    @Test func `a new link appears under its name and its index`() {
        var table = LinkTable([])
        #expect(table.apply(.changed(down)) == [.appeared(down)])
        #expect(table["cali1"] == down)
        #expect(table[index: 7] == down)
    }

    @Test func `an event that changes nothing is answered by nothing`() {
        var table = LinkTable([up])
        #expect(table.apply(.changed(up)) == [])
        #expect(table.apply(.removed(index: 8, name: "eth0")) == [])
    }

    @Test func `a link goes up and down`() {
        var table = LinkTable([down])
        #expect(table.apply(.changed(up)) == [.wentUp(up)])
        #expect(table.apply(.changed(down)) == [.wentDown(down)])
    }

    @Test func `a lost carrier is not a link set down`() {
        var table = LinkTable([up])
        let silent = Link(index: 7, name: "cali1", isUp: true, isRunning: false)
        #expect(table.apply(.changed(silent)) == [.carrier(silent)])
    }

    @Test func `the names of links that are up are known whatever has happened`() {
        var random = SystemRandomNumberGenerator()
        var table = LinkTable([])
        var names: [UInt32: String] = [:]
        for _ in 1...2_000 {
            let index = UInt32.random(in: 1...6, using: &random)
            if Int.random(in: 0..<5, using: &random) == 0 {
                _ = table.apply(.removed(index: index, name: names[index] ?? ""))
                names[index] = nil
            } else {
                // Two links have one name while names are exchanged between them.
                let link = Link(
                    index: index, name: "cali\(Int.random(in: 1...4, using: &random))",
                    isUp: .random(using: &random), isRunning: false)
                _ = table.apply(.changed(link))
                names[index] = link.name
            }
            #expect(table.namesUp == Set((1...4).map { "cali\($0)" }.filter { table[$0]?.isUp == true }))
        }
        _ = table.replace(with: [up, Link(index: 8, name: "cali2", isUp: false, isRunning: false)])
        #expect(table.namesUp == ["cali1"])
    }

    @Test func `a removed link vanishes`() {
        var table = LinkTable([up])
        #expect(table.apply(.removed(index: 7, name: "cali1")) == [.vanished(name: "cali1")])
        #expect(table["cali1"] == nil)
        #expect(table[index: 7] == nil)
    }

    @Test func `a renamed link leaves its old name free`() {
        var table = LinkTable([up])
        let renamed = Link(index: 7, name: "cali2", isUp: true, isRunning: true)
        let changes = table.apply(.changed(renamed))
        #expect(changes == [.renamed(from: "cali1", renamed)])
        #expect(changes.flatMap(\.names) == ["cali1", "cali2"])
        #expect(table["cali1"] == nil)
        #expect(table["cali2"] == renamed)
    }

    @Test func `a rename and going up in one event are two changes`() {
        var table = LinkTable([down])
        let renamed = Link(index: 7, name: "cali2", isUp: true, isRunning: true)
        #expect(table.apply(.changed(renamed)) == [.renamed(from: "cali1", renamed), .wentUp(renamed)])
    }

    @Test func `a link made anew under its old name appears again`() {
        var table = LinkTable([up])
        let successor = Link(index: 9, name: "cali1", isUp: true, isRunning: true)
        _ = table.apply(.removed(index: 7, name: "cali1"))
        #expect(table.apply(.changed(successor)) == [.appeared(successor)])
        #expect(table["cali1"] == successor)
    }

    @Test func `a name taken over before its holder is heard to be gone stays with the new link`() {
        var table = LinkTable([up])
        let successor = Link(index: 9, name: "cali1", isUp: true, isRunning: true)
        #expect(table.apply(.changed(successor)) == [.vanished(name: "cali1"), .appeared(successor)])
        #expect(table.apply(.removed(index: 7, name: "cali1")) == [])
        #expect(table["cali1"] == successor)
    }
}

struct LinkListingTests {
    let one = Link(index: 1, name: "a", isUp: true, isRunning: true)
    let two = Link(index: 2, name: "b", isUp: true, isRunning: true)

    @Test func `a table that was never listed asks for it`() {
        #expect(LinkTable().needsListing)
        #expect(!LinkTable([]).needsListing)
    }

    @Test func `after lost events only a listing restores trust`() {
        var table = LinkTable([one])
        #expect(table.apply(.overflow) == [])
        #expect(table.needsListing)
        _ = table.apply(.changed(two))
        #expect(table.needsListing)
        _ = table.replace(with: [one, two])
        #expect(!table.needsListing)
    }

    @Test func `a listing tells what was missed`() {
        var table = LinkTable([one, two])
        let down = Link(index: 2, name: "b", isUp: false, isRunning: false)
        let three = Link(index: 3, name: "c", isUp: true, isRunning: true)
        #expect(
            table.replace(with: [three, down]) == [.vanished(name: "a"), .wentDown(down), .appeared(three)])
        #expect(table.all == [down, three])
    }

    @Test func `links that exchanged their names are both renamed`() {
        var table = LinkTable([one, two])
        let swapped = [
            Link(index: 1, name: "b", isUp: true, isRunning: true),
            Link(index: 2, name: "a", isUp: true, isRunning: true),
        ]
        let changes = table.replace(with: swapped)
        #expect(Set(changes.flatMap(\.names)) == ["a", "b"])
        #expect(table["a"] == swapped[1])
        #expect(table["b"] == swapped[0])
    }

    @Test func `the table is the same whether heard by events or read as a list`() {
        var heard = LinkTable([])
        for event: LinkEvent in [
            .changed(two), .changed(one), .removed(index: 2, name: "b"),
            .changed(Link(index: 1, name: "b", isUp: true, isRunning: false)),
        ] { _ = heard.apply(event) }
        #expect(heard == LinkTable([Link(index: 1, name: "b", isUp: true, isRunning: false)]))
    }
}
