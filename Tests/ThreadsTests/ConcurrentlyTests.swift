import Addressing
import Glibc
import Synchronization
import Testing
import Threads

@Suite struct ConcurrentlyTests {
    @Test(arguments: [0, 1, 2, 9])
    func `each number is worked on once`(count: Int) {
        let seen = Mutex<[Int]>([])
        concurrently(count) { number in seen.withLock { $0.append(number) } }
        #expect(seen.withLock { $0.sorted() } == Array(0..<count))
    }

    @Test func `the numbers are worked on at the same time`() {
        // Each waits until the other has begun, which neither would live to see alone.
        let begun = Atomic(0)
        concurrently(2) { _ in
            begun.add(1, ordering: .sequentiallyConsistent)
            while begun.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
        }
        #expect(begun.load(ordering: .sequentiallyConsistent) == 2)
    }

    @Test(arguments: [0, 1, 16, 17, 1000])
    func `what is made of many is in their order`(count: Int) {
        #expect(Array(0..<count).mapOnThreads { $0 * 2 } == (0..<count).map { $0 * 2 })
    }

    @Test func `each family gets what was made for it`() {
        #expect(DualStack.concurrently { "\($0)" } == DualStack { "\($0)" })
    }

    @Test(arguments: IPFamily.allCases)
    func `the failure of one family is that of both`(family: IPFamily) {
        struct Failure: Error, Equatable { let family: IPFamily }
        #expect(throws: Failure(family: family)) {
            try DualStack.concurrently { each throws(Failure) in
                if each == family { throw Failure(family: each) }
                return 1
            }
        }
    }
}
