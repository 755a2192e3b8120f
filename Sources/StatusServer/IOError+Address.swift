import Glibc
import NIOCore

extension IOError {
    /// Whether the host lacks the address, or its whole family.
    var meansNoSuchAddress: Bool { errnoCode == EADDRNOTAVAIL || errnoCode == EAFNOSUPPORT }
}
