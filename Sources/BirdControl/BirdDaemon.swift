package import Bird

/// A running BIRD as it is dealt with: one socket, on which nothing is ever waited for.
package struct BirdDaemon: Sendable {
    private let files: BirdFiles
    private var course: BirdCourse
    private var socket: BirdSocket?
    private var reader = BirdReplyReader()

    /// - Parameters:
    ///   - directory: where its configuration and its control socket are.
    ///   - trial: how long sessions have for coming again after a change.
    package init(directory: String, trial: Duration) {
        files = BirdFiles(directory: directory)
        course = BirdCourse(trial: trial)
    }

    package var standing: BirdStanding { course.standing }

    /// What can have something to say.
    package var descriptors: [Int32] { socket.map { [$0.descriptor] } ?? [] }

    /// How long to wait if nothing happens; `nil`: for ever.
    package var patience: Duration? { course.patience.map { max(.zero, $0 - .now) } }

    /// Does what is next; with `nil` nothing else is wanted than before.
    package mutating func attend(_ wanted: BirdConfiguration?) {
        if let wanted { perform(course.handle(.wanted(wanted), at: .now)) }
        receive()
        perform(course.handle(.timePassed, at: .now))
    }

    private mutating func receive() {
        guard let socket else { return }
        do throws(BirdFailure) {
            for reply in reader.take(try socket.receive()) {
                perform(course.handle(.reply(reply), at: .now))
            }
        } catch {
            leave(error)
        }
    }

    private mutating func perform(_ actions: [BirdCourse.Action]) {
        for action in actions {
            do throws(BirdFailure) {
                try perform(action)
            } catch {
                return leave(error)
            }
        }
    }

    private mutating func perform(_ action: BirdCourse.Action) throws(BirdFailure) {
        switch action {
        case .connect:
            socket = try BirdSocket(path: files.socket)
            reader = BirdReplyReader()
            perform(course.handle(.connected, at: .now))
        case .disconnect: socket = nil
        case .write(let text): try files.write(text)
        case .keep: try files.keep()
        case .send(let command):
            guard let line = line(command) else { return }
            try socket?.send(line)
        }
    }

    private mutating func leave(_ failure: BirdFailure) {
        socket = nil
        perform(course.handle(.disconnected(failure.description), at: .now))
    }

    private func line(_ command: BirdCourse.Command) -> String? {
        switch command {
        case .greeting: nil
        case .status: "show status"
        case .sessions: "show protocols all"
        case .load(let seconds): "configure \"\(files.trial)\" timeout \(seconds)"
        case .confirm: "configure confirm"
        }
    }
}
