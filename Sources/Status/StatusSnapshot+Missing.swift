extension StatusSnapshot {
    /// One line for each thing that keeps the kernel from holding what the state directory says.
    package var missing: [String] {
        let errors = files.problems.filter { $0.severity == .error }
        return reasons + errors.map(\.description) + waiting.map { "interface \($0) is not there yet" }
    }
}
