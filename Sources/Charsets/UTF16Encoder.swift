internal import Bytes
internal import CodecKit

/// Converts UTF-8 to UTF-16, as WCF writes it: a byte order mark and, if the content type is that of XML, a declaration that
/// names the encoding. A byte order mark in UTF-8 is dropped. The empty message remains empty.
struct UTF16Encoder: Codec, ~Copyable {
    private enum Phase: UInt8 {
        /// Before the first character, where a mark in UTF-8 may be.
        case mark
        /// In what may be an XML declaration.
        case declaration
        case text
    }

    private let order: ByteOrder
    /// What the content type of the next message says.
    private var nextLabel = TextLabel()
    private var label = TextLabel()
    private var phase = Phase.mark
    /// Where in the message the next character begins.
    private var position: UInt64 = 0
    private var cut = CutCharacter()
    private var declaration = XMLDeclarationText()
    private var pending = PendingOutput()

    init(_ order: ByteOrder) {
        self.order = order
    }

    var inputFormat: MessageFormat? { .plainText }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        nextLabel = try TextLabel.encode(&type, order)
    }

    mutating func begin() throws(CodecError) {
        label = nextLabel
        phase = .mark
        position = 0
        cut.empty()
        declaration.empty()
        pending.empty()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            guard pending.move(to: &output) else { return .outputFull }
            switch phase {
            case .mark:
                if input.isEmpty && isLast && cut.isEmpty { return .finished }
                guard skipMark(&input) || isLast else { return .needsInput }
                phase = .declaration
            case .declaration:
                guard try readDeclaration(&input, isLast) else { return .needsInput }
                phase = .text
            case .text:
                if let progress = try convert(&input, &output, isLast) { return progress }
            }
        }
    }

    /// Takes the mark. Returns false if the input ends before it is clear whether there is one.
    @_lifetime(input: copy input)
    private mutating func skipMark(_ input: inout InputCursor) -> Bool {
        while let byte = input.first {
            guard byte == UInt8(truncatingIfNeeded: 0xBF_BBEF &>> UInt32(truncatingIfNeeded: 8 &* cut.count)) else {
                return true
            }
            input.skip(1)
            cut.append(byte)
            guard cut.count == 3 else { continue }
            cut.empty()
            position = 3
            return true
        }
        return false
    }

    /// Takes the declaration and writes what the text begins with. Returns false if the input ends before it is clear whether
    /// there is one.
    @_lifetime(input: copy input)
    private mutating func readDeclaration(_ input: inout InputCursor, _ isLast: Bool) throws(CodecError) -> Bool {
        while cut.isEmpty {
            guard let byte = input.first else {
                if isLast { break }
                return false
            }
            let verdict = try declaration.take(UInt16(byte))
            if verdict == .none { break }
            input.skip(1)
            if verdict == .complete && declaration.read() {
                try writeDeclaration()
                return true
            }
            if verdict == .complete { break }
        }
        if declaration.isBegun && label.kind != .other { throw XMLDeclarationText.malformed.at(.offset(position)) }
        // After a byte order mark there may be nothing.
        let first = declaration.text.isEmpty ? input.first : declaration.text[0]
        if first == nil && cut.isEmpty { return true }
        try writeMark(before: first)
        if label.kind == .xml && first == UInt8(ascii: "<") && !declaration.isBegun {
            try pending.put(ascii: ByteText("<?xml version=\"1.0\" encoding=\""), order)
            try pending.put(ascii: ByteText(order.encodingName), order)
            try pending.put(ascii: ByteText("\"?>"), order)
        }
        try pending.put(ascii: declaration.text, order)
        position &+= UInt64(truncatingIfNeeded: declaration.text.count)
        return true
    }

    private mutating func writeMark(before first: UInt8?) throws(CodecError) {
        if first == 0 && order == .little {
            throw .invalidFormat("UTF-16LE that begins with U+0000 would read as UTF-32").at(.offset(position))
        }
        try pending.put((UInt32(order.bytes(of: 0xFEFF)), 2))
    }

    private mutating func writeDeclaration() throws(CodecError) {
        let isRight =
            unsafe !declaration.hasEncoding || equalIgnoringCase(declaration.encoding.buffer, "utf-8")
            || equalIgnoringCase(declaration.encoding.buffer, "us-ascii")
        guard isRight else {
            let place = position &+ UInt64(truncatingIfNeeded: declaration.encodingStart)
            throw .invalidFormat("the XML declaration names another encoding than UTF-8, in which the text has to be")
                .at(.offset(place))
        }
        try writeMark(before: nil)
        try declaration.write(encoding: order.encodingName, to: &pending, order)
        position &+= UInt64(truncatingIfNeeded: declaration.text.count)
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
                conversion = unsafe Conversion.fromUTF8(ByteText(source), to: room, order)
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
            let character = Character.utf8(cut.word, count: cut.count)
            switch character.state {
            case .complete:
                try pending.put(character.utf16(order))
                position &+= UInt64(truncatingIfNeeded: character.length)
                cut.drop(character.length)
                return nil
            case .malformed: throw Self.malformed.at(.offset(position))
            case .incomplete:
                guard let byte = input.first else {
                    guard isLast else { return .needsInput }
                    throw .invalidFormat("the text ends inside a character in UTF-8").at(.offset(position))
                }
                cut.append(byte)
                input.skip(1)
            }
        }
    }

    private static var malformed: CodecError { .invalidFormat("the text is not well-formed UTF-8") }
}
