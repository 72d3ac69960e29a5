internal import Bytes
internal import XMLText

/// Reads characters that may be base64 in canonical form, in any number of pieces. Their bytes are decoded four characters at a
/// time; up to four characters wait until it is known what they are.
struct Base64Reader {
    /// The characters that wait, the first one lowest. Only if they are four, the last of them is padding.
    private(set) var waiting: UInt32 = 0
    private(set) var waitingCount = 0
    private var hasPadding = false

    /// The bytes that the last four characters stand for if they have padding: the first one lowest, and their number. nil if
    /// there are none or they are not in canonical form.
    var last: (bytes: UInt16, count: Int)? { waitingCount == 4 ? Base64.last(waiting) : nil }

    /// How many of the characters that wait are padding.
    var paddingCount: Int {
        let padding = UInt32(UInt8(ascii: "="))
        return (waiting &>> 24 == padding ? 1 : 0) &+ (waiting &>> 16 & 0xFF == padding ? 1 : 0)
    }

    /// Whether the characters may end here.
    var mayEnd: Bool { waitingCount == 0 || last != nil }

    /// Decodes characters from the front of a text until one comes that cannot be base64 there, and adds the bytes to `bytes`.
    /// Returns how many characters were taken; nil if there is no memory.
    mutating func read(_ text: ByteText, into bytes: inout GrowableBuffer<UInt8>) -> Int? {
        var index = 0
        if waitingCount > 0 {
            index = take(text, from: 0)
            guard flush(into: &bytes) else { return nil }
            if waitingCount > 0 { return index }
        }
        let rest = text.dropFirst(index)
        guard bytes.reserve(additional: rest.count / 4 &* 3 &+ Self.slack) else { return nil }
        let decoded = unsafe Base64.decode(rest, into: UnsafeMutableRawBufferPointer(bytes.free))
        bytes.extend(by: decoded / 4 &* 3)
        return take(text, from: index &+ decoded)
    }

    /// So that vector code, which writes more than counts, can go on to the end.
    private static var slack: Int { 32 }

    /// Lets characters wait, up to four. Returns the index of the first one that was not taken.
    private mutating func take(_ text: ByteText, from start: Int) -> Int {
        var index = start
        while index < text.count, waitingCount < 4 {
            let character = text[unchecked: index]
            if character == UInt8(ascii: "=") {
                guard waitingCount >= 2 else { break }
                hasPadding = true
            } else {
                guard !hasPadding, Base64.bits(of: character) < 64 else { break }
            }
            waiting |= UInt32(character) &<< UInt32(truncatingIfNeeded: 8 &* waitingCount)
            waitingCount &+= 1
            index &+= 1
        }
        return index
    }

    /// Decodes four characters that wait, unless they have padding. False if there is no memory.
    private mutating func flush(into bytes: inout GrowableBuffer<UInt8>) -> Bool {
        guard waitingCount == 4, !hasPadding, let group = Base64.group(of: waiting) else { return true }
        waiting = 0
        waitingCount = 0
        return bytes.append(group.byteSwapped >> 8, count: 3)
    }
}
