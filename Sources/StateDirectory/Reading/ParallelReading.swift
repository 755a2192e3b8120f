import Glibc
import Synchronization
import Threads

/// Reads and decodes `paths` below `root`, on several processors where there are enough to be worth it.
///
/// The result is in the order of `paths`.
///
/// - Parameter holding: whether the bytes of small files are given, too.
func read(
    _ paths: [String], in root: borrowing Descriptor, _ decode: FileDecoding, holding: Bool
) -> [FileReading] {
    guard paths.count >= 32 else { return paths.map { root.read($0, decode, holding: holding) } }
    let next = Atomic(0)
    let results = Mutex<[(index: Int, reading: FileReading)]>([])
    concurrently(min(4, sysconf(CInt(_SC_NPROCESSORS_ONLN)))) { _ in
        var mine: [(index: Int, reading: FileReading)] = []
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < paths.count else { break }
            mine.append((index, root.read(paths[index], decode, holding: holding)))
        }
        results.withLock { $0 += mine }
    }
    return results.withLock { $0.sorted { $0.index < $1.index }.map(\.reading) }
}
