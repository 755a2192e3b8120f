import Resources
import Status

extension StateReader {
    /// Reads those of `paths` that are not as they were when they were read last.
    mutating func read(_ paths: Set<String>, from root: borrowing Descriptor) {
        var different: [String] = []
        for path in paths where isDifferent(path, in: root) { different.append(path) }
        different.sort()
        let now = Timestamp.now
        // Of a large directory that is read as a whole, the bytes would be there all at once.
        let isHolding = lastGood != nil && different.count <= 1_000
        let readings = StateDirectory.read(different, in: root, decode, holding: isHolding)
        for (path, reading) in zip(different, readings) {
            take(reading, of: path, at: now)
        }
    }

    private func isDifferent(_ path: String, in root: borrowing Descriptor) -> Bool {
        guard let record = records[path], record.isSettled, let identity = record.identity else {
            return true
        }
        guard let status = try? root.status(of: path) else { return true }
        return status.identity != identity
    }

    private mutating func take(_ reading: FileReading, of path: String, at now: Timestamp) {
        switch reading {
        case .absent:
            if records[path] != nil { moments.append(now) }
            forget(path)
        case .good(let content, let status, let bytes):
            if records[path]?.identity != status.identity { moments.append(status.identity.changed) }
            var record = note(status, of: path, at: now)
            record.isGood = true
            records[path] = record
            fileProblems[path] = content.problems.isEmpty ? nil : content.problems
            putInForce(content, of: path, age: status.identity.modified)
            lastGood?.owe(path, bytes, of: status.identity)
        case .bad(var problems, let status, let standIns):
            var record = note(status, of: path, at: now)
            record.isGood = false
            records[path] = record
            if !record.hasGoodContent { restoreLastGood(of: path) }
            if records[path]?.hasGoodContent == false {
                // A mistake that hides the policies of the file does not lift what stands in for them.
                if !standIns.isEmpty { putInForce(standIns, of: path, age: status?.identity.modified ?? now) }
                problems += (records[path]?.resources ?? []).map { id in
                    let found = standIns.first { $0.resource.id == id } ?? claims.inForce[id]
                    return warning(id, found, in: path)
                }
            }
            if records[path]?.hasGoodContent == true {
                for index in problems.indices { problems[index].lastGoodInForce = true }
            }
            fileProblems[path] = problems
        }
    }

    private mutating func note(_ status: FileStatus?, of path: String, at now: Timestamp) -> FileRecord {
        if status == nil { unread.insert(path) } else { unread.remove(path) }
        if status?.isHardLinked == true { hardLinked.insert(path) } else { hardLinked.remove(path) }
        var record = records[path] ?? FileRecord()
        record.identity = status?.identity
        record.isSettled = status?.isSettled(at: now) ?? false
        return record
    }

    /// Makes `content` what the file at `path`, which has a record, is taken to say.
    private mutating func putInForce(_ content: FileContent, of path: String, age: Timestamp) {
        claims.replace(records[path]?.resources ?? [], of: path, by: content.resources, age: age)
        records[path]?.resources = content.resources.map(\.resource.id)
        countIgnored(records[path]?.ignored ?? [:], -1)
        countIgnored(content.ignored, 1)
        records[path]?.ignored = content.ignored
        records[path]?.hasGoodContent = true
    }

    /// Makes `standIns` what the file at `path`, which has a record and never was good, is taken to say.
    private mutating func putInForce(_ standIns: [LocatedResource], of path: String, age: Timestamp) {
        var names: Set<ResourceID> = []
        let unique = standIns.filter { names.insert($0.resource.id).inserted }
        claims.replace(records[path]?.resources ?? [], of: path, by: unique, age: age)
        records[path]?.resources = unique.map(\.resource.id)
    }

    private mutating func countIgnored(_ objects: [String: Int], _ sign: Int) {
        for (kind, count) in objects {
            ignored[kind, default: 0] += sign * count
            if ignored[kind] == 0 { ignored[kind] = nil }
        }
    }

    /// Puts in force what the file at `path`, which has a record, last said in an earlier life of the agent.
    mutating func restoreLastGood(of path: String) {
        guard let (bytes, age) = lastGood?.load(path) else { return }
        var content = decode(bytes, path)
        content.refuseRepetitions()
        guard content.isGood else { lastGood?.noteUnusable(path); return }
        putInForce(content, of: path, age: age)
    }

    /// Takes the file at `path` and all it said out of force.
    mutating func forget(_ path: String) {
        claims.replace(records[path]?.resources ?? [], of: path, by: [], age: Timestamp.now)
        countIgnored(records[path]?.ignored ?? [:], -1)
        records[path] = nil
        fileProblems[path] = nil
        unread.remove(path)
        hardLinked.remove(path)
        lastGood?.oweRemoval(path)
    }
}

/// What is in force while the file at `path` has errors and never was good.
///
/// - Parameter standIn: what that is, as far as anybody can tell.
private func warning(_ id: ResourceID, _ standIn: LocatedResource?, in path: String) -> FileProblem {
    let effect = standIn?.resource.standInEffect ?? "denies endpoints all that it is asked about"
    return FileProblem(
        .warning, file: path, line: standIn?.position.line ?? 0, column: standIn?.position.column ?? 0,
        message: "\(id) \(effect) until the file is mended")
}
