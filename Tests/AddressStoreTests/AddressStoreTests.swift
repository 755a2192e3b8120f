import AddressManagement
import AddressStore
import Addressing
import Glibc
import Resources
import Testing

/// A directory of its own, removed when this goes.
struct Place: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/gemel-addresses-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["addresses.json", "addresses.json.tmp", "lock"] { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }
}

func request(_ handle: String) throws -> AddressRequest {
    let v4 = IPPool(name: "four", prefix: try #require(IPPrefix("10.65.0.0/20")))
    let v6 = IPPool(name: "six", prefix: try #require(IPPrefix("fd00:65::/64")))
    return AddressRequest(
        owner: Owner(handle: handle), node: "host-a", counts: DualStack(v4: 1, v6: 1), explicit: [],
        pools: DualStack(v4: [v4], v6: [v6]))
}

extension AddressStore {
    @discardableResult
    func add(_ handle: String) throws -> [IPAddress] {
        let request = try request(handle)
        return try update { ledger throws(AddressFailure) in
            try ledger.assign(request, of: [], rules: AssignmentRules())
        }
    }
}

@Suite struct AddressStoreTests {
    @Test func `what was given out is there for the next process`() throws {
        let place = try Place()
        let given = try AddressStore(place.path).add("a")
        #expect(given.map(\.family) == [.v4, .v6])
        #expect(try AddressStore(place.path).read().addresses(of: "a") == given)
    }

    @Test func `nothing is written where nothing changes`() throws {
        let place = try Place()
        try AddressStore(place.path).add("a")
        let untouched = AddressStore(place.path) { step throws(StoreFailure) in
            throw .system(path: "\(step)", reason: "was about to write", code: 0)
        }
        _ = try untouched.update { ledger throws(AddressFailure) in ledger.release(handle: "nobody") }
    }

    @Test(arguments: AddressStore.Step.allCases)
    func `an end at any step leaves both families or none`(last: AddressStore.Step) throws {
        let place = try Place()
        let store = AddressStore(place.path)
        try store.add("before")
        let ending = AddressStore(place.path) { step throws(StoreFailure) in
            if step == last { throw .system(path: "", reason: "ended", code: 0) }
        }
        #expect(throws: StoreFailure.self) { try ending.add("ended") }
        let held = try store.read().addresses(of: "ended")
        #expect(held.count == (last == .flushDirectory ? 2 : 0))
        if held.isEmpty { try store.add("ended") }
        try store.add("after")
        let all = try ["before", "ended", "after"].flatMap { try store.read().addresses(of: $0) }
        #expect(Set(all).count == 6)
    }

    @Test func `who holds the lock for good keeps nobody for longer than they have patience`() throws {
        let place = try Place()
        try AddressStore(place.path).add("a")
        let lock = unsafe open("\(place.path)/lock", O_RDWR)
        try #require(flock(lock, LOCK_EX) == 0)
        let patience = Duration.milliseconds(50)
        #expect(throws: StoreFailure.busy(path: "\(place.path)/lock", patience)) {
            try AddressStore(place.path, patience: patience).add("b")
        }
        close(lock)
        try AddressStore(place.path, patience: patience).add("b")
    }

    @Test func `the ledger is told of while it is locked, also where nothing changed`() throws {
        let place = try Place()
        let store = AddressStore(place.path)
        try store.add("a")
        var told: [Set<String>] = []
        try store.update { ledger throws(AddressFailure) in
            _ = ledger.release(handle: "nobody")
        } publish: { ledger in
            told.append(ledger.handles)
            #expect(throws: StoreFailure.self) {
                try AddressStore(place.path, patience: .milliseconds(10)).add("b")
            }
        }
        #expect(told == [["a"]])
    }

    @Test func `a file that is not understood stops everything and stays`() throws {
        let place = try Place()
        let store = AddressStore(place.path)
        try store.add("a")
        let file = unsafe open("\(place.path)/addresses.json", O_WRONLY | O_TRUNC)
        close(file)
        #expect(throws: StoreFailure.self) { try store.add("b") }
        #expect(throws: StoreFailure.self) { try store.read() }
    }
}
