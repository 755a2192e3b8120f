import Glibc
import StateDirectory
import Testing

/// The way to the state directory, and where symbolic links in it lead.
struct WatchedWayTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    /// Lays out what Kubernetes mounts a ConfigMap as.
    private func mount(_ version: Int, _ content: String) throws {
        try sandbox.makeDirectory("..\(version)/sub")
        try sandbox.write("..\(version)/a.yaml", content)
        try sandbox.write("..\(version)/sub/b.yaml", content + "-sub")
        try sandbox.link("..data_tmp", to: "..\(version)")
        try sandbox.move("..data_tmp", "..data")
    }

    private func follower() throws -> StateFollower {
        var follower = try StateFollower(sandbox.reader())
        _ = follower.refresh()
        return follower
    }

    @Test func `the swap of a mounted ConfigMap is one change`() throws {
        try mount(1, "namespace x")
        try sandbox.link("a.yaml", to: "..data/a.yaml")
        try sandbox.link("sub", to: "..data/sub")
        var follower = try follower()
        #expect(follower.reader.inForce == ["x", "x-sub"])
        for version in 2...4 {
            try mount(version, "namespace y\(version)")
            #expect(
                follower.refresh().described.filter { !$0.hasPrefix("-") } == [
                    "y\(version)", "y\(version)-sub",
                ])
            try sandbox.remove("..\(version - 1)")
            #expect(!follower.refresh().anyChange)
        }
        try sandbox.write("..4/sub/b.yaml", "namespace z")
        #expect(follower.refresh().described == ["-y4-sub", "z"])
    }

    @Test func `a link may come later, and its target later still`() throws {
        var follower = try follower()
        try sandbox.link("a.yaml", to: "../elsewhere/a.yaml")
        _ = follower.refresh()
        #expect(follower.reader.messages == ["a.yaml: a symbolic link that leads nowhere"])
        try sandbox.makeDirectory("\(sandbox.path)/elsewhere")
        try sandbox.write("\(sandbox.path)/elsewhere/a.yaml", "namespace a")
        #expect(follower.refresh().described == ["a"])
        try sandbox.write("\(sandbox.path)/elsewhere/a.yaml", "namespace b")
        #expect(follower.refresh().described == ["-a", "b"])
        try sandbox.put("\(sandbox.path)/elsewhere/a.yaml", "namespace c")
        #expect(follower.refresh().described == ["-b", "c"])
    }

    @Test func `a state directory that is a link is followed when the link is swapped`() throws {
        for version in 1...2 {
            try sandbox.makeDirectory("\(sandbox.path)/v\(version)")
            try sandbox.put("\(sandbox.path)/v\(version)/a.yaml", "namespace v\(version)")
        }
        try sandbox.remove(sandbox.state)
        try sandbox.link(sandbox.state, to: "v1")
        var follower = try follower()
        #expect(follower.reader.inForce == ["v1"])
        try sandbox.link("\(sandbox.path)/new", to: "v2")
        try sandbox.move("\(sandbox.path)/new", sandbox.state)
        #expect(follower.refresh().described == ["-v1", "v2"])
        try sandbox.put("a.yaml", "namespace v3")
        #expect(follower.refresh().described == ["-v2", "v3"])
    }

    @Test func `a state directory that is not there yet is read when it comes`() throws {
        try sandbox.remove(sandbox.state)
        var follower = try follower()
        #expect(!follower.reader.standing.hasBeenRead)
        try sandbox.makeDirectory("deep/er")
        try sandbox.put("deep/er/a.yaml", "namespace a")
        #expect(follower.refresh().described == ["a"])
        #expect(follower.reader.standing == .followed)
    }

    @Test func `a state directory that is removed and made again is followed on`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var follower = try follower()
        for version in 1...3 {
            try sandbox.remove(sandbox.state)
            #expect(!follower.refresh().anyChange)
            #expect(follower.reader.standing != .followed)
            try sandbox.makeDirectory("")
            try sandbox.put("a.yaml", "namespace a \(version)")
            #expect(follower.refresh().described == ["a \(version)"])
        }
        try sandbox.put("b.yaml", "namespace b")
        #expect(follower.refresh().described == ["b"])
    }

    @Test func `the way to the state directory may be moved and come back`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var follower = try follower()
        try sandbox.move(sandbox.path, "\(sandbox.path)-away")
        #expect(!follower.refresh().anyChange)
        #expect(follower.reader.standing != .followed)
        try sandbox.write("\(sandbox.path)-away/state/a.yaml.tmp", "namespace b")
        try sandbox.move("\(sandbox.path)-away/state/a.yaml.tmp", "\(sandbox.path)-away/state/a.yaml")
        try sandbox.move("\(sandbox.path)-away", sandbox.path)
        #expect(follower.refresh().described == ["-a", "b"])
    }

    @Test func `a burst of changes is one update`() throws {
        var follower = try follower()
        for number in 100..<300 { try sandbox.put("\(number).yaml", "namespace n\(number)") }
        #expect(follower.refresh().changed.count == 200)
        #expect(follower.refresh() == StateUpdate())
    }

    @Test func `a change announces itself on the descriptor`() throws {
        var follower = try follower()
        #expect(!isReadable(follower.descriptor))
        try sandbox.put("a.yaml", "namespace a")
        #expect(isReadable(follower.descriptor))
        _ = follower.refresh()
        #expect(!isReadable(follower.descriptor))
    }

    private func isReadable(_ descriptor: CInt) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&poller, 1, 0) == 1
    }
}
