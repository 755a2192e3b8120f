/// What the kernel says of a process, with what it takes to understand it.
package struct ProcessReading: Sendable {
    /// `/proc/self/stat`, whose fields proc(5) numbers.
    package var stat: String
    /// When the machine started, in seconds since 1970.
    package var bootTime: Double
    package var ticksPerSecond: Double
    package var pageSize: Double
    package var openFiles: Int
    package var maximumFiles: Double
    /// Bytes that the program's own allocations have taken from the system, and those in use.
    package var heap: (reserved: Double, used: Double)?

    package init(
        stat: String, bootTime: Double, ticksPerSecond: Double, pageSize: Double, openFiles: Int,
        maximumFiles: Double, heap: (reserved: Double, used: Double)? = nil
    ) {
        self.stat = stat
        self.bootTime = bootTime
        self.ticksPerSecond = ticksPerSecond
        self.pageSize = pageSize
        self.openFiles = openFiles
        self.maximumFiles = maximumFiles
        self.heap = heap
    }
}

extension ProcessReading {
    /// The metrics that Prometheus' client libraries have for every process; none if the text is not understood.
    package var processMetrics: [MetricFamily] {
        guard let user = field(14), let system = field(15), let start = field(22), let size = field(23),
            let resident = field(24)
        else { return [] }
        return [
            MetricFamily(
                "process_cpu_seconds_total", .counter,
                "Time on a processor, in the program and in the kernel",
                (user + system) / ticksPerSecond),
            MetricFamily("process_open_fds", .gauge, "Open files", openFiles),
            MetricFamily("process_max_fds", .gauge, "Open files that there may be", maximumFiles),
            MetricFamily("process_virtual_memory_bytes", .gauge, "Size of the address space", size),
            MetricFamily("process_resident_memory_bytes", .gauge, "Memory in use", resident * pageSize),
            MetricFamily(
                "process_start_time_seconds", .gauge, "When the process started, since 1970",
                bootTime + start / ticksPerSecond),
        ]
    }

    /// What Felix has from Go's runtime, as far as there is the like here.
    package var runtimeMetrics: [MetricFamily] {
        guard let threads = field(20) else { return [] }
        var families = [MetricFamily("gemel_runtime_threads", .gauge, "Threads", threads)]
        if let heap {
            families += [
                MetricFamily(
                    "gemel_runtime_heap_bytes", .gauge, "Memory that the allocator has from the system",
                    heap.reserved),
                MetricFamily(
                    "gemel_runtime_heap_used_bytes", .gauge, "Memory that is allocated", heap.used),
            ]
        }
        return families
    }

    /// The field of that number; the second is in brackets and may have anything in it.
    private func field(_ number: Int) -> Double? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        return number - 3 < fields.count ? Double(fields[number - 3]) : nil
    }
}
