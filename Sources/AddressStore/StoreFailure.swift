package import AddressManagement
import Glibc

/// Why the store could not be read or changed.
package enum StoreFailure: Error, Hashable {
    /// A system call on a path was refused, for the reason given.
    case system(path: String, reason: String, code: Int32)
    /// Somebody else held the lock all the time.
    case busy(path: String, Duration)
    case unreadable(path: String, LedgerError)
    case refused(AddressFailure)
}

extension StoreFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let path, let reason, _): "\(path): \(reason)"
        case .busy(let path, let patience): "\(path): somebody has held it for \(patience)"
        case .unreadable(let path, let error):
            "\(path): \(error); nobody gets an address until it is mended"
        case .refused(let failure): failure.description
        }
    }
}

extension StoreFailure {
    /// What `errno` says of `path`.
    static func last(_ path: String) -> StoreFailure {
        let code = errno
        return unsafe .system(path: path, reason: String(cString: strerror(code)), code: code)
    }
}
