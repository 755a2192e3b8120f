import Resources
import StateDirectory
import Status
import Testing

struct DuplicateTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private func write(_ name: String, _ text: String, age: Int) throws {
        try sandbox.put(name, text)
        try sandbox.age(name, age)
    }

    @Test func `of a resource in two files the older file's counts`() throws {
        try write("a.yaml", "namespace x 1", age: 2000)
        try write("b.yaml", "\nnamespace x 2", age: 1000)
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["x 2"])
        #expect(
            reader.messages == [
                "a.yaml:1:1: Namespace x is in b.yaml:2:1 too, whose file is older and counts"
            ])
    }

    @Test func `of two files of one age the first by path counts`() throws {
        try write("b.yaml", "namespace x 1", age: 1000)
        try write("a.yaml", "namespace x 2", age: 1000)
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["x 2"])
    }

    @Test func `when the older file goes the other's word counts`() throws {
        try write("a.yaml", "namespace x 1", age: 1000)
        try write("b.yaml", "namespace x 2", age: 2000)
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["x 1"])
        try sandbox.remove("a.yaml")
        #expect(reader.refresh(.paths(["a.yaml"])).described == ["x 2"])
        #expect(reader.problems.isEmpty)
    }

    @Test func `a file that comes later changes nothing of what is in force`() throws {
        try write("b.yaml", "namespace x 1", age: 1000)
        var reader = sandbox.reader()
        _ = reader.refresh()
        try write("a.yaml", "namespace x 2", age: 2000)
        let update = reader.refresh(.paths(["a.yaml"]))
        #expect(!update.anyChange)
        #expect(update.problemsChanged)
    }

    @Test func `moving a file away and back is no removal in between`() throws {
        try write("a.yaml", "namespace x 1", age: 1000)
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.move("a.yaml", "b.yaml")
        let update = reader.refresh(.paths(["a.yaml", "b.yaml"]))
        #expect(update.described == ["x 1"])
        #expect(update.changed.values.map { $0?.position.file } == ["b.yaml"])
    }
}
