import Monitoring
import Testing

struct ProcessMetricsTests {
    @Test func `a name with spaces and brackets does not shift the fields`() {
        let stat =
            "7 (a) b (c) S 1 7 7 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 4 0 1000 8192 3 18446744073709551615"
        let reading = ProcessReading(
            stat: stat, bootTime: 1_000_000, ticksPerSecond: 100, pageSize: 4096, openFiles: 9,
            maximumFiles: 1024)
        let values = Dictionary(
            uniqueKeysWithValues: (reading.processMetrics + reading.runtimeMetrics).map {
                ($0.name, $0.samples[0].value)
            })
        #expect(
            values == [
                "process_cpu_seconds_total": 2, "process_open_fds": 9, "process_max_fds": 1024,
                "process_virtual_memory_bytes": 8192, "process_resident_memory_bytes": 12288,
                "process_start_time_seconds": 1_000_010, "gemel_runtime_threads": 4,
            ])
    }

    @Test func `a text that is not understood gives no metrics`() {
        let reading = ProcessReading(
            stat: "", bootTime: 0, ticksPerSecond: 1, pageSize: 1, openFiles: 0, maximumFiles: 0)
        #expect(reading.processMetrics == [])
        #expect(reading.runtimeMetrics == [])
    }
}
