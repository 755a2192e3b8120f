import Glibc

/// The names that lead from the root directory to `path`, without `.`; `..` is among them as it was written.
func pathComponents(_ path: String) -> [String] {
    let start = path.hasPrefix("/") ? "" : workingDirectory
    return (start.split(separator: "/") + path.split(separator: "/")).filter { $0 != "." }.map(String.init)
}

/// The absolute path of the working directory; empty, which is the root, if that cannot be told.
private var workingDirectory: String {
    let buffer = unsafe [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
        guard let start = buffer.baseAddress, unsafe getcwd(start, buffer.count) != nil else { return }
        count = unsafe strlen(start)
    }
    return String(decoding: buffer.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The absolute path of the directory that holds what is at `path`, which is absolute.
func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return "/" }
    return String(path[..<slash])
}

/// The absolute path of what `path` leads to, without symbolic links; `nil` if it leads nowhere.
func realPath(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(validatingCString: text)
}
