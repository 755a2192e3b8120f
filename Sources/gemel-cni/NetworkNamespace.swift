import CLinux
import ContainerNetwork
import Glibc

/// A network namespace, open.
struct NetworkNamespace: ~Copyable {
    let path: String
    let descriptor: Int32

    /// - Throws: `unknownContainer` where there is none at `path`, or the node's own: a path below `/proc` means
    ///   another process once its own is gone, and what is done to a container must not be done to the node.
    init(_ path: String) throws(PluginError) {
        try self.init(path, mayBeOwn: false)
    }

    private init(_ path: String, mayBeOwn: Bool) throws(PluginError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PluginError(
                errno == ENOENT ? .unknownContainer : .inputOutput, "no network namespace at \(path)",
                details: lastErrorText())
        }
        if mayBeOwn { return }
        guard try !isSame(as: NetworkNamespace(Self.own, mayBeOwn: true)) else {
            throw PluginError(.unknownContainer, "\(path) is the node's own network namespace")
        }
    }

    private static let own = "/proc/thread-self/ns/net"

    /// By what namespaces(7) names: the device and the inode of the file.
    private func isSame(as other: borrowing NetworkNamespace) throws(PluginError) -> Bool {
        var (left, right) = (stat(), stat())
        guard unsafe fstat(descriptor, &left) == 0, unsafe fstat(other.descriptor, &right) == 0 else {
            throw PluginError(.inputOutput, "cannot look at \(path)", details: lastErrorText())
        }
        return left.st_dev == right.st_dev && left.st_ino == right.st_ino
    }

    deinit { close(descriptor) }

    /// Runs `body` in this namespace.
    ///
    /// A namespace is a thread's: `body` does not wait for anything asynchronous, and the thread is back home
    /// when this returns.
    func within<Result>(
        _ body: () throws(PluginError) -> Result
    ) throws(PluginError) -> Result {
        let home = try NetworkNamespace(Self.own, mayBeOwn: true)
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
            // What is no namespace any more, such as the file that one was mounted on, is no container's.
            throw PluginError(
                errno == EINVAL ? .unknownContainer : .inputOutput,
                "cannot enter the network namespace \(path)", details: lastErrorText())
        }
    }
}

/// What `errno` says.
func lastErrorText() -> String { unsafe String(cString: strerror(errno)) }
