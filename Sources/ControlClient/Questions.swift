import FoundationEssentials
package import Status

/// The agent's status, and the JSON it came as.
package func fetchStatus(
    socket: String, timeout: Duration
) async throws(ControlError) -> (snapshot: StatusSnapshot, json: [UInt8]) {
    let (status, body) = try await request("GET", "/v1/status", socket: socket, timeout: timeout)
    guard status == 200 else { throw .notUnderstood(socket, reason: "HTTP status \(status)") }
    return (try decoded(body, from: socket), body)
}

/// The agent's parameters, and where each value comes from.
package func fetchConfiguration(
    socket: String, timeout: Duration
) async throws(ControlError) -> ConfigurationListing {
    let (status, body) = try await request("GET", "/v1/config", socket: socket, timeout: timeout)
    guard status == 200 else { throw .notUnderstood(socket, reason: "HTTP status \(status)") }
    return try decoded(body, from: socket)
}

/// Waits until all that is now in the state directory is in the kernel, or until `timeout` has passed.
///
/// An agent that is not there, or goes away, may be starting: it is asked again until the time is over.
package func sync(socket: String, timeout: Duration) async throws(ControlError) -> SyncResult {
    let deadline = ContinuousClock.now + timeout
    while true {
        let left = max(.zero, deadline - .now)
        do throws(ControlError) {
            let question = "/v1/sync?timeout=\(left / .seconds(1))"
            // The agent answers when the time is over; what comes on top is for the way there and back.
            let (status, body) = try await request(
                "POST", question, socket: socket, timeout: left + .seconds(5))
            switch status {
            case 200, 409: return try decoded(body, from: socket)
            case 503: throw ControlError.notReachable(socket)
            default: throw ControlError.notUnderstood(socket, reason: "HTTP status \(status)")
            }
        } catch {
            guard error.mayPass, ContinuousClock.now < deadline else { throw error }
        }
        // An agent with little to do is in sync some 30 ms after its start.
        try? await Task.sleep(for: min(.milliseconds(5), max(.zero, deadline - .now)))
    }
}

extension ControlError {
    /// Whether the next try may end otherwise.
    fileprivate var mayPass: Bool {
        switch self {
        case .notReachable, .brokenOff: true
        case .noPermission, .noAnswer, .notUnderstood: false
        }
    }
}

private func decoded<Value: Decodable>(_ body: [UInt8], from socket: String) throws(ControlError) -> Value {
    do {
        return try JSONDecoder().decode(Value.self, from: Data(body))
    } catch {
        throw .notUnderstood(socket, reason: "it comes from another version (\(error))")
    }
}
