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

    private var text: CharacterConverter
    /// What the content type of the next message says.
    private var nextLabel = TextLabel()
    private var label = TextLabel()
    private var phase = Phase.mark
    private var declaration = XMLDeclarationText()

    init(_ order: ByteOrder) {
        text = CharacterConverter(.toUTF16, order)
    }

    var inputFormat: MessageFormat? { .plainText }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        nextLabel = try TextLabel.encode(&type, text.order)
    }

    mutating func begin() throws(CodecError) {
        label = nextLabel
        phase = .mark
        declaration.empty()
        text.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            guard text.pending.move(to: &output) else { return .outputFull }
            switch phase {
            case .mark:
                if input.isEmpty && isLast && text.cut.isEmpty { return .finished }
                guard skipMark(&input) || isLast else { return .needsInput }
                phase = .declaration
            case .declaration:
                guard try readDeclaration(&input, isLast) else { return .needsInput }
                phase = .text
            case .text:
                if let progress = try text.convert(&input, &output, isLast) { return progress }
            }
        }
    }

    /// Takes the mark. Returns false if the input ends before it is clear whether there is one.
    @_lifetime(input: copy input)
    private mutating func skipMark(_ input: inout InputCursor) -> Bool {
        while let byte = input.first {
            guard byte == UInt8(truncatingIfNeeded: 0xBF_BBEF &>> UInt32(truncatingIfNeeded: 8 &* text.cut.count)) else {
                return true
            }
            input.skip(1)
            text.cut.append(byte)
            guard text.cut.count == 3 else { continue }
            text.cut.empty()
            text.position = 3
            return true
        }
        return false
    }

    /// Takes the declaration and writes what the text begins with. Returns false if the input ends before it is clear whether
    /// there is one.
    @_lifetime(input: copy input)
    private mutating func readDeclaration(_ input: inout InputCursor, _ isLast: Bool) throws(CodecError) -> Bool {
        while text.cut.isEmpty {
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
        if declaration.isBegun && label.kind != .other { throw XMLDeclarationText.malformed.at(.offset(text.position)) }
        // After a byte order mark there may be nothing.
        let first = declaration.text.isEmpty ? input.first : declaration.text[0]
        if first == nil && text.cut.isEmpty { return true }
        try writeMark(before: first)
        if label.kind == .xml && first == UInt8(ascii: "<") && !declaration.isBegun {
            try text.pending.put(ascii: ByteText("<?xml version=\"1.0\" encoding=\""), text.order)
            try text.pending.put(ascii: ByteText(text.order.encodingName), text.order)
            try text.pending.put(ascii: ByteText("\"?>"), text.order)
        }
        try text.pending.put(ascii: declaration.text, text.order)
        text.position &+= UInt64(truncatingIfNeeded: declaration.text.count)
        return true
    }

    private mutating func writeMark(before first: UInt8?) throws(CodecError) {
        if first == 0 && text.order == .little {
            throw .invalidFormat("UTF-16LE that begins with U+0000 would read as UTF-32").at(.offset(text.position))
        }
        try text.pending.put((UInt32(text.order.bytes(of: 0xFEFF)), 2))
    }

    private mutating func writeDeclaration() throws(CodecError) {
        let isRight =
            !declaration.hasEncoding || declaration.encoding.equalsIgnoringCase("utf-8")
            || declaration.encoding.equalsIgnoringCase("us-ascii")
        guard isRight else {
            let place = text.position &+ UInt64(truncatingIfNeeded: declaration.encodingStart)
            throw .invalidFormat("the XML declaration names another encoding than UTF-8, in which the text has to be")
                .at(.offset(place))
        }
        try writeMark(before: nil)
        try declaration.write(encoding: text.order.encodingName, to: &text.pending, text.order)
        text.position &+= UInt64(truncatingIfNeeded: declaration.text.count)
    }
}
