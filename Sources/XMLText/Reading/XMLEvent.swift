/// What one step of the tokenizer came to.
@usableFromInline
enum XMLEvent: UInt8 {
    /// Nothing to tell.
    case skipped
    /// The token goes on behind the bytes at hand.
    case needsMore
    case beginElement
    case attribute
    case endAttributes
    /// The same, of an empty-element tag.
    case emptyElement
    case text
    case endElement
    case comment
}
