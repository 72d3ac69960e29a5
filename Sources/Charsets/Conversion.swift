internal import Bytes
internal import CVector

/// How far a conversion of text has come that ran into the end of its input or of its room.
struct Conversion {
    /// The number of bytes taken, which are whole characters.
    var read = 0
    /// The number of bytes written.
    var written = 0
    var stop = Stop.needsInput

    /// Why it has stopped.
    enum Stop: UInt8 {
        /// What is left is less than a character.
        case needsInput
        /// There is no room for the next character.
        case needsRoom
        /// The next character is malformed.
        case malformed
    }

    /// Converts from the front of `input` as much as there is room for.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    static func convert(
        _ direction: CharacterConverter.Direction, _ order: ByteOrder, from input: inout InputCursor,
        to output: inout OutputCursor
    ) -> Conversion {
        var conversion = Conversion()
        unsafe input.consume { source in
            let text = unsafe ByteText(source)
            unsafe output.produce { room in
                unsafe conversion = direction == .toUTF16 ? fromUTF8(text, to: room, order) : toUTF8(text, to: room, order)
                return conversion.written
            }
            return conversion.read
        }
        return conversion
    }

    // MARK: From UTF-8

    /// Converts UTF-8 to UTF-16.
    @inline(never)
    private static func fromUTF8(_ source: ByteText, to room: UnsafeMutableRawBufferPointer, _ order: ByteOrder) -> Conversion {
        var conversion = Conversion()
        guard let place = room.baseAddress else {
            conversion.stop = source.isEmpty ? .needsInput : .needsRoom
            return conversion
        }
        while unsafe conversion.widen(source, place, room.count, order) {
            while true {
                let character = Character.utf8(in: source.dropFirst(conversion.read))
                guard unsafe conversion.accept(character, place, room.count, character.utf16(order)) else { return conversion }
                // Runs of characters outside ASCII are not looked at for ASCII.
                if source[conversion.read] < 0x80 { break }
            }
        }
        return conversion
    }

    /// Takes a run of ASCII. Returns false if nothing is left.
    @inline(__always)
    private mutating func widen(
        _ source: ByteText, _ place: UnsafeMutableRawPointer, _ size: Int, _ order: ByteOrder
    ) -> Bool {
        let count = min(source.count &- read, (size &- written) / 2)
        if count >= 16 {
            let rest = unsafe source.dropFirst(read).baseAddress
            let taken = unsafe utf16_widen(rest, place + written, count, order.isBig)
            read &+= taken
            written &+= 2 &* taken
        }
        return read < source.count
    }

    // MARK: To UTF-8

    /// Converts UTF-16 to UTF-8.
    @inline(never)
    private static func toUTF8(_ source: ByteText, to room: UnsafeMutableRawBufferPointer, _ order: ByteOrder) -> Conversion {
        var conversion = Conversion()
        guard let place = room.baseAddress else {
            conversion.stop = source.count < 2 ? .needsInput : .needsRoom
            return conversion
        }
        while unsafe conversion.narrow(source, place, room.count, order) {
            while true {
                let character = Character.utf16(in: source.dropFirst(conversion.read), order)
                guard unsafe conversion.accept(character, place, room.count, character.utf8) else { return conversion }
                if character.scalar < 0x80 { break }
            }
        }
        return conversion
    }

    /// Takes a run of ASCII. Returns false if nothing is left.
    @inline(__always)
    private mutating func narrow(
        _ source: ByteText, _ place: UnsafeMutableRawPointer, _ size: Int, _ order: ByteOrder
    ) -> Bool {
        let count = min((source.count &- read) / 2, size &- written)
        if count >= 16 {
            let rest = unsafe source.dropFirst(read).baseAddress
            let taken = unsafe utf16_narrow(rest, place + written, count, order.isBig)
            read &+= 2 &* taken
            written &+= taken
        }
        return read < source.count
    }

    // MARK: Characters

    /// Takes a character and writes the bytes of its other form. Returns false if that is not possible.
    @inline(__always)
    private mutating func accept(
        _ character: Character, _ place: UnsafeMutableRawPointer, _ size: Int, _ bytes: (word: UInt32, count: Int)
    ) -> Bool {
        guard character.state == .complete else {
            stop = character.state == .malformed ? .malformed : .needsInput
            return false
        }
        guard bytes.count <= size &- written else {
            stop = .needsRoom
            return false
        }
        for index in 0..<bytes.count {
            let byte = UInt8(truncatingIfNeeded: bytes.word &>> UInt32(truncatingIfNeeded: 8 &* index))
            unsafe place.storeBytes(of: byte, toByteOffset: written &+ index, as: UInt8.self)
        }
        read &+= character.length
        written &+= bytes.count
        return true
    }
}

extension Character {
    /// The first character of a text in UTF-8.
    @inline(__always)
    static func utf8(in text: ByteText) -> Character { utf8(word(of: text), count: text.count) }

    /// The first character of a text in UTF-16.
    @inline(__always)
    static func utf16(in text: ByteText, _ order: ByteOrder) -> Character { utf16(word(of: text), count: text.count, order) }

    /// The first four bytes, the first one lowest; zeros after the last one.
    @inline(__always)
    private static func word(of text: ByteText) -> UInt32 {
        if text.count >= 4 { return text.word32(at: 0) }
        return UInt32(text[0]) | UInt32(text[1]) &<< 8 | UInt32(text[2]) &<< 16
    }
}
