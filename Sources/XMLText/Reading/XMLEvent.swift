internal import Bytes

/// What one step of the tokenizer has found.
enum XMLEvent: UInt8 {
    /// Nothing to tell.
    case skipped
    /// The token is longer than the bytes at hand.
    case needsMore
    case beginElement
    case attribute
    /// The end of a start tag.
    case endAttributes
    /// The end of an empty-element tag.
    case emptyElement
    case text
    case endElement
    case comment
}

/// What the handler is told of an event. Valid until the next step.
struct XMLEventDetails {
    var name = XMLName(ByteText(), prefixCount: 0, slot: nil)
    /// The value of an attribute, a text or a comment.
    var text = ByteText()
    var isASCII = true
    var isPartial = false
    /// The text is one of several pieces, all of which but the last are partial.
    var isPiece = false
    var endsElement = false
}
