/// Names of interfaces as `InterfaceExclude` has them: a name, or an expression such as `/^veth.*/`.
package enum InterfacePattern: Hashable, Sendable {
    case name(String)
    case beginning(String)

    /// `nil` for any other expression: what it is about cannot be told, so that an interface is guarded rather
    /// than forgotten.
    package init?(_ text: String) {
        guard text.hasPrefix("/"), text.hasSuffix("/"), text.count > 1 else {
            self = .name(text)
            return
        }
        var text = text.dropFirst().dropLast()
        guard text.hasPrefix("^") else { return nil }
        text = text.dropFirst()
        for ending in [".*$", ".*"] where text.hasSuffix(ending) {
            let prefix = text.dropLast(ending.count)
            guard Self.isPlain(prefix) else { return nil }
            self = .beginning(String(prefix))
            return
        }
        guard text.hasSuffix("$"), Self.isPlain(text.dropLast()) else { return nil }
        self = .name(String(text.dropLast()))
    }

    package func matches(_ interface: String) -> Bool {
        switch self {
        case .name(let name): interface == name
        case .beginning(let beginning): interface.hasPrefix(beginning)
        }
    }

    private static func isPlain(_ text: Substring) -> Bool {
        (1...15).contains(text.utf8.count)
            && text.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
    }
}
