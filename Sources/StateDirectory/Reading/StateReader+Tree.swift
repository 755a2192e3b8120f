import Status

extension StateReader {
    /// Walks through the whole directory and reads every file that is not as it was.
    mutating func readEverything(in root: borrowing Descriptor) throws(SystemError) {
        // For the state directory itself, not to be listed is the end, before anything is taken for gone.
        _ = try Descriptor("", in: root).entries()
        let walk = DirectoryWalk(through: "", of: root)
        take(walk, through: "")
        read(unread.union(walk.files), from: root)
    }

    /// Reads what `changed` names, and what is owed from before.
    mutating func read(changes changed: Set<String>, in root: borrowing Descriptor) {
        var files = unread
        for path in unreadableDirectories.union(changed) {
            let isDirectory = root.isDirectory(path)
            if isDirectory || directories.contains(path) || unreadableDirectories.contains(path) {
                let walk = DirectoryWalk(through: path, of: root)
                take(walk, through: path)
                files.formUnion(walk.files)
            }
            if !isDirectory, FileName.isManifest(FileName.last(of: path)) { files.insert(path) }
        }
        // What is written through one name changes under all others too, where nothing is noticed.
        if !hardLinked.isDisjoint(with: files) { files.formUnion(hardLinked) }
        read(files, from: root)
    }

    /// Puts what a walk found in place of what was known of `top` and all below it.
    private mutating func take(_ walk: DirectoryWalk, through top: String) {
        let found = Set(walk.files)
        let isGone = { (path: String) in
            FileName.isPath(path, in: top) && !found.contains(path)
                && !walk.unreadable.contains { FileName.isPath(path, in: $0) }
        }
        for path in records.keys.filter(isGone) { forget(path) }
        directories = directories.filter { !FileName.isPath($0, in: top) }.union(walk.directories)
        unreadableDirectories = unreadableDirectories.filter { !FileName.isPath($0, in: top) }
        treeProblems = treeProblems.filter { !FileName.isPath($0.key, in: top) }
        for (path, problem) in walk.problems { treeProblems[path] = problem }
        for path in walk.unreadable { keepLastGood(below: path) }
    }

    /// What a directory said that cannot be listed any more stays in force, also over a restart.
    private mutating func keepLastGood(below path: String) {
        unreadableDirectories.insert(path)
        for file in lastGood?.files(below: path) ?? [] where records[file] == nil {
            records[file] = FileRecord()
            restoreLastGood(of: file)
            if records[file]?.hasGoodContent != true { forget(file) }
        }
        let holds = records.contains { $1.hasGoodContent && FileName.isPath($0, in: path) }
        treeProblems[path]?.lastGoodInForce = holds
    }
}
