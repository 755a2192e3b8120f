import CNamespaces
import Glibc

/// Runs `body` in a network namespace of its own, which ends with it.
///
/// A namespace is a thread's: `body` must stay on the thread that it is called on, so it cannot wait for
/// anything asynchronous. What it spawns inherits the namespace. Without the right to make namespaces the
/// test fails; it does not skip.
package func withNetworkNamespace<Result>(_ body: () throws -> Result) throws -> Result {
    let home = unsafe open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    guard home >= 0 else { throw NamespaceError(action: "find the network namespace", code: errno) }
    defer { close(home) }
    guard unshare_network() == 0 else {
        throw NamespaceError(action: "make a network namespace", code: errno)
    }
    defer {
        // A thread that cannot go back would run other tests in the wrong namespace.
        if enter_network(home) != 0 { abort() }
    }
    return try body()
}

/// Why there is no network namespace for a test.
package struct NamespaceError: Error, CustomStringConvertible {
    let action: String
    let code: Int32

    package var description: String {
        "cannot \(action): \(unsafe String(cString: strerror(code))) (run as root, or with `unshare -Urn`)"
    }
}
