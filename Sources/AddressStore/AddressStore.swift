package import AddressManagement
import Glibc

/// The ledger in a directory, for any number of processes.
///
/// One file has the addresses of both families, and is replaced whole by rename(2): a process that is killed
/// between any two calls leaves the old ledger or the new one. Who changes it holds a lock, which the kernel
/// drops with the process.
package struct AddressStore: Sendable {
    /// What is about to be done to the directory.
    package enum Step: Hashable, Sendable, CaseIterable {
        case create, write, flush, rename, flushDirectory
    }

    package let directory: String
    /// How long to wait for others who change it.
    let patience: Duration
    /// Called before each step; what it throws ends the change there.
    let before: @Sendable (Step) throws(StoreFailure) -> Void

    package init(
        _ directory: String, patience: Duration = .seconds(30),
        before: @escaping @Sendable (Step) throws(StoreFailure) -> Void = { _ in }
    ) {
        self.directory = directory
        self.patience = patience
        self.before = before
    }

    private var path: String { "\(directory)/addresses.json" }
    private var temporary: String { "\(directory)/addresses.json.tmp" }

    /// The ledger as it is now; an empty one if nothing was ever given out.
    package func read() throws(StoreFailure) -> AddressLedger {
        guard let bytes = try contents(of: path) else { return AddressLedger() }
        do throws(LedgerError) { return try AddressLedger(bytes) } catch {
            throw .unreadable(path: path, error)
        }
    }

    /// Changes the ledger; on the disk when it returns.
    ///
    /// Makes the directory if need be. Nothing is written where `change` changes nothing or throws.
    ///
    /// - Parameter publish: called with the ledger as it is on the disk then, changed or not, before anybody else can
    ///   change it.
    package func update<Result>(
        _ change: (inout AddressLedger) throws(AddressFailure) -> Result,
        publish: (AddressLedger) -> Void = { _ in }
    ) throws(StoreFailure) -> Result {
        try makeDirectory(directory)
        let lock = try lock()
        defer { flock(lock.descriptor, LOCK_UN) }
        let before = try read()
        var ledger = before
        let result: Result
        do throws(AddressFailure) { result = try change(&ledger) } catch { throw .refused(error) }
        if ledger != before {
            ledger.revision += 1
            try replace(by: Array(ledger.text.utf8))
        }
        publish(ledger)
        return result
    }

    /// Waits until nobody else changes the ledger.
    ///
    /// flock(2) cannot wait for a while only: it is asked again and again, at times that differ between those who wait.
    private func lock() throws(StoreFailure) -> File {
        let path = "\(directory)/lock"
        let file = try File(path, O_RDWR | O_CREAT)
        let deadline = ContinuousClock.now + patience
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .last(path) }
            guard ContinuousClock.now < deadline else { throw .busy(path: path, patience) }
            usleep(.random(in: 500...5_000))
        }
        return file
    }

    private func replace(by bytes: [UInt8]) throws(StoreFailure) {
        try before(.create)
        let file = try File(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        try before(.write)
        try file.write(bytes)
        try before(.flush)
        try file.flush()
        try before(.rename)
        guard unsafe rename(temporary, path) == 0 else { throw .last(path) }
        try before(.flushDirectory)
        try File(directory, O_RDONLY | O_DIRECTORY).flush()
    }

    private func contents(of path: String) throws(StoreFailure) -> [UInt8]? {
        do throws(StoreFailure) { return try File(path, O_RDONLY).contents() } catch {
            guard case .system(_, _, ENOENT) = error else { throw error }
            return nil
        }
    }
}

private func makeDirectory(_ path: String) throws(StoreFailure) {
    if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        throw .last(path)
    }
    try makeDirectory(String(path[..<slash]))
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last(path) }
}
