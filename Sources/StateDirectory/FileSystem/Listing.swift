import Glibc

/// One entry of a directory.
struct DirectoryEntry {
    enum Kind {
        case file
        case directory
        /// A symbolic link, or what only `stat` can tell.
        case unknown
    }

    let name: String
    /// Whether `name` is what the file system has; bytes that are not UTF-8 cannot be.
    let isNameExact: Bool
    let kind: Kind
}

extension Descriptor {
    /// The entries of this directory but `.` and `..`, as the file system orders them.
    func entries() throws(SystemError) -> [DirectoryEntry] {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemError(code: errno) }
        guard let stream = unsafe fdopendir(copy) else {
            let error = SystemError(code: errno)
            close(copy)
            throw error
        }
        defer { unsafe closedir(stream) }
        unsafe rewinddir(stream)
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw SystemError(code: errno) }
                return entries
            }
            let type = unsafe Int(entry.pointee.d_type)
            let (name, isExact) = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    let exact = unsafe String(validatingCString: text)
                    return unsafe (exact ?? String(cString: text), exact != nil)
                }
            }
            if name == "." || name == ".." { continue }
            entries.append(DirectoryEntry(name: name, isNameExact: isExact, kind: .init(type)))
        }
    }
}

extension DirectoryEntry.Kind {
    /// From `d_type`.
    fileprivate init(_ type: Int) {
        self =
            switch type {
            case Int(DT_REG): .file
            case Int(DT_DIR): .directory
            default: .unknown
            }
    }
}

/// What the symbolic link at `path` (absolute) says, `nil` if there is none.
func target(ofLink path: String) -> String? {
    var length = -1
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
        length = unsafe buffer.withMemoryRebound(to: CChar.self) { text in
            guard let start = text.baseAddress else { return -1 }
            return unsafe readlink(path, start, text.count)
        }
        count = max(0, length)
    }
    return length < 0 ? nil : String(validating: bytes, as: UTF8.self)
}

extension Descriptor {
    /// Whether `entry`, one of this directory's, is or leads to a directory.
    func isDirectory(_ entry: DirectoryEntry) -> Bool {
        switch entry.kind {
        case .file: false
        case .directory: true
        case .unknown: isDirectory(entry.name)
        }
    }

    /// Whether `entry`, one of this directory's, is a symbolic link that nothing can be reached through.
    func leadsNowhere(_ entry: DirectoryEntry) -> Bool {
        switch entry.kind {
        case .file, .directory: false
        case .unknown: leadsNowhere(entry.name)
        }
    }
}
