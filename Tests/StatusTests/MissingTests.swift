import Status
import Testing

@Test func `all that is missing is told, but warnings are not missing`() {
    var snapshot = StatusSnapshot(nodeName: "n", version: "0")
    snapshot.reasons = ["a change is on its way to the kernel"]
    snapshot.files.problems = [
        FileProblem(.warning, file: "a.yaml", line: 1, message: "odd"),
        FileProblem(.error, file: "b.yaml", line: 2, column: 3, message: "bad"),
    ]
    snapshot.waiting = ["cali1"]
    #expect(
        snapshot.missing == [
            "a change is on its way to the kernel", "b.yaml:2:3: bad", "interface cali1 is not there yet",
        ])
}
