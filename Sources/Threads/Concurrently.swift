import Glibc

/// Calls `body` with each number below `count`, each on a thread of its own but 0, which is the caller's; returns
/// when all are done.
///
/// The threads are the kernel's and end with their work. libdispatch keeps its threads, and looks after them every
/// second for as long as the process lives. Where no thread can be had the caller does that work as well.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
        var threads: [pthread_t] = []
        var unplaced: [Int] = []
        for number in 0..<count where number > 0 {
            if let thread = startThread({ body(number) }) {
                threads.append(thread)
            } else {
                unplaced.append(number)
            }
        }
        if count > 0 { body(0) }
        unplaced.forEach(body)
        for thread in threads { pthread_join(thread, nil) }
    }
}

/// What a thread is to do, in a box whose address goes through the C library.
private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
    let work = unsafe Unmanaged.passRetained(Work(run))
    var thread = pthread_t()
    let failure = unsafe pthread_create(
        &thread, nil,
        { box in
            guard let box = unsafe box else { return nil }
            unsafe Unmanaged<Work>.fromOpaque(box).takeRetainedValue().run()
            return nil
        }, work.toOpaque())
    guard failure == 0 else {
        unsafe work.release()
        return nil
    }
    return thread
}
