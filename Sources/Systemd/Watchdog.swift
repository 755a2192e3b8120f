import Glibc

/// How often the service manager wants to hear that the service is alive: sd_watchdog_enabled(3).
///
/// - Returns: half the time after which it would give the service up; `nil` where it does not watch.
package func watchdogInterval(_ environment: [String: String]) -> Duration? {
    guard let text = environment["WATCHDOG_USEC"], let microseconds = Int64(text), microseconds > 0 else {
        return nil
    }
    if let process = environment["WATCHDOG_PID"], process != "\(getpid())" { return nil }
    return .microseconds(microseconds / 2)
}
