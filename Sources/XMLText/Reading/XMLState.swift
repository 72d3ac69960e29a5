/// What the tokenizer expects next.
@usableFromInline
enum XMLState: UInt8 {
    /// Nothing has been seen: perhaps a byte order mark.
    case beginning
    /// Perhaps an XML declaration.
    case declaration
    /// Before the root element.
    case prolog
    case content
    /// In a start tag, after its name or an attribute.
    case tag
    /// After the name of an attribute.
    case equals
    /// After the equals sign.
    case quote
    case value
    /// In an end tag, after its name.
    case endTag
    case section
    case comment
    /// After the root element.
    case epilog
}
