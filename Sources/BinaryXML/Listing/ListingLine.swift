internal import Bytes
internal import XMLText

/// The parts that lines of a listing are made of.
enum ListingLine {
    /// The most bytes of a text that are shown.
    static var shownCount: Int { 128 }
    private static var maxIndentation: Int { 40 }
    /// The longest line: offset, indentation, name and numbers, and two texts, a byte of which takes up to four characters.
    static var maxCount: Int { 256 &+ 2 &* shownCount &* 4 }

    /// Writes where the record begins, and the indentation.
    @_optimize(size)
    static func begin(_ recordStart: UInt64, indentation: Int, _ writer: inout TextWriter) {
        writer.append(hexadecimal: recordStart, digits: 8)
        for _ in 0..<min(indentation, maxIndentation) &+ 1 { writer.append("  ") }
    }

    /// Writes a text between quotation marks, in ASCII, and how long it is if that is not all of it.
    @_optimize(size)
    static func append(_ text: ByteText, of count: Int, _ writer: inout TextWriter) {
        writer.append(" \"")
        for index in 0..<min(text.count, shownCount) {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                writer.append(UInt8(ascii: "\\"))
                writer.append(byte)
            } else if byte >= UInt8(ascii: " ") && byte <= UInt8(ascii: "~") {
                writer.append(byte)
            } else {
                writer.append("\\x")
                writer.append(hexadecimal: UInt64(byte), digits: 2)
            }
        }
        writer.append("\"")
        appendSize(shown: text.count, of: count, &writer)
    }

    /// Writes the size of a text that is not shown whole.
    @_optimize(size)
    static func appendSize(shown: Int, of count: Int, _ writer: inout TextWriter) {
        guard count > min(shown, shownCount) else { return }
        writer.append("... of ")
        writer.append(decimal: Int64(count))
        writer.append(" bytes")
    }
}
