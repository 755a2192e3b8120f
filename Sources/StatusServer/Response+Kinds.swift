import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

extension Response {
    static var notFound: Response { .text(.notFound, "there is nothing here") }

    /// One line of text.
    static func text(_ status: HTTPResponse.Status, _ line: String) -> Response {
        text(status, whole: line + "\n")
    }

    /// A text as it is.
    static func text(
        _ status: HTTPResponse.Status, whole text: String, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A value as JSON that people can read and that is the same for equal values.
    static func json(_ status: HTTPResponse.Status, _ value: some Encodable) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Only a number that JSON has no word for can fail.
        guard let data = try? encoder.encode(value) else {
            return .text(.internalServerError, "the answer cannot be written as JSON")
        }
        var buffer = ByteBuffer(bytes: data)
        buffer.writeString("\n")
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: buffer))
    }
}
