internal import Bytes
internal import CodecKit

/// Converts the characters of a text from one form to the other, however the text is cut into pieces of input and of output.
struct CharacterConverter: ~Copyable {
    enum Direction: UInt8 {
        case toUTF16
        case toUTF8
    }

    private let direction: Direction
    /// The byte order of the text in UTF-16.
    var order: ByteOrder
    /// Where in the message the next character begins.
    var position: UInt64 = 0
    /// The first bytes of a character whose others have not come yet.
    var cut = CutCharacter()
    /// What goes to the output before any other character.
    var pending = PendingOutput()

    init(_ direction: Direction, _ order: ByteOrder = .little) {
        self.direction = direction
        self.order = order
    }

    mutating func begin() {
        position = 0
        cut.empty()
        pending.empty()
    }

    /// Converts what there is. Returns nil if there is more to do, once the output has room for what is pending.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func convert(
        _ input: inout InputCursor, _ output: inout OutputCursor, _ isLast: Bool
    ) throws(CodecError) -> Progress? {
        if !cut.isEmpty { return try completeCut(&input, isLast) }
        let conversion = Conversion.convert(direction, order, from: &input, to: &output)
        position &+= UInt64(truncatingIfNeeded: conversion.read)
        switch conversion.stop {
        case .malformed: throw malformed.at(.offset(position))
        case .needsRoom where output.isFull: return .outputFull
        case .needsRoom, .needsInput:
            if input.isEmpty { return isLast ? .finished : .needsInput }
            // A character that is cut off, or whose last bytes have no room.
            return try completeCut(&input, isLast)
        }
    }

    /// Goes on with a character that takes bytes one by one.
    @_lifetime(input: copy input)
    private mutating func completeCut(_ input: inout InputCursor, _ isLast: Bool) throws(CodecError) -> Progress? {
        while true {
            let character = character
            switch character.state {
            case .complete:
                try pending.put(direction == .toUTF16 ? character.utf16(order) : character.utf8)
                position &+= UInt64(truncatingIfNeeded: character.length)
                cut.drop(character.length)
                return nil
            case .malformed: throw malformed.at(.offset(position))
            case .incomplete:
                guard let byte = input.first else {
                    guard isLast else { return .needsInput }
                    throw incomplete.at(.offset(position))
                }
                cut.append(byte)
                input.skip(1)
            }
        }
    }

    /// The character that has been cut.
    private var character: Character {
        switch direction {
        case .toUTF16: .utf8(cut.word, count: cut.count)
        case .toUTF8: .utf16(cut.word, count: cut.count, order)
        }
    }

    private var malformed: CodecError {
        switch direction {
        case .toUTF16: .invalidFormat("the text is not well-formed UTF-8")
        case .toUTF8: .invalidFormat("the text has a surrogate that is not part of a pair")
        }
    }

    /// The failure of a text whose last character has been cut.
    private var incomplete: CodecError {
        switch direction {
        case .toUTF16: .invalidFormat("the text ends inside a character in UTF-8")
        case .toUTF8 where cut.count % 2 == 1: .invalidFormat("the text ends inside a code unit of UTF-16")
        case .toUTF8: .invalidFormat("the text ends inside a surrogate pair")
        }
    }
}
