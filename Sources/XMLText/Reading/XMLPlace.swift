internal import CVector

/// A place in the document, kept up as bytes are done with.
@usableFromInline
struct XMLPlace {
    private var line: UInt64 = 1
    private var offset: UInt64 = 0
    private var lineStart: UInt64 = 0

    /// Goes on behind these bytes.
    mutating func advance(_ bytes: UnsafeRawPointer, _ count: Int) {
        let lines = unsafe xml_count_lines(bytes, count)
        line &+= UInt64(truncatingIfNeeded: lines)
        if lines > 0 {
            lineStart = unsafe offset &+ UInt64(truncatingIfNeeded: xml_count_to_last_line(bytes, count))
        }
        offset &+= UInt64(truncatingIfNeeded: count)
    }

    /// The error, here, unless it says already where it is.
    func locate(_ error: XMLTextError) -> XMLTextError {
        if error.line > 0 { return error }
        var error = error
        error.line = line
        error.column = offset &- lineStart &+ 1
        return error
    }
}
