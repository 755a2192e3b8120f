import Addressing

extension StatusSnapshot {
    /// The status as one screen of 80 columns.
    ///
    /// - Parameter now: seconds since 1970-01-01 00:00 UTC, to tell how long ago things were.
    package func screen(now: Double) -> String {
        var lines = [headline, ""]
        lines += reasons.flatMap { wrapped($0, first: "  because  ") }
        lines += wrapped(applied(now), first: "  applied  ")
        lines += wrapped(dealings, first: "  kernel   ")
        if let error = kernel.lastError { lines += wrapped(error, first: "  error    ") }
        lines += wrapped(health, first: "  health   ")
        lines += [""] + table + [""]
        lines += familyLines
        lines += nodeLines
        lines += bgpLines
        lines += poolLines
        lines += wireGuardLines
        lines += lacking.flatMap { wrapped($0, first: "  lacking  ") }
        lines += refusalLines
        lines += stagedLines
        lines += fileLines
        lines += ignoredLines
        lines += waitingLines
        return lines.joined(separator: "\n") + "\n"
    }

    /// How the agent is doing, in a few words.
    package var summary: String { state.headline + (state == .inSync ? reservation : "") }

    private var headline: String {
        let name = "gemel \(version) on \(nodeName)"
        let words = summary
        let space = max(2, 80 - name.count - words.count)
        return name + String(repeating: " ", count: space) + words
    }

    /// What must be known before anything else of a kernel that holds all that is in force.
    private var reservation: String {
        switch files.countWithErrors {
        case 0: ""
        case 1: ", but 1 file has errors"
        case let count: ", but \(count) files have errors"
        }
    }

    private func applied(_ now: Double) -> String {
        guard let lastApplied else { return "never since start" }
        return "\(utc(lastApplied.time)), \(ago(now - lastApplied.time))"
    }

    private var dealings: String {
        let generation = lastApplied.map { "generation \($0.generation); " } ?? ""
        let transactions = counted(kernel.transactions, "transaction")
        return "\(generation)\(transactions), \(counted(kernel.failures, "failure"))"
    }

    private var health: String {
        "\(live ? "live" : "not live: the agent's loop has stopped"), \(ready ? "ready" : "not ready")"
    }

    private var table: [String] {
        let names = ["endpoints", "policies", "chains", "rules", "sets", "elements", "routes"]
        return [row("", names)]
            + IPFamily.allCases.map { family in
                let counts = counts[family]
                let numbers = [
                    counts.endpoints, counts.policies, counts.chains, counts.rules, counts.sets,
                    counts.elements, counts.routes,
                ]
                let note = familiesOn[family] ? "" : " *"
                return row("\(family)\(note)", numbers.map { String($0) })
            }
            + IPFamily.allCases.filter { !familiesOn[$0] }.map { "  * off: workloads' \($0) is blocked" }
    }

    private var nodeLines: [String] {
        IPFamily.allCases.flatMap { family in
            guard let found = nodeAddresses[family] else { return [String]() }
            let head = "  node     "
            guard let address = found.address else {
                return wrapped("no \(family) address: \(found.reason ?? "")", first: head)
            }
            let length = found.prefixLength.map { "/\($0)" } ?? ""
            let interface = found.interface.map { " on \($0)" } ?? ""
            let origin = found.origin.map { " (\($0))" } ?? ""
            return wrapped("\(address)\(length)\(interface)\(origin)", first: head)
        }
    }

    private var poolLines: [String] {
        pools.prefix(shownAtMost).flatMap { pool in
            let address = pool.natOutgoing ? "the node's address" : "their own addresses"
            return wrapped(
                "\(pool.name) \(pool.cidr): outside with \(address) (\(pool.reason))", first: "  pool     ")
        } + more(than: pools.count)
    }

    private var bgpLines: [String] {
        guard case let sentences? = bgp?.sentences else { return [] }
        return sentences.prefix(shownAtMost).flatMap { wrapped($0, first: "  bgp      ") }
            + more(than: sentences.count)
    }

    private var fileLines: [String] {
        let problems = files.problems
        guard !problems.isEmpty else { return ["  files    \(files.total), all good"] }
        let errors = problems.filter { $0.severity == .error }
        let warnings = problems.filter { $0.severity == .warning }
        let count = "\(counted(errors.count, "error")), \(counted(warnings.count, "warning"))"
        return ["  files    \(files.total): \(count)"]
            + (errors + warnings).prefix(shownAtMost).flatMap { problem in
                let note = problem.lastGoodInForce ? " (its last good content holds)" : ""
                let head = "    \(problem.severity.rawValue): ".padded(to: 13)
                return wrapped("\(problem)\(note)", first: head)
            }
            + more(than: problems.count)
    }

    private var stagedLines: [String] {
        staged.prefix(shownAtMost).flatMap { wrapped($0.sentence, first: "  staged   ") }
            + more(than: staged.count)
    }

    private var ignoredLines: [String] {
        guard !files.ignored.isEmpty else { return [] }
        let names = files.ignored.prefix(shownAtMost).map { ignored in
            ignored.count == 1 ? ignored.name : "\(ignored.name) (\(ignored.count))"
        }
        return wrapped(names.joined(separator: ", "), first: "  ignored  ") + more(than: files.ignored.count)
    }

    private var waitingLines: [String] {
        guard !waiting.isEmpty else { return [] }
        let names = waiting.prefix(shownAtMost).joined(separator: ", ")
        let sentence = "for \(counted(waiting.count, "interface")) not there yet: \(names)"
        return wrapped(sentence, first: "  waiting  ") + more(than: waiting.count)
    }
}

/// How much of a list one screen shows; the JSON has all.
private let shownAtMost = 10

private func more(than count: Int) -> [String] {
    count > shownAtMost ? ["    and \(count - shownAtMost) more: see gemel status --output json"] : []
}

private func row(_ head: String, _ cells: [String]) -> String {
    let columns = cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }
    return "  \(head.padded(to: 7))" + columns.joined()
}

extension StatusSnapshot.State {
    fileprivate var headline: String {
        switch self {
        case .starting: "starting"
        case .inSync: "in sync"
        case .programming: "programming"
        case .failing: "FAILING"
        }
    }
}
