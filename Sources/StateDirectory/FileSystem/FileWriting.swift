import CLinux
import Glibc

/// Puts `bytes` in place of the file at `path` below `directory`, at once or not at all, and makes the
/// directories it takes.
///
/// What was there before may be left for the next call to write over, until ``removeScratchFile(in:)``: to make and
/// remove a file each time takes ext4 ten times as long, since it looks for one that nobody has removed of late.
///
/// - Parameter modified: what the file is to say of when it was modified.
func replaceFile(
    _ path: String, in directory: String, by bytes: [UInt8], modified: Timestamp
) throws(SystemError) {
    let target = "\(directory)/\(path)"
    let temporary = scratchFile(in: directory)
    do throws(SystemError) {
        try write(bytes, to: temporary, modified: modified)
    } catch {
        guard error.isAbsence else { throw error }
        try makeDirectories(above: temporary)
        try write(bytes, to: temporary, modified: modified)
    }
    // Where there is nothing to write over, or the file system cannot exchange the two, it is moved: renameat2(2).
    if isOursAlone(target),
        unsafe renameat2(AT_FDCWD, temporary, AT_FDCWD, target, UInt32(RENAME_EXCHANGE)) == 0
    {
        return
    }
    if unsafe rename(temporary, target) == 0 { return }
    guard errno == ENOENT else { throw SystemError(code: errno) }
    try makeDirectories(above: target)
    guard unsafe rename(temporary, target) == 0 else { throw SystemError(code: errno) }
}

/// Where a file is written before it takes its place.
private func scratchFile(in directory: String) -> String { "\(directory)/.saving" }

/// Removes what ``replaceFile(_:in:by:modified:)`` has left to write over: a former content of some file.
func removeScratchFile(in directory: String) { _ = unsafe unlink(scratchFile(in: directory)) }

/// Whether `path` is a file with no other name, which may be written over; not a directory or a symbolic link that
/// somebody has put there.
private func isOursAlone(_ path: String) -> Bool {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
}

private func write(_ bytes: [UInt8], to path: String, modified: Timestamp) throws(SystemError) {
    let file = try Descriptor(writing: path, over: true)
    try file.write(bytes)
    // Not before: a file that was empty for a moment is written to the disk as soon as it is closed.
    guard ftruncate(file.number, bytes.count) == 0 else { throw SystemError(code: errno) }
    let time = timespec(tv_sec: modified.seconds, tv_nsec: modified.nanoseconds)
    guard unsafe futimens(file.number, [time, time]) == 0 else { throw SystemError(code: errno) }
}

private func makeDirectories(above path: String) throws(SystemError) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return }
    let parent = String(path[..<slash])
    if unsafe mkdir(parent, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw SystemError(code: errno) }
    try makeDirectories(above: parent)
    guard unsafe mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw SystemError(code: errno) }
}

/// Removes the file at `path` below `directory`, and every directory below `directory` that this leaves
/// empty.
func removeFile(_ path: String, andEmptyDirectoriesAbove directory: String) throws(SystemError) {
    guard unsafe unlink("\(directory)/\(path)") == 0 || errno == ENOENT || errno == ENOTDIR else {
        throw SystemError(code: errno)
    }
    var path = path
    while let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
        path = String(path[..<slash])
        guard unsafe rmdir("\(directory)/\(path)") == 0 else { return }
    }
}
