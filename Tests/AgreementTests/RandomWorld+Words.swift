import Addressing
import Resources
import Selectors

// What everything in a random world is made of.

extension RandomWorld {
    /// The `number`th address of both families in the range of pods.
    static func addresses(_ number: Int) -> [IPAddress] {
        [
            IPAddress(.v4, bits: 0x0a41_0000 + UInt128(number)),
            IPAddress(.v6, bits: (UInt128(0xfd00_0000_0000_0065) << 64) + UInt128(number)),
        ]
    }

    /// Addresses outside of the cluster.
    static func outside(_ number: Int) -> [IPAddress] {
        [
            IPAddress(.v4, bits: 0xc000_0200 + UInt128(number)),
            IPAddress(.v6, bits: (UInt128(0x2001_0db8) << 96) + UInt128(number)),
        ]
    }

    /// Addresses behind the node's second interface.
    static let behindSecond = ["198.51.100.7", "2001:db8:1::7"].compactMap { IPAddress($0) }

    /// The addresses of a service that nobody translates.
    static let service = ["10.96.0.10", "fd00:96::10"].compactMap { IPAddress($0) }

    static let serviceBlocks = ["10.96.0.0/16", "10.96.0.10/32", "fd00:96::/112", "fd00:96::10/128"]
        .compactMap {
            IPPrefix($0)
        }

    /// Addresses that may stand for workloads' own, and are nobody's otherwise.
    static func floating(_ number: Int) -> [IPAddress] {
        ["203.0.113.\(number)", "2001:db8:f::\(number)"].compactMap { IPAddress($0) }
    }

    mutating func chance(_ part: Int, of whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }

    mutating func one<Item>(of items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    mutating func some<Item>(of items: [Item], atMost most: Int) -> [Item] {
        Array(items.shuffled(using: &random).prefix(Int.random(in: 0...most, using: &random)))
    }

    mutating func labels() -> Labels {
        var labels: Labels = [:]
        if chance(3, of: 4) { labels["app"] = one(of: ["a", "b", "c"]) }
        if chance(1, of: 2) { labels["role"] = one(of: ["x", "y"]) }
        return labels
    }

    mutating func prefix() -> IPPrefix { one(of: chance(1, of: 8) ? Self.everything : Self.blocks) }

    /// A block that may be excluded: not everything.
    mutating func excludedPrefix() -> IPPrefix { one(of: Self.blocks) }

    private static let everything = ["0.0.0.0/0", "::/0"].compactMap { IPPrefix($0) }

    static let blocks = [
        "10.65.0.0/30", "10.65.0.4/32", "192.0.2.0/24", "192.0.2.7/32", "10.0.0.0/8", "198.51.100.0/24",
        "fd00:0:0:65::/126", "fd00:0:0:65::4/128", "2001:db8::/32", "2001:db8::7/128", "fd00::/8",
        "10.65.0.2/31", "10.65.0.0/29", "fd00:0:0:65::2/127", "203.0.113.0/24",
    ].compactMap { IPPrefix($0) }

    mutating func selector() -> Selector {
        let texts = [
            "all()", "app == 'a'", "app == 'b'", "app != 'a'", "has(app)", "!has(role)", "app in {'a', 'c'}",
            "app not in {'a', 'b'}", "role == 'x' && app == 'b'", "role == 'x' || app == 'c'",
            "!(app == 'a' || role == 'y')", "app starts with 'a'", "app contains 'b'",
        ]
        return (try? Selector(one(of: texts))) ?? .all
    }

    /// A selector that a label selector of Kubernetes can say as well.
    mutating func labelSelector() -> Selector {
        let texts = [
            "all()", "app == 'a'", "app == 'b'", "has(app)", "!has(role)", "app in {'a', 'c'}",
            "app not in {'a', 'b'}", "app == 'b' && role == 'x'", "role == 'x' && app in {'a', 'b'}",
            "app == 'a' && !has(role)", "has(role) && app not in {'c'}",
        ]
        return (try? Selector(one(of: texts))) ?? .all
    }

    static let ports: [PortMatch] = [
        .range(80...80), .range(81...90), .range(53...80), .named("http"), .named("dns"),
    ]
}
