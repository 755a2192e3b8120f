import AgentConfiguration
import Status
import Testing

struct HealthSettingTests {
    private func configuration(_ environment: [String: String]) throws -> AgentConfiguration {
        try AgentConfiguration(environment: environment, hostname: "n")
    }

    @Test(arguments: [("20", 20.0), ("90.5", 90.5), ("1m30s", 90), ("1h0m0.5s", 3600.5)])
    func `a time is a number of seconds or what Go writes`(text: String, seconds: Double) throws {
        let configuration = try configuration(["FELIX_DATAPLANEWATCHDOGTIMEOUT": text])
        #expect(configuration.health.limits.mainLoop == .seconds(seconds))
    }

    @Test(arguments: ["19", "-90", "90x", "1m30", "inf", "nan", "1e300", "..s", "s"])
    func `a time that is too short or is none is refused`(text: String) throws {
        #expect(throws: ConfigurationError.self) {
            try configuration(["FELIX_DATAPLANEWATCHDOGTIMEOUT": text])
        }
    }

    @Test func `parts of health have limits of their own, and zero is none`() throws {
        let limits = try configuration([
            "FELIX_DATAPLANEWATCHDOGTIMEOUT": "30",
            "FELIX_HEALTHTIMEOUTOVERRIDES": "InternalDataplaneMainLoop=2m, CalculationGraph=0, Else=1s",
        ]).health.limits
        #expect(limits.mainLoop == .seconds(120))
        #expect(limits.calculation == nil)
    }

    @Test(arguments: ["a", "a=", "=1s", "a=1", "a=-1s"])
    func `overrides that are none are refused`(text: String) {
        #expect(throws: ConfigurationError.self) {
            try configuration(["FELIX_HEALTHTIMEOUTOVERRIDES": text])
        }
    }
}
