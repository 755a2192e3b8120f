import Status

/// What a walk through a directory and all below it came upon.
struct DirectoryWalk {
    /// The paths of files to read, in the order of the walk.
    private(set) var files: [String] = []
    private(set) var directories: Set<String> = []
    /// Directories that could not be listed, so that nothing is known of what is in them.
    private(set) var unreadable: Set<String> = []
    /// By the path of the directory or file that is passed over.
    private(set) var problems: [String: FileProblem] = [:]
    private var names: Set<String> = []
    private var visited: Set<DirectoryIdentity> = []

    /// A walk that found nothing.
    init() {}

    /// Walks through `top`, a path below `root`, entries in the order of their names.
    ///
    /// Symbolic links to directories are followed. A directory met a second time, through a link or a loop of
    /// them, is passed over: all in it would only be there twice.
    init(through top: String, of root: borrowing Descriptor) {
        var pending = [top]
        while let path = pending.popLast() {
            do throws(SystemError) {
                let directory = try Descriptor(path, in: root)
                guard visited.insert(try directory.status().directory).inserted else {
                    note(.warning, path, "leads to a directory that is read under another name already")
                    continue
                }
                directories.insert(path)
                let entries = try directory.entries().sorted { $0.name < $1.name }
                pending += classify(entries, of: path, directory).reversed()
            } catch {
                let leadsNowhere = root.leadsNowhere(path)
                guard !error.isAbsence || leadsNowhere || path.isEmpty else { continue }
                unreadable.insert(path)
                let reason = leadsNowhere ? "a symbolic link that leads nowhere" : error.reason
                note(.error, path, "the directory cannot be read: \(reason)")
            }
        }
    }

    /// Takes in the files among `entries`, and gives back the directories.
    private mutating func classify(
        _ entries: [DirectoryEntry], of path: String, _ directory: borrowing Descriptor
    ) -> [String] {
        var subdirectories: [String] = []
        for entry in entries where !FileName.isIgnored(entry.name) {
            let entryPath = FileName.join(path, entry.name)
            let isManifest = FileName.isManifest(entry.name)
            // A link that leads nowhere may have been a directory, and what that said stays in force.
            guard directory.isDirectory(entry) || (!isManifest && directory.leadsNowhere(entry)) else {
                if isManifest { take(entryPath, isNameExact: entry.isNameExact) }
                continue
            }
            guard entry.isNameExact else {
                note(.error, entryPath, "the directory's name is not UTF-8")
                continue
            }
            subdirectories.append(entryPath)
        }
        return subdirectories
    }

    private mutating func take(_ path: String, isNameExact: Bool) {
        guard isNameExact else { return note(.error, path, "the file's name is not UTF-8") }
        // Swift takes different encodings of one text as equal, the file system does not.
        guard names.insert(path).inserted else {
            return note(.error, path, "another file's name is the same text in other bytes; only one is read")
        }
        files.append(path)
    }

    private mutating func note(_ severity: FileProblem.Severity, _ path: String, _ message: String) {
        problems[path] = FileProblem(severity, file: path.isEmpty ? "." : path, message: message)
    }
}
