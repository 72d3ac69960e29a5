internal import Bytes
internal import CodecKit

/// Converts UTF-16 to UTF-8. The byte order is that of the mark, or that which the content type names, or that in which the
/// text begins with "<", or else little-endian. The mark is dropped. So is an XML declaration that says no more than version
/// 1.0 and the encoding; any other one says utf-8 afterwards.
struct UTF16Decoder: Codec, ~Copyable {
    private enum Phase: UInt8 {
        /// Among the first four bytes.
        case opening
        /// In what may be an XML declaration.
        case declaration
        case text
    }

    /// The order that the codec takes; nil for both.
    private let expectedOrder: ByteOrder?
    private var label = TextLabel()
    private var phase = Phase.opening
    /// The first bytes of the message.
    private var first = CutCharacter()
    private var order = ByteOrder.little
    private var markLength = 0
    /// Where in the message the next character begins.
    private var position: UInt64 = 0
    private var cut = CutCharacter()
    private var declaration = XMLDeclarationText()
    private var pending = PendingOutput()

    init(_ expectedOrder: ByteOrder?) {
        self.expectedOrder = expectedOrder
    }

    var inputFormat: MessageFormat? { .utf16 }

    mutating func begin() throws(CodecError) {
        label = TextLabel(order: expectedOrder)
        phase = .opening
        first.empty()
        position = 0
        cut.empty()
        declaration.empty()
        pending.empty()
    }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        let told = try TextLabel.decode(type, expectedOrder)
        if phase != .opening {
            // Decoded before it was told the type: in the same way as if it had been told in time?
            let opening = try? UTF16Opening(first.word, count: first.count, told)
            guard opening?.order == order else { throw .other("but the message has been decoded in the other byte order") }
        }
        try TextLabel.setCharset(of: &type, "utf-8")
        label = told
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            guard pending.move(to: &output) else { return .outputFull }
            switch phase {
            case .opening:
                while first.count < 4, let byte = input.first {
                    first.append(byte)
                    input.skip(1)
                }
                if first.isEmpty && isLast { return .finished }
                guard first.count == 4 || isLast else { return .needsInput }
                try open()
                phase = .declaration
            case .declaration:
                guard try readDeclaration(&input, isLast) else { return .needsInput }
                phase = .text
            case .text:
                if let progress = try convert(&input, &output, isLast) { return progress }
            }
        }
    }

    private mutating func open() throws(CodecError) {
        let opening = try UTF16Opening(first.word, count: first.count, label)
        order = opening.order
        markLength = opening.markLength
        position = UInt64(truncatingIfNeeded: markLength)
        cut = first
        cut.drop(markLength)
    }

    /// Takes the declaration and writes what becomes of it. Returns false if the input ends before it is clear whether there is
    /// one.
    @_lifetime(input: copy input)
    private mutating func readDeclaration(_ input: inout InputCursor, _ isLast: Bool) throws(CodecError) -> Bool {
        while true {
            if cut.count < 2 {
                guard let byte = input.first else {
                    if isLast { break }
                    return false
                }
                cut.append(byte)
                input.skip(1)
                continue
            }
            let verdict = try declaration.take(order.bytes(of: UInt16(truncatingIfNeeded: cut.word)))
            if verdict == .none { break }
            cut.drop(2)
            position &+= 2
            if verdict == .complete && declaration.read() {
                try writeDeclaration()
                return true
            }
            if verdict == .complete { break }
        }
        if declaration.isBegun && label.kind != .other {
            throw XMLDeclarationText.malformed.at(.offset(UInt64(truncatingIfNeeded: markLength)))
        }
        try pending.put(declaration.text)
        return true
    }

    private mutating func writeDeclaration() throws(CodecError) {
        let encoding = unsafe declaration.encoding.buffer
        let ordered: StaticString = order.isBig ? "utf-16be" : "utf-16le"
        let isRight =
            unsafe !declaration.hasEncoding || equalIgnoringCase(encoding, "utf-16")
            || equalIgnoringCase(encoding, ordered)
        guard isRight else {
            let reason: StaticString =
                order.isBig
                ? "the XML declaration names another encoding than UTF-16BE, in which the text is"
                : "the XML declaration names another encoding than UTF-16LE, in which the text is"
            let place = UInt64(truncatingIfNeeded: markLength &+ 2 &* declaration.encodingStart)
            throw .invalidFormat(reason).at(.offset(place))
        }
        if declaration.saysMore { try declaration.write(encoding: "utf-8", to: &pending, nil) }
    }

    /// Converts what there is. Returns nil if there is more to do.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func convert(
        _ input: inout InputCursor, _ output: inout OutputCursor, _ isLast: Bool
    ) throws(CodecError) -> Progress? {
        if !cut.isEmpty { return try completeCut(&input, isLast) }
        let order = order
        var conversion = Conversion()
        unsafe input.consume { source in
            unsafe output.produce { room in
                conversion = unsafe Conversion.toUTF8(ByteText(source), to: room, order)
                return conversion.written
            }
            return conversion.read
        }
        position &+= UInt64(truncatingIfNeeded: conversion.read)
        switch conversion.stop {
        case .malformed: throw Self.malformed.at(.offset(position))
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
            let character = Character.utf16(cut.word, count: cut.count, order)
            switch character.state {
            case .complete:
                try pending.put(character.utf8)
                position &+= UInt64(truncatingIfNeeded: character.length)
                cut.drop(character.length)
                return nil
            case .malformed: throw Self.malformed.at(.offset(position))
            case .incomplete:
                guard let byte = input.first else {
                    guard isLast else { return .needsInput }
                    throw CodecError.invalidFormat(
                        cut.count % 2 == 1
                            ? "the text ends inside a code unit of UTF-16" : "the text ends inside a surrogate pair"
                    ).at(.offset(position))
                }
                cut.append(byte)
                input.skip(1)
            }
        }
    }

    private static var malformed: CodecError { .invalidFormat("the text has a surrogate that is not part of a pair") }
}
