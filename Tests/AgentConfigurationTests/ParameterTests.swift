import AgentConfiguration
import Glibc
import Testing

struct ParameterTests {
    @Test func `every default, written out, is read as itself`() throws {
        let defaults = AgentConfiguration(nodeName: "n")
        for parameter in AgentConfiguration.parameters where parameter.name != "FELIX_FELIXHOSTNAME" {
            let environment = [parameter.name: parameter.defaultText]
            #expect(try AgentConfiguration(environment: environment, hostname: "n") == defaults)
        }
    }

    @Test func `names are told apart in any case, and each has its sentence`() {
        let parameters = AgentConfiguration.parameters
        #expect(Set(parameters.map { $0.name.lowercased() }).count == parameters.count)
        #expect(parameters.allSatisfy { $0.documentation.hasSuffix(".") && !$0.accepted.isEmpty })
    }

    @Test func `the table in docs/operations.md says what the code does`() throws {
        let table = AgentConfiguration.parameters.map(\.row)
        let documented = try text(of: "docs/operations.md").split(separator: "\n").filter {
            $0.hasPrefix("| `FELIX_") || $0.hasPrefix("| `GEMEL_")
        }
        #expect(documented.map(String.init) == table, "should be:\n\(table.joined(separator: "\n"))")
    }
}

extension Parameter {
    fileprivate var row: String {
        let start = reach == .untilRestart ? " Read at start." : ""
        let defaultText =
            if name == "FELIX_FELIXHOSTNAME" {
                defaultText
            } else {
                self.defaultText.isEmpty ? "none" : "`\(self.defaultText)`"
            }
        return "| `\(name)` | \(defaultText) | \(accepted) | \(documentation)\(start) |"
    }
}

/// The text of a file of this repository.
private func text(of path: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let file = unsafe fopen("/\(root)/\(path)", "r") else { throw NoSuchFile() }
    defer { unsafe fclose(file) }
    var text = ""
    var line = [CChar](repeating: 0, count: 65_536)
    while unsafe fgets(&line, Int32(line.count), file) != nil {
        text += String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return text
}

private struct NoSuchFile: Error {}
