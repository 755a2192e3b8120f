import AgentConfiguration
import StatusServer
import Testing

@Test func `health is a service only if it is enabled`() {
    var configuration = AgentConfiguration(nodeName: "n")
    #expect(statusServices(configuration, board: board(), logger: quiet).count == 1)
    configuration.healthEnabled = true
    #expect(statusServices(configuration, board: board(), logger: quiet).count == 2)
}
