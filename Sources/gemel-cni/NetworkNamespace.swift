import CLinux
import ContainerNetwork
import Glibc

/// A network namespace, open.
struct NetworkNamespace: ~Copyable {
    let path: String
    let descriptor: Int32

    /// - Throws: `unknownContainer` where there is none at `path`.
    init(_ path: String) throws(PluginError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PluginError(
                errno == ENOENT ? .unknownContainer : .inputOutput, "no network namespace at \(path)",
                details: lastErrorText())
        }
    }

    deinit { close(descriptor) }

    /// Runs `body` in this namespace.
    ///
    /// A namespace is a thread's: `body` does not wait for anything asynchronous, and the thread is back home
    /// when this returns.
    func within<Result>(
        _ body: () throws(PluginError) -> Result
    ) throws(PluginError) -> Result {
        let home = try NetworkNamespace("/proc/thread-self/ns/net")
        try enter()
        let result: Swift.Result<Result, PluginError>
        do throws(PluginError) { result = .success(try body()) } catch { result = .failure(error) }
        do throws(PluginError) { try home.enter() } catch {
            // What follows would be done to the container instead of the node.
            fatalError("\(error)")
        }
        return try result.get()
    }

    private func enter() throws(PluginError) {
        // CLONE_NEWNET of linux/sched.h: nothing but a network namespace is entered.
        guard setns(descriptor, 0x4000_0000) == 0 else {
            throw PluginError(
                .inputOutput, "cannot enter the network namespace \(path)", details: lastErrorText())
        }
    }
}

/// What `errno` says.
func lastErrorText() -> String { unsafe String(cString: strerror(errno)) }
