/// What the tokenizer expects next.
enum XMLState: UInt8 {
    /// A byte order mark or what follows it.
    case beginning
    /// An XML declaration or what follows it.
    case declaration
    /// White space, a comment or the root element.
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
    /// In a CDATA section.
    case section
    case comment
    /// White space or comments after the root element.
    case epilog
}
