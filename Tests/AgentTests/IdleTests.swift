import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct IdleTests {
    @Test func `an agent with nothing to do wakes up for nothing but the watchdog`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            #expect(try node.sync() == "")
            // Serving and reloading leave nothing behind that ticks.
            kill(agent.process, SIGHUP)
            #expect(try node.status().contains("in sync"))
            // What has begun may still have to end; what ticks never does.
            var woken: [String: Int] = [:]
            for _ in 0..<5 {
                let before = try switches(of: agent.process)
                sleep(4)
                woken = Dictionary(
                    uniqueKeysWithValues: try switches(of: agent.process).map { ($0, $1 - (before[$0] ?? 0)) }
                ).filter { $0.value > 0 }
                // The thread that decides shows every ten seconds that it turns, and may just have done so.
                if woken.values.reduce(0, +) <= 2 { break }
            }
            #expect(woken.values.reduce(0, +) <= 2, "\(woken)")
            _ = consume agent
        }
    }

    /// How often each thread has gone to sleep so far.
    private func switches(of process: pid_t) throws -> [String: Int] {
        let folder = "/proc/\(process)/task"
        var result: [String: Int] = [:]
        for thread in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let status = try String(contentsOfFile: "\(folder)/\(thread)/status", encoding: .utf8)
            let lines = status.split(separator: "\n").map { $0.split(separator: "\t") }
            let name = lines.first { $0[0] == "Name:" }?.last ?? ""
            let count = try #require(lines.first { $0[0] == "voluntary_ctxt_switches:" }?.last)
            let number: Int = try #require(Int(count))
            result["\(name) \(thread)"] = number
        }
        return result
    }
}
