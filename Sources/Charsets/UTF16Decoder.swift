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
    private var markLength = 0
    private var text = CharacterConverter(.toUTF8)
    private var declaration = XMLDeclarationText()

    init(_ expectedOrder: ByteOrder?) {
        self.expectedOrder = expectedOrder
    }

    var inputFormat: MessageFormat? { .utf16 }

    mutating func begin() throws(CodecError) {
        label = TextLabel(order: expectedOrder)
        phase = .opening
        first.empty()
        declaration.empty()
        text.begin()
    }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        let told = try TextLabel.decode(type, expectedOrder)
        if phase != .opening {
            // Decoded before it was told the type: in the same way as if it had been told in time?
            let opening = try? UTF16Opening(first.word, count: first.count, told)
            guard opening?.order == text.order else { throw .other("but the message has been decoded in the other byte order") }
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
            guard text.pending.move(to: &output) else { return .outputFull }
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
                if let progress = try text.convert(&input, &output, isLast) { return progress }
            }
        }
    }

    private mutating func open() throws(CodecError) {
        let opening = try UTF16Opening(first.word, count: first.count, label)
        text.order = opening.order
        markLength = opening.markLength
        text.position = UInt64(truncatingIfNeeded: markLength)
        text.cut = first
        text.cut.drop(markLength)
    }

    /// Takes the declaration and writes what becomes of it. Returns false if the input ends before it is clear whether there is
    /// one.
    @_lifetime(input: copy input)
    private mutating func readDeclaration(_ input: inout InputCursor, _ isLast: Bool) throws(CodecError) -> Bool {
        while true {
            if text.cut.count < 2 {
                guard let byte = input.first else {
                    if isLast { break }
                    return false
                }
                text.cut.append(byte)
                input.skip(1)
                continue
            }
            let verdict = try declaration.take(text.order.bytes(of: UInt16(truncatingIfNeeded: text.cut.word)))
            if verdict == .none { break }
            text.cut.drop(2)
            text.position &+= 2
            if verdict == .complete && declaration.read() {
                try writeDeclaration()
                return true
            }
            if verdict == .complete { break }
        }
        if declaration.isBegun && label.kind != .other {
            throw XMLDeclarationText.malformed.at(.offset(UInt64(truncatingIfNeeded: markLength)))
        }
        try text.pending.put(declaration.text)
        return true
    }

    private mutating func writeDeclaration() throws(CodecError) {
        let ordered: StaticString = text.order.isBig ? "utf-16be" : "utf-16le"
        let isRight =
            !declaration.hasEncoding || declaration.encoding.equalsIgnoringCase("utf-16")
            || declaration.encoding.equalsIgnoringCase(ordered)
        guard isRight else {
            let reason: StaticString =
                text.order.isBig
                ? "the XML declaration names another encoding than UTF-16BE, in which the text is"
                : "the XML declaration names another encoding than UTF-16LE, in which the text is"
            let place = UInt64(truncatingIfNeeded: markLength &+ 2 &* declaration.encodingStart)
            throw .invalidFormat(reason).at(.offset(place))
        }
        if declaration.saysMore { try declaration.write(encoding: "utf-8", to: &text.pending, nil) }
    }
}
