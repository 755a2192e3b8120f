/// A number that the kernel should hold in a file under `/proc/sys`.
package struct Setting: Hashable, Sendable {
    /// Relative to `/proc/sys`, with slashes: a dot may be part of an interface's name.
    package let path: String
    package let value: Int
    package let importance: Importance
    /// The only other value that may be replaced; `nil` if any may.
    package let replaced: Int?

    package init(
        _ path: String, _ value: Int, _ importance: Importance = .required, insteadOf replaced: Int? = nil
    ) {
        self.path = path
        self.value = value
        self.importance = importance
        self.replaced = replaced
    }

    /// How much depends on a setting.
    package enum Importance: Sendable {
        /// Without it packets do not flow or flow where they must not: retried until it holds.
        case required
        /// Required of kernels that have such a setting; one without has nothing to be set.
        case requiredIfPresent
        /// Better with than without; a failure is worth a warning.
        case desirable
    }
}

extension Setting: CustomStringConvertible {
    /// As sysctl(8) takes it.
    package var description: String { "\(path)=\(value)" }
}
