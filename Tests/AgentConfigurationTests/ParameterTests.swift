import AgentConfiguration
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
}
