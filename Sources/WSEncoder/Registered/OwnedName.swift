internal import Bytes

/// A copy of a name, which C can have as a zero-terminated string.
struct OwnedName: ~Copyable {
    /// The name and, after it, a zero.
    private var characters = GrowableBuffer<UInt8>()

    init(copying name: NameText) throws(OutOfMemory) {
        guard unsafe characters.append(contentsOf: name.bytes.buffer), characters.append(0) else { throw OutOfMemory() }
    }

    /// The name without the zero. Valid as long as the copy.
    var text: NameText { NameText(characters.text.prefix(characters.count &- 1)) }

    /// The name as C has it. Valid as long as the copy.
    var cString: UnsafePointer<CChar> { unsafe UnsafeRawPointer(characters.base).assumingMemoryBound(to: CChar.self) }

    /// The subject of reports on the codec of this name.
    func subject(_ direction: Direction) -> Subject { .named(text, direction) }

    func append(to line: inout TextBuffer) {
        text.append(to: &line)
    }

    /// Whether a caller means this name, perhaps in capital letters.
    @_optimize(size)
    func isMeant(by name: NameText) -> Bool {
        let text = text
        guard name.count == text.count else { return false }
        for index in 0..<name.count {
            guard let unit = name[index] else { return false }
            let isCapital = unit >= UInt8(ascii: "A") && unit <= UInt8(ascii: "Z")
            if text[index] != (isCapital ? unit | 0x20 : unit) { return false }
        }
        return true
    }
}
