/// Builds trees from events, within limits.
struct Composer: ~Copyable {
    private var events: EventStream
    private let escapes: SurrogateEscapes
    private let limits: Limits
    private var anchors: [String: (node: DocumentNode, weight: Int)] = [:]
    /// Anchors of values that are not finished yet.
    private var open: Set<String> = []
    private var nodes = 0
    private var aliasedNodes = 0
    /// The nodes and the weight of their text, to know what an anchor stands for.
    private var weight = 0

    init(_ events: consuming EventStream, escapes: SurrogateEscapes, limits: Limits) {
        self.events = events
        self.escapes = escapes
        self.limits = limits
    }

    /// The next document, nil at the end of the input.
    mutating func document() throws(SyntaxError) -> DocumentNode? {
        anchors.removeAll()
        while true {
            let event = try next()
            switch event.kind {
            case .streamStart, .documentStart, .documentEnd: continue
            case .streamEnd: return nil
            case .alias, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd:
                return try node(event, depth: 0)
            }
        }
    }

    private mutating func next() throws(SyntaxError) -> Event {
        guard escapes.isRewritten else { return try events.next() }
        do {
            var event = try events.next()
            event.position = escapes.original(event.position)
            return event
        } catch {
            throw SyntaxError(error.message, at: escapes.original(error.position))
        }
    }

    /// The value that begins with `event`.
    private mutating func node(_ event: Event, depth: Int) throws(SyntaxError) -> DocumentNode {
        if case .alias(let name) = event.kind { return try target(of: name, at: event.position) }
        guard depth <= limits.depth else {
            throw SyntaxError("values are nested more than \(limits.depth) deep", at: event.position)
        }
        nodes += 1
        weight += event.weight
        guard nodes <= limits.nodes else {
            throw SyntaxError("the file has more than \(limits.nodes) values", at: event.position)
        }
        guard let anchor = event.anchor else { return try content(event, depth: depth) }
        let before = weight - event.weight
        open.insert(anchor)
        let node = try content(event, depth: depth)
        open.remove(anchor)
        anchors[anchor] = (node, weight - before)
        return node
    }

    private mutating func content(_ event: Event, depth: Int) throws(SyntaxError) -> DocumentNode {
        switch event.kind {
        case .scalar(let scalar):
            return DocumentNode(.scalar(try scalar.tagged(event.tag, at: event.position)), at: event.position)
        case .sequenceStart:
            try check(event, allows: "seq")
            return DocumentNode(.sequence(try items(depth: depth + 1)), at: event.position)
        case .mappingStart:
            try check(event, allows: "map")
            return DocumentNode(.mapping(try fields(depth: depth + 1)), at: event.position)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .alias, .sequenceEnd, .mappingEnd:
            throw SyntaxError("a value is missing here", at: event.position)
        }
    }

    private mutating func items(depth: Int) throws(SyntaxError) -> [DocumentNode] {
        var items: [DocumentNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth))
        }
    }

    private mutating func fields(depth: Int) throws(SyntaxError) -> [DocumentNode.Field] {
        var fields = FieldList()
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try node(event, depth: depth)
            guard case .scalar(let scalar) = key.content else {
                throw SyntaxError("a key has to be a text, this is \(key.typeName)", at: event.position)
            }
            let value = try node(try next(), depth: depth)
            if scalar.style == .plain, scalar.text == "<<" {
                try fields.merge(value)
            } else {
                try fields.append(DocumentNode.Field(key: scalar.text, at: event.position, value: value))
            }
        }
        try charge(fields.mergedWeight, at: fields.mergePosition)
        return fields.all
    }
}

// MARK: - Aliases and tags

extension Composer {
    private mutating func target(of name: String, at position: Position) throws(SyntaxError) -> DocumentNode {
        guard !open.contains(name) else {
            throw SyntaxError("*\(name) stands inside of what it stands for", at: position)
        }
        guard let (node, weight) = anchors[name] else {
            throw SyntaxError("no anchor &\(name) before this alias", at: position)
        }
        try charge(weight, at: position)
        return node
    }

    /// Counts values that an alias or a merge key adds.
    private mutating func charge(_ added: Int, at position: Position) throws(SyntaxError) {
        nodes += added
        aliasedNodes += added
        weight += added
        guard aliasedNodes <= limits.aliasedNodes, nodes <= limits.nodes else {
            throw SyntaxError("aliases stand for more than \(limits.aliasedNodes) values", at: position)
        }
    }

    private func check(_ event: Event, allows tag: String) throws(SyntaxError) {
        guard let given = event.tag, given != "!", given != "tag:yaml.org,2002:\(tag)" else { return }
        throw SyntaxError("the tag \(given) is not supported here", at: event.position)
    }
}

extension Scalar {
    /// The scalar as `tag` wants it read: `!!str` makes a string of anything, the other tags of the core
    /// schema say what the text says anyway.
    fileprivate func tagged(_ tag: String?, at position: Position) throws(SyntaxError) -> Scalar {
        guard let tag else { return self }
        switch tag {
        case "!", "tag:yaml.org,2002:str":
            return Scalar(text, style: style == .plain ? .quoted : style)
        case "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float":
            return Scalar(text)
        default:
            throw SyntaxError("the tag \(tag) is not supported here", at: position)
        }
    }
}

extension Event {
    /// 1 for the value that begins here, and what its text weighs.
    fileprivate var weight: Int {
        guard case .scalar(let scalar) = kind else { return 1 }
        return 1 + scalar.text.utf8.count / 64
    }
}
