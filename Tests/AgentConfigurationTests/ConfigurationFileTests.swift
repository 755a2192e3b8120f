import AgentConfiguration
import Testing

struct ConfigurationFileTests {
    @Test func `sections, comments, quotes and both separators are read`() throws {
        let configuration = try read(
            """
            # comment
            ; comment

            [global]
            HealthEnabled = true
            healthport: 80 # behind a value
            HealthHost = ::1
            [per-host.other]
              FELIX_LOGSEVERITYSCREEN = 'debug'
            GEMEL_STATE_DIR = "/srv/a;b #1"
            """)
        #expect(configuration.healthEnabled)
        #expect(configuration.healthPort == 80)
        #expect(configuration.healthHost == "::1")
        #expect(configuration.logSeverity == .debug)
        #expect(configuration.stateDirectory == "/srv/a;b #1")
    }

    @Test func `of two lines with one name the later counts`() throws {
        #expect(try read("HealthPort = 1\nhealthport = 2\n").healthPort == 2)
    }

    @Test func `lines may end as on Windows`() throws {
        let configuration = try read("HealthPort = 1\r\nHealthHost = localhost\r\n")
        #expect(configuration.healthPort == 1)
        #expect(configuration.healthHost == "localhost")
    }

    @Test func `an empty file is a file`() throws {
        #expect(try read("") == AgentConfiguration(nodeName: "n"))
    }

    private func read(_ text: String) throws -> AgentConfiguration {
        let file = ConfigurationFile(path: "gemeld.cfg", text: text)
        return try AgentConfiguration(environment: [:], file: file, hostname: "n")
    }
}
