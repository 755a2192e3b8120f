import Glibc

/// The files of BIRD's configuration.
///
/// `bird.conf` is what the daemon begins with, and always something that it has taken and that was confirmed;
/// `bird.conf.new` is what is tried.
package struct BirdFiles: Hashable, Sendable {
    package var directory: String

    package init(directory: String) { self.directory = directory }

    package var socket: String { "\(directory)/bird.ctl" }
    package var configuration: String { "\(directory)/bird.conf" }
    package var trial: String { "\(directory)/bird.conf.new" }

    /// Makes `text` what is tried; passwords may be in there, so that nobody else may read it.
    package func write(_ text: String) throws(BirdFailure) {
        _ = unsafe unlink(trial)
        let descriptor = unsafe open(trial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .last("cannot write \(trial)") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last("cannot write \(trial)") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw .last("cannot write \(trial)") }
    }

    /// Makes what was tried what the daemon begins with.
    package func keep() throws(BirdFailure) {
        guard unsafe rename(trial, configuration) == 0 else { throw .last("cannot rename \(trial)") }
    }
}
