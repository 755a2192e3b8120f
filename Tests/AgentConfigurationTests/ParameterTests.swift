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

    @Test func `each of Felix's has the name of its field in a FelixConfiguration as Calico spells it`() {
        let felix = AgentConfiguration.parameters.filter { $0.name.hasPrefix("FELIX_") && $0.reach != .local }
        for parameter in felix {
            let rest = parameter.fieldName.drop { $0.isLowercase }
            // Some names have nothing but an abbreviation behind their first word.
            let isShort = ["MTU", "MTUV6", "VNI"].contains(rest)
            #expect(
                rest.contains { $0.isLowercase } || isShort,
                "\(parameter.name)")
            #expect(parameter.fieldName.uppercased() == parameter.shortName)
        }
    }

    @Test func `the tables in docs/configuration.md are those that the code gives`() throws {
        let marker = "<!-- What follows is written by scripts/configuration-page. -->\n\n"
        let page = try text(of: "docs/configuration.md")
        let start = try #require(page.firstRange(of: marker)?.upperBound)
        #expect(page[start...] == ConfigurationReference.markdown, "run scripts/configuration-page")
    }

    @Test func `the manual page has every parameter, and no line that roff would take for a request`() {
        let lines = ConfigurationReference.manual(version: "1").split(separator: "\n").map(String.init)
        let names = AgentConfiguration.parameters.map(\.name) + FelixParameter.unused.map(\.variable)
        #expect(names.allSatisfy { lines.contains(".B \($0)") })
        let requests = [".TH ", ".SH ", ".PP", ".TP", ".B ", ".I ", ".br", ".nf", ".fi"]
        let entries = lines.filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
        #expect(entries.allSatisfy { line in requests.contains { line.hasPrefix($0) } })
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
