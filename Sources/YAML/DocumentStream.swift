/// The documents of an input, one after the other.
///
/// Only the document at hand is held, so what an input costs is its largest document. JSON is read too, being
/// YAML; so are streams of JSON values behind `---`.
package struct DocumentStream: ~Copyable {
    private var composer: Composer
    private var isFinished = false

    /// Fails if the input is longer than it may be or is not UTF-8 at first sight.
    package init(_ bytes: [UInt8], limits: Limits = Limits()) throws(SyntaxError) {
        guard bytes.count <= limits.bytes else {
            let limit = limits.bytes >> 20
            throw SyntaxError("the file is longer than \(limit) MiB (\(bytes.count) bytes)", at: .start)
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            throw SyntaxError("the file is UTF-16, it has to be UTF-8", at: .start)
        }
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
        let escapes = SurrogateEscapes(text)
        self.composer = Composer(try EventStream(escapes.text), escapes: escapes, limits: limits)
    }

    /// The next document, nil behind the last; after an error nil for ever.
    package mutating func next() throws(SyntaxError) -> DocumentNode? {
        guard !isFinished else { return nil }
        isFinished = true
        let document = try composer.document()
        isFinished = document == nil
        return document
    }
}

/// All documents of an input.
package func documents(_ bytes: [UInt8], limits: Limits = Limits()) throws(SyntaxError) -> [DocumentNode] {
    var stream = try DocumentStream(bytes, limits: limits)
    var result: [DocumentNode] = []
    while let document = try stream.next() { result.append(document) }
    return result
}
