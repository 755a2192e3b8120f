/// A step of reading a document, as libyaml reports it.
struct Event {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(Scalar)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    let kind: Kind
    var position: Position
    /// Nil for nearly all, which keeps an event small.
    let properties: Properties?

    /// `&anchor` and `!tag` before a value.
    final class Properties {
        let anchor: String?
        let tag: String?

        init(anchor: String?, tag: String?) {
            self.anchor = anchor
            self.tag = tag
        }
    }

    var anchor: String? { properties?.anchor }
    var tag: String? { properties?.tag }
}
