import Addressing
import Bird
import Resources
import TestSupport
import Testing

struct ConfigurationTests {
    @Test func `there are cases`() { #expect(BirdCase.names.count > 30) }

    @Test(arguments: BirdCase.names)
    func `a node has the sessions that it should have`(name: String) throws {
        let `case` = try BirdCase(name)
        #expect(`case`.decision.lines == `case`.sessions)
    }

    @Test(arguments: BirdCase.names)
    func `what BIRD is told is as it was, and BIRD takes it`(name: String) throws {
        let `case` = try BirdCase(name)
        let text = `case`.decision.configuration.text
        if BirdCase.isRefreshing { try `case`.write(text) }
        #expect(try text == `case`.text())
        // Prints what is wrong, and ends with 1 then.
        #expect(try command("bird", "-p", "-c", `case`.path) == "")
    }

    @Test(arguments: IPFamily.allCases)
    func `a family that is off has no sessions and no routes`(family: IPFamily) throws {
        let resources = try BirdCase.resources("mesh")
        let decision = decide(resources, families: DualStack { $0 != family })
        #expect(decision.configuration.families[family] == nil)
        #expect(decision.configuration.sessions.map(\.neighbor.family).allSatisfy { $0 != family })
        #expect(decision.configuration.sessions.count == 2)
        // What BIRD has put into the kernel goes, and nothing comes.
        let channel = family == .v4 ? "ipv4" : "ipv6"
        let text = decision.configuration.text
        #expect(text.split(separator: "\n").count { $0.contains(channel) } == 1)
        #expect(text.contains("  \(channel) {\n    import none;\n    export none;"))
    }

    @Test func `a router's number is the address, a hash of the name, or as given`() throws {
        let number = { (routerID: BGPSettings.RouterID) in
            var settings = BGPSettings()
            settings.routerID = routerID
            return try decide(BirdCase.resources("mesh"), settings).configuration.routerID.description
        }
        #expect(try number(.automatic) == "192.0.2.1")
        #expect(try number(.fixed(#require(IPAddress("1.2.3.4")))) == "1.2.3.4")
        let hashed = try number(.hash)
        #expect(hashed != "192.0.2.1")
        // A node without IPv4 has it, too.
        #expect(try decide(BirdCase.resources("ipv6-only")).configuration.routerID.description == hashed)
    }

    @Test func `two nodes never both wait for the other`() {
        // As texts they are in one order, as numbers in the other.
        for (first, second) in [("192.0.2.10", "192.0.2.9"), ("2001:db8::a", "2001:db8::10")] {
            let waits = [(first, second), (second, first)].map { own, other in
                decide([node("node-a", own), node("node-b", other)]).configuration.sessions.map(\.isPassive)
            }
            #expect(waits.flatMap(\.self).count { $0 } == 1)
            #expect(waits.flatMap(\.self).count == 2)
        }
    }
}

private func node(_ name: String, _ address: String) -> Resource {
    var node = Node(name: name)
    if let address = IPAddress(address) { node.attachment[address.family].address = address }
    return .calicoNode(node)
}
