import Addressing
import Nftables

/// What a rule is to nft(8) and to the kernel.
struct Row {
    let rule: Rule
    let text: String
    let expressions: [Expression]

    init(_ matches: Match..., text: String, _ expressions: [Expression]) {
        self.rule = Rule(matches, then: [])
        self.text = text
        self.expressions = expressions
    }

    init(_ statement: Statement, text: String, _ expressions: [Expression]) {
        self.rule = Rule(then: [statement])
        self.text = text
        self.expressions = expressions
    }
}

/// What the same condition looks like in each family.
struct Header {
    /// nft(8)'s words for the headers.
    let address: String
    let icmp: String
    let icmpNumber: UInt8
    /// Where the addresses stand in the header, and how long they are.
    let sourceOffset: UInt32
    let destinationOffset: UInt32
    let addressLength: UInt32

    init(_ family: IPFamily) {
        switch family {
        case .v4: self.init("ip", "icmp", 1, source: 12, destination: 16, length: 4)
        case .v6: self.init("ip6", "icmpv6", 58, source: 8, destination: 24, length: 16)
        }
    }

    private init(
        _ address: String, _ icmp: String, _ icmpNumber: UInt8, source: UInt32, destination: UInt32,
        length: UInt32
    ) {
        self.address = address
        self.icmp = icmp
        self.icmpNumber = icmpNumber
        self.sourceOffset = source
        self.destinationOffset = destination
        self.addressLength = length
    }

    var source: Expression {
        .payload(.network, offset: sourceOffset, length: addressLength, into: .first)
    }

    var destination: Expression {
        .payload(.network, offset: destinationOffset, length: addressLength, into: .first)
    }

    /// Goes on for packets of ICMP only.
    var isICMP: [Expression] {
        [.meta(.transportProtocol, into: .first), .compare(.first, .equal, [icmpNumber])]
    }
}

/// An interface's name as the kernel compares it.
let cali1: [UInt8] = Array("cali1".utf8) + Array(repeating: 0, count: 11)

let sourcePort: Expression = .payload(.transport, offset: 0, length: 2, into: .first)
let destinationPort: Expression = .payload(.transport, offset: 2, length: 2, into: .first)
