import CLibyaml

/// libyaml's parser on a copy of the input: the one page of this module that touches C.
///
/// The copy is what makes it safe: libyaml keeps pointers into its input for as long as it lives.
@safe struct EventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Prepares to read UTF-8 without a byte order mark.
    init(_ bytes: some Collection<UInt8>) throws(SyntaxError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw SyntaxError("out of memory", at: .start)
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(fromContentsOf: bytes)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, UnsafePointer(input.baseAddress), input.count)
        unsafe self.parser = unsafe parser
        unsafe self.input = unsafe input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; there is none after an error or the end of the stream.
    mutating func next() throws(SyntaxError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else {
            throw unsafe Self.error(of: parser, in: input)
        }
        let result = unsafe Event(event)
        unsafe yaml_event_delete(&event)
        return result
    }
}

// MARK: - Events

extension Event {
    fileprivate init(_ event: yaml_event_t) {
        var properties: Properties?
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias(unsafe String(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            kind = unsafe .scalar(Scalar(event))
            properties = unsafe Properties(event.data.scalar.anchor, event.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            properties = unsafe Properties(event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            properties = unsafe Properties(event.data.mapping_start.anchor, event.data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: kind = .streamEnd
        }
        position = unsafe Position(event.start_mark)
        self.properties = properties
    }
}

extension Event.Properties {
    fileprivate convenience init?(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) {
        guard unsafe anchor != nil || tag != nil else { return nil }
        unsafe self.init(anchor: String(anchor), tag: String(tag))
    }
}

extension Position {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}

extension Scalar {
    fileprivate init(_ event: yaml_event_t) {
        let value = unsafe UnsafeBufferPointer(
            start: event.data.scalar.value, count: event.data.scalar.length)
        let text = unsafe String(decoding: value, as: UTF8.self)
        let style: Style
        switch unsafe event.data.scalar.style {
        case YAML_PLAIN_SCALAR_STYLE: style = .plain
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: style = .block
        default: style = .quoted
        }
        let (start, end) = unsafe (event.start_mark, event.end_mark)
        let written = end.index - start.index - (style == .quoted ? 2 : 0)
        let isVerbatim =
            style != .block && start.line == end.line
            && (written == value.count || written == text.unicodeScalars.count)
        self.init(text, style: style, isVerbatim: isVerbatim)
    }
}

extension String {
    fileprivate init?(_ text: UnsafeMutablePointer<yaml_char_t>?) {
        guard let text = unsafe text else { return nil }
        unsafe self.init(cString: text)
    }
}

// MARK: - Errors

extension EventStream {
    private static func error(
        of parser: UnsafeMutablePointer<yaml_parser_t>, in input: UnsafeMutableBufferPointer<UInt8>
    ) -> SyntaxError {
        let problem = unsafe String(parser.pointee.problem) ?? "this is no YAML"
        guard unsafe parser.pointee.error != YAML_READER_ERROR else {
            let offset = unsafe min(parser.pointee.problem_offset, input.count)
            let position = unsafe Position(ofByte: offset, in: Array(input[..<offset]))
            return SyntaxError(problem, at: position)
        }
        guard unsafe parser.pointee.error != YAML_MEMORY_ERROR else {
            return SyntaxError("out of memory", at: .start)
        }
        let position = unsafe Position(parser.pointee.problem_mark)
        guard let context = unsafe String(parser.pointee.context) else {
            return SyntaxError(problem, at: position)
        }
        let start = unsafe Position(parser.pointee.context_mark)
        let place = start == position ? "" : " that begins at \(start)"
        return SyntaxError("\(problem) \(context)\(place)", at: position)
    }
}

extension Position {
    /// The place behind `bytes`.
    fileprivate init(ofByte offset: Int, in bytes: [UInt8]) {
        let line = bytes.count { $0 == 0x0a } + 1
        let start = bytes.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        self.init(
            line: line, column: String(decoding: bytes[start...], as: UTF8.self).unicodeScalars.count + 1)
    }
}

extension String {
    fileprivate init?(_ text: UnsafePointer<CChar>?) {
        guard let text = unsafe text else { return nil }
        unsafe self.init(cString: text)
    }
}
