import Glibc

/// With which settings in its environment a program was started, for others of the same node that have to go by
/// the same ones and were started by somebody else.
///
/// A file for its owner alone, in the form of `/proc/PID/environ` (proc(5)); it is there whole or not at all.
package struct EnvironmentRecord: Sendable {
    private let directory: String

    /// - Parameter directory: of the program's, emptied at boot.
    package init(in directory: String) { self.directory = directory }

    private var path: String { "\(directory)/environment" }

    /// Why the record could not be written.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// Puts `variables` in the place of what was recorded before.
    package func write(_ variables: [String: String]) throws(Failure) {
        let text = variables.sorted { $0.key < $1.key }.map { "\($0)=\($1)\0" }.joined()
        do throws(SystemError) {
            if unsafe mkdir(directory, 0o755) != 0, errno != EEXIST { throw SystemError(code: errno) }
            let temporary = "\(path).tmp"
            try Descriptor(writing: temporary).write(Array(text.utf8))
            guard unsafe rename(temporary, path) == 0 else { throw SystemError(code: errno) }
        } catch { throw Failure(description: "\(path): \(error.reason)") }
    }

    /// What was recorded; empty where nothing was, or nobody may read it.
    package func read() -> [String: String] {
        guard let file = try? Descriptor("environment", in: Descriptor(directory: directory)),
            let bytes = try? file.read(atMost: 1 << 20)
        else { return [:] }
        let pairs = bytes.split(separator: 0).map { entry in
            String(decoding: entry, as: UTF8.self).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        return Dictionary(pairs.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) }) { $1 }
    }
}
