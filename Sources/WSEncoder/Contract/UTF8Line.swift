internal import Bytes

/// Memory that receives a line in UTF-8, which is cut between characters where the memory ends. The length counts on, so that
/// a host learns how much memory the whole line needs.
///
/// Safe because the initialiser is unsafe to call, and each byte is stored inside the memory.
@safe
struct UTF8Line: ~Copyable {
    /// The most bytes that a unit of UTF-16 becomes.
    static var maxBytesOfUnit: Int { 3 }

    private let memory: UnsafeMutableRawBufferPointer
    private var used = 0
    /// The bytes of the whole line, of which the first are in the memory.
    private(set) var length = 0

    /// `memory` is valid while the line is written. One byte of it is kept for the zero at the end.
    init(_ memory: UnsafeMutableRawBufferPointer) {
        unsafe self.memory = memory
    }

    /// Appends a string of UTF-16. What is half a character becomes U+FFFD, and a control character a blank.
    mutating func append(_ text: WideText) {
        var index = 0
        while let first = text[index] {
            index &+= 1
            var character = UInt32(first)
            if first & 0xF800 == 0xD800 {
                character = 0xFFFD
                if first < 0xDC00, let second = text[index], second & 0xFC00 == 0xDC00 {
                    character = 0x1_0000 &+ (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
                    index &+= 1
                }
            }
            append(character: character < 0x20 || 0x7F...0x9F ~= character ? 0x20 : character)
        }
    }

    /// Appends a character that is not half of one.
    mutating func append(character: UInt32) {
        let size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x1_0000 ? 3 : 4
        // Once a character has no room, no later one is written, not even one that would fit.
        let fits = unsafe used == length && size < memory.count &- used
        length &+= size
        guard fits else { return }
        if size == 1 { return store(character) }
        store(0xF0 << (4 &- UInt32(size)) & 0xFF | character >> (6 &* UInt32(size &- 1)))
        for position in (0..<UInt32(size &- 1)).reversed() { store(0x80 | character >> (6 &* position) & 0x3F) }
    }

    /// Ends the line with a zero, if there is any memory.
    consuming func end() -> Int {
        if unsafe memory.count > used { unsafe memory[used] = 0 }
        return length
    }

    private mutating func store(_ byte: UInt32) {
        unsafe memory[used] = UInt8(truncatingIfNeeded: byte)
        used &+= 1
    }
}
