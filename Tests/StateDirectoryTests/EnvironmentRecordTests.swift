import Glibc
import StateDirectory
import Testing

struct EnvironmentRecordTests {
    @Test func `what a program was started with is read as it was, by its owner alone`() throws {
        var template = Array("/tmp/gemel-record-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let directory = "\(path)/run"
        defer {
            _ = unsafe unlink("\(directory)/environment")
            _ = unsafe (rmdir(directory), rmdir(path))
        }
        let record = EnvironmentRecord(in: directory)
        #expect(record.read().isEmpty)
        let variables = ["A": "b=c", "EMPTY": "", "LINES": "one\ntwo", "Ü": "\u{1f}ü"]
        try record.write(["OLD": "gone"])
        try record.write(variables)
        #expect(record.read() == variables)
        var status = stat()
        try #require(unsafe stat("\(directory)/environment", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `where it cannot be written that is told of, with the path`() {
        #expect(throws: EnvironmentRecord.Failure.self) {
            try EnvironmentRecord(in: "/proc/nowhere").write([:])
        }
    }
}
