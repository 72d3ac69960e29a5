/// A text record of any length or a comment, which passes piece by piece.
struct LongRecord {
    /// What it holds.
    enum Content: UInt8 {
        case utf8
        case utf16
        case bytes
        case comment
    }

    let content: Content
    /// The number of bytes that have not been read yet.
    private(set) var left: Int
    /// Whether the last character of a comment so far is a hyphen.
    var endsWithHyphen = false

    @inline(__always)
    init(_ content: Content, count: Int) {
        self.content = content
        left = count
    }

    @inline(__always)
    mutating func take(_ count: Int) {
        left &-= count
    }
}
