internal import Bytes

/// Lists the parts of a package, one a line: where its content begins, in hexadecimal, whether it is the root, its identifier,
/// its type, its size with its transfer encoding undone, and the element whose content it is.
struct PackageListing: ~Copyable {
    /// The most bytes of an identifier or type that are shown.
    private static var shownCount: Int { 128 }

    private var lines = PendingText()
    /// How many bytes of the message have been taken.
    var position: UInt64 = 0
    /// How many bytes the part has so far.
    var size = 0

    init() {}

    mutating func begin() {
        lines.removeAll()
        position = 0
        size = 0
    }

    var hasFailed: Bool { lines.hasFailed }

    /// Hands on lines. Returns whether all of them have been.
    @_lifetime(output: copy output)
    mutating func pass(to output: inout OutputCursor) -> Bool {
        lines.drain(&output)
        return lines.isEmpty
    }

    /// Begins the line of a part, whose content begins here.
    mutating func beginPart(_ id: ByteText, _ type: ByteText, isRoot: Bool) {
        size = 0
        for digit in 0..<8 {
            let bits = UInt8(truncatingIfNeeded: position &>> UInt64(truncatingIfNeeded: 28 &- 4 &* digit)) & 0xF
            lines.append(bits < 10 ? UInt8(ascii: "0") &+ bits : UInt8(ascii: "a") &- 10 &+ bits)
        }
        lines.append(isRoot ? "  root" : "  part")
        append(quoted: id)
        append(quoted: type)
    }

    /// Ends it. The element is the one that refers to the part, if that is known.
    mutating func endPart(_ element: ByteText, _ note: StaticString) {
        lines.append(UInt8(ascii: " "))
        lines.append(decimal: size)
        lines.append(size == 1 ? " byte" : " bytes")
        lines.append(note)
        if !element.isEmpty { append(quoted: element) }
        lines.append(UInt8(ascii: "\n"))
    }

    /// Adds a line for an Include whose part is not there.
    mutating func addMissing(_ id: ByteText, _ element: ByteText) {
        lines.append("missing ")
        lines.append(" part")
        append(quoted: id)
        lines.append(" of element")
        append(quoted: element)
        lines.append(UInt8(ascii: "\n"))
    }

    private mutating func append(quoted text: ByteText) {
        lines.append(" \"")
        for index in 0..<min(text.count, Self.shownCount) {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { lines.append(UInt8(ascii: "\\")) }
            lines.append(byte >= 0x20 && byte < 0x7F ? byte : UInt8(ascii: "?"))
        }
        lines.append(text.count > Self.shownCount ? "...\"" : "\"")
    }
}
