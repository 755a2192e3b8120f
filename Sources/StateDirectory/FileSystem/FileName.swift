/// What the name of a directory entry says about it.
enum FileName {
    /// Whether an entry is passed over, file or directory: dot-files, and what editors and writers leave half
    /// done.
    static func isIgnored(_ name: some StringProtocol) -> Bool {
        name.hasPrefix(".") || name.hasSuffix("~") || name.hasSuffix(".tmp")
    }

    /// Whether a file of this name is read.
    static func isManifest(_ name: some StringProtocol) -> Bool {
        guard !isIgnored(name) else { return false }
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }

    /// The path of `name` in `directory`, which is empty for the state directory itself.
    static func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }

    /// The last part of `path`.
    static func last(of path: String) -> Substring {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
        return path[path.utf8.index(after: slash)...]
    }

    /// Whether `path` is `directory` or lies below it.
    ///
    /// Everything is below the empty path.
    static func isPath(_ path: String, in directory: String) -> Bool {
        guard !directory.isEmpty else { return true }
        let path = path.utf8
        let directory = directory.utf8
        guard path.count > directory.count else { return path.elementsEqual(directory) }
        return path.starts(with: directory)
            && path[path.index(path.startIndex, offsetBy: directory.count)] == UInt8(ascii: "/")
    }
}
