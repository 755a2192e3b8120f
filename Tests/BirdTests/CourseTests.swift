import Addressing
import Bird
import Testing

/// A daemon that answers what it is told to, and the clock.
private struct Scene {
    var course = BirdCourse(trial: .seconds(20))
    var now = ContinuousClock.now
    var established: Set<String> = []
    var reboot = "yesterday"
    var loadReply = "0003 Reconfigured"
    var confirmReply = "0018 Reconfiguration confirmed"
    /// What was done besides looking.
    var deeds: [BirdCourse.Action] = []

    mutating func want(_ configuration: BirdConfiguration) {
        run(course.handle(.wanted(configuration), at: now))
    }

    mutating func connect() {
        run(course.handle(.connected, at: now))
        answer("0001 BIRD 2.0.12 ready.")
    }

    mutating func pass(_ time: Duration) {
        let end = now + time
        while now < end {
            now += .milliseconds(250)
            run(course.handle(.timePassed, at: now))
        }
    }

    private mutating func answer(_ text: String) {
        guard let reply = parsed(text) else { return }
        run(course.handle(.reply(reply), at: now))
    }

    private mutating func run(_ actions: [BirdCourse.Action]) {
        for action in actions {
            switch action {
            case .send(.status):
                answer("1000-BIRD 2.0.12\n1011-Last reboot on \(reboot)\n0013 Daemon is up and running")
            case .send(.sessions):
                let rows = established.sorted().map {
                    "1002-\($0) BGP --- up 16:50:44.100 Established\n1006-  BGP state: Established\n"
                }
                answer("2002-Name\n" + rows.joined() + "0000 ")
            case .send(.load):
                deeds.append(action)
                answer(loadReply)
            case .send(.confirm):
                deeds.append(action)
                answer(confirmReply)
            default: deeds.append(action)
            }
        }
    }
}

struct CourseTests {
    @Test func `a configuration is written, loaded on trial, confirmed and kept`() {
        var scene = Scene()
        scene.want(configuration("a"))
        #expect(scene.deeds == [.connect])
        scene.connect()
        scene.pass(.seconds(1))
        #expect(
            scene.deeds.dropFirst() == [
                .write(configuration("a").text), .send(.load(20)), .send(.confirm), .keep,
            ])
        #expect(scene.course.standing.configuration == .inForce)
        scene.pass(.seconds(60))
        #expect(scene.deeds.count == 5)
    }

    @Test func `what BIRD does not understand is not tried again, and is told of`() {
        var scene = Scene()
        scene.loadReply = "8002 /a:1:10 syntax error"
        scene.want(configuration("a"))
        scene.connect()
        scene.pass(.seconds(100))
        #expect(scene.deeds.count { $0 == .send(.load(20)) } == 1)
        #expect(!scene.deeds.contains(.keep))
        #expect(scene.course.standing.configuration == .refused("/a:1:10 syntax error"))
        scene.loadReply = "0003 Reconfigured"
        scene.want(configuration("b"))
        scene.pass(.seconds(2))
        #expect(scene.course.standing.configuration == .inForce)
    }

    @Test func `sessions that were there have to come again`() {
        var scene = Scene()
        scene.established = ["a", "other"]
        scene.want(configuration("a"))
        scene.connect()
        scene.pass(.seconds(1))
        #expect(scene.deeds.last == .keep)
        // The session goes with the change, and comes again after a while.
        scene.loadReply = "0004 Reconfiguration in progress"
        scene.established = []
        scene.want(configuration("a", asNumber: 2))
        scene.pass(.seconds(6))
        #expect(scene.course.standing.configuration == .onTrial)
        scene.established = ["a"]
        scene.pass(.seconds(1))
        #expect(scene.deeds.last == .keep)
        #expect(scene.course.standing.configuration == .inForce)
    }

    @Test func `without them the configuration before counts, and the new one is tried later`() {
        var scene = Scene()
        scene.established = ["a"]
        scene.want(configuration("a"))
        scene.connect()
        scene.pass(.seconds(1))
        scene.established = []
        scene.want(configuration("a", asNumber: 2))
        scene.pass(.seconds(21))
        #expect(scene.deeds.count { $0 == .keep } == 1)
        #expect(scene.course.standing.configuration == .undone("a did not come again within 20 s"))
        #expect(scene.course.standing.undone == 1)
        scene.established = ["a"]
        scene.pass(.seconds(60))
        #expect(scene.course.standing.configuration == .inForce)
    }

    @Test func `a confirmation that comes too late is none`() {
        var scene = Scene()
        scene.confirmReply = "0019 Nothing to do"
        scene.want(configuration("a"))
        scene.connect()
        scene.pass(.seconds(1))
        #expect(!scene.deeds.contains(.keep))
        #expect(scene.course.standing.undone == 1)
    }

    @Test func `a daemon that has begun again is told again`() {
        var scene = Scene()
        scene.want(configuration("a"))
        scene.connect()
        scene.pass(.seconds(1))
        _ = scene.course.handle(.disconnected("gone"), at: scene.now)
        #expect(scene.course.standing.unreachable == "gone")
        scene.reboot = "today"
        scene.pass(.seconds(2))
        scene.connect()
        scene.pass(.seconds(2))
        #expect(scene.deeds.count { $0 == .keep } == 2)
        // It has only been out of reach.
        _ = scene.course.handle(.disconnected("gone"), at: scene.now)
        scene.pass(.seconds(2))
        scene.connect()
        scene.pass(.seconds(2))
        #expect(scene.deeds.count { $0 == .keep } == 2)
        #expect(scene.course.standing.unreachable == nil)
    }

    @Test func `a daemon that does not answer is left`() {
        var course = BirdCourse(trial: .seconds(20))
        var now = ContinuousClock.now
        #expect(course.handle(.wanted(configuration("a")), at: now) == [.connect])
        #expect(course.handle(.connected, at: now) == [])
        now += .seconds(5)
        #expect(course.handle(.timePassed, at: now) == [.disconnect])
        #expect(course.standing.unreachable == "it has not answered for 5 s")
        now += .seconds(1)
        #expect(course.handle(.timePassed, at: now) == [.connect])
    }

    @Test func `nobody is talked to before there is anything to say`() {
        var course = BirdCourse(trial: .seconds(20))
        #expect(course.handle(.timePassed, at: .now) == [])
        #expect(course.patience == nil)
    }
}

/// With one session of that name.
private func configuration(_ name: String, asNumber: UInt32 = 1) -> BirdConfiguration {
    let address = IPAddress(.v4, bits: 1)
    var result = BirdConfiguration(routerID: address)
    var family = BirdConfiguration.Family(address: address)
    family.sessions = [
        BirdConfiguration.Session(
            origin: "", name: name, neighbor: address, asNumber: asNumber, localASNumber: 1)
    ]
    result.families.v4 = family
    return result
}
