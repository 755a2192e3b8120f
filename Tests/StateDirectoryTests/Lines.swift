import Resources
import StateDirectory
import Status

/// A format for these tests: each line `namespace NAME` or `namespace NAME VERSION`, `bad`, or `warn`.
@Sendable func decodeLines(_ bytes: [UInt8], _ file: String) -> FileContent {
    var content = FileContent()
    let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case nil: break
        case "namespace" where words.count > 1:
            let labels = words.count > 2 ? ["version": words[2]] : [:]
            let position = SourcePosition(file: file, line: index + 1, column: 1)
            let namespace = Namespace(name: words[1], labels: labels)
            content.resources.append(LocatedResource(.namespace(namespace), at: position))
        case "warn":
            content.problems.append(
                FileProblem(.warning, file: file, line: index + 1, column: 1, message: "warn"))
        default:
            content.problems.append(
                FileProblem(.error, file: file, line: index + 1, column: 1, message: "bad"))
        }
    }
    return content
}

extension StateReader {
    /// What is in force: `a`, or `a 2` with a version, in order.
    var inForce: [String] { resources.values.compactMap { $0 }.map(describe).sorted() }

    var messages: [String] { problems.map(\.description) }
}

extension StateUpdate {
    /// What changed: `a`, `a 2`, or `-a` if it is gone, in order.
    var described: [String] {
        changed.map { id, located in located.map(describe) ?? "-\(id.name)" }.sorted()
    }
}

private func describe(_ located: LocatedResource) -> String {
    guard case .namespace(let namespace) = located.resource else { return "?" }
    return [namespace.name, namespace.labels["version"]].compactMap { $0 }.joined(separator: " ")
}
