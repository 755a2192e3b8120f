import Glibc

/// The manifests that one program writes, in a folder of its own below the state directory.
///
/// A manifest is there whole or not at all: its text is written beside it, under a name that nobody reads, and
/// renamed into place.
package struct OwnManifests: Sendable {
    /// The absolute path of the folder.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// Why a file could not be written, read or removed.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let path: String
        package let reason: String

        package var description: String { "\(path): \(reason)" }

        fileprivate init(_ path: String, _ error: SystemError) {
            self.path = path
            reason = error.reason
        }
    }

    /// What is about to be done to the folder.
    package enum Step: String, Hashable, Sendable, CaseIterable {
        case create, rename
    }

    /// Puts `text` in the place of the manifest called `name`, and makes the folder if need be.
    ///
    /// - Parameters:
    ///   - writer: tells those apart who may write the same manifest at the same time; part of a file's name.
    ///   - before: called before each step.
    package func write(
        _ name: String, _ text: String, by writer: String, before: (Step) -> Void = { _ in }
    ) throws(Failure) {
        let path = "\(folder)/\(name)"
        let temporary = temporaryPath(writer)
        before(.create)
        do throws(SystemError) {
            if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST { throw SystemError(code: errno) }
            let file = try Descriptor(writing: temporary)
            // The agent may run as another user.
            guard fchmod(file.number, 0o644) == 0 else { throw SystemError(code: errno) }
            try file.write(Array(text.utf8))
            guard fsync(file.number) == 0 else { throw SystemError(code: errno) }
            before(.rename)
            guard unsafe rename(temporary, path) == 0 else { throw SystemError(code: errno) }
        } catch { throw Failure(path, error) }
    }

    /// The bytes of the manifest called `name`; `nil` if there is none.
    package func read(_ name: String) throws(Failure) -> [UInt8]? {
        do throws(SystemError) {
            let file = try Descriptor(name, in: Descriptor(directory: folder))
            return try file.read(atMost: 1 << 20)
        } catch {
            if error.isAbsence { return nil }
            throw Failure("\(folder)/\(name)", error)
        }
    }

    /// Removes the manifest called `name`, if it is there.
    package func remove(_ name: String) throws(Failure) { try removeFile("\(folder)/\(name)") }

    /// Removes what `writer` has left if it was killed while it wrote.
    package func removeUnfinished(by writer: String) throws(Failure) { try removeFile(temporaryPath(writer)) }

    private func temporaryPath(_ writer: String) -> String { "\(folder)/.\(writer).tmp" }

    private func removeFile(_ path: String) throws(Failure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw Failure(path, SystemError(code: errno))
        }
    }

    /// The names of all manifests, in their order.
    package func names() throws(Failure) -> [String] {
        do throws(SystemError) {
            return try Descriptor(directory: folder).entries().map(\.name).filter(FileName.isManifest)
                .sorted()
        } catch {
            if error.isAbsence { return [] }
            throw Failure(folder, error)
        }
    }
}
