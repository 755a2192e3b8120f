import Addressing

extension StatusSnapshot {
    /// What each part does with each family, where one is off: one setting for all of them.
    var familyLines: [String] {
        guard !(familiesOn.v4 && familiesOn.v6) else { return [] }
        let rows: [(String, (IPFamily) -> String)] =
            [
                ("setting", { "FELIX_\($0.description.uppercased())SUPPORT is \(familiesOn[$0])" }),
                ("workloads", { familiesOn[$0] ? "by policy" : "blocked" }),
                ("gemel-cni", { familiesOn[$0] ? "gives addresses" : "gives none" }),
                ("pools", poolUse),
                ("detection", { familiesOn[$0] ? nodeAddresses[$0]?.address ?? "found none" : "is off" }),
                ("tunnels", { tunnels[$0].isEmpty ? "none" : tunnels[$0].joined(separator: ", ") }),
            ]
            + (bgp == nil
                ? []
                : [("bgp", { familiesOn[$0] ? counted(bgp?.sessions[$0].count ?? 0, "session") : "is off" })])
        return rows.map { name, cell in
            "    \(name.padded(to: 11))\(cell(.v4).padded(to: 32))\(cell(.v6))".trimmedAtEnd
        } + [""]
    }

    private func poolUse(_ family: IPFamily) -> String {
        let count = pools.count { $0.cidr.contains(":") == (family == .v6) }
        return familiesOn[family] || count == 0 ? "\(count)" : "\(count), not used"
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        String(self.reversed().drop { $0 == " " }.reversed())
    }
}
