import Addressing
import ContainerNetwork
import Testing

struct ResultTests {
    private func sample() throws -> AttachmentResult {
        var result = AttachmentResult()
        result.interfaces = [
            .init(name: "cali1", mac: "ee:ee:ee:ee:ee:ee", mtu: 1450),
            .init(name: "eth0", mac: "02:00:00:00:00:01", sandbox: "/run/netns/a", mtu: 1450),
        ]
        let v4 = try #require(IPAddress("169.254.1.1"))
        result.addresses = [
            .init(try #require(IPAddress("10.0.0.1")), length: 32, gateway: v4, interface: 1),
            .init(try #require(IPAddress("fd00::1")), length: 128, interface: 1),
        ]
        result.routes = [.init(to: try #require(IPPrefix("0.0.0.0/0")), gateway: v4)]
        return result
    }

    @Test func `of version 1_0_0 it has no mtu, and addresses say no family`() throws {
        let text = "\(try sample().json(.v100))"
        #expect(
            text == """
                {"cniVersion":"1.0.0","interfaces":[{"name":"cali1","mac":"ee:ee:ee:ee:ee:ee"},\
                {"name":"eth0","mac":"02:00:00:00:00:01","sandbox":"/run/netns/a"}],\
                "ips":[{"address":"10.0.0.1/32","gateway":"169.254.1.1","interface":1},\
                {"address":"fd00::1/128","interface":1}],\
                "routes":[{"dst":"0.0.0.0/0","gw":"169.254.1.1"}]}
                """)
    }

    @Test func `before version 1_0_0 addresses say their family`() throws {
        for version in [SpecificationVersion.v030, .v031, .v040] {
            let text = "\(try sample().json(version))"
            #expect(text.contains(#"{"version":"4","address":"10.0.0.1/32""#))
            #expect(text.contains(#"{"version":"6","address":"fd00::1/128""#))
        }
    }

    @Test func `of version 1_1_0 it has the mtu`() throws {
        #expect("\(try sample().json(.v110))".contains(#""mtu":1450"#))
    }

    @Test(arguments: SpecificationVersion.allCases)
    func `a result of any version is read again`(version: SpecificationVersion) throws {
        let read = try AttachmentResult(JSONValue(Array("\(try sample().json(version))".utf8)))
        #expect(read.addresses == (try sample().addresses))
        #expect(read.interfaces.map(\.name) == ["cali1", "eth0"])
        #expect(read.routes == (try sample().routes))
    }

    @Test func `an error is JSON of the version that was asked for`() {
        let error = PluginError(.tryAgain, "say \"please\"", details: "twice")
        #expect(
            "\(error.json(version: "0.4.0"))"
                == #"{"cniVersion":"0.4.0","code":11,"msg":"say \"please\"","details":"twice"}"#)
    }

    @Test func `VERSION names all versions that are spoken`() {
        #expect(
            "\(SpecificationVersion.answer(to: "1.0.0"))"
                == #"{"cniVersion":"1.0.0","supportedVersions":["0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]}"#)
    }
}
