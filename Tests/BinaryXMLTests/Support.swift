import BinaryXML
import Bytes
import CExpat
import CodecKit

/// What became of a message.
struct Outcome {
    var text = ""
    var bytes: [UInt8] = []
    var error: CodecError?
    /// The codec wanted more when there was none.
    var isCutOff = false
    var isFinished = false

    var kind: CodecError.Kind? { error?.kind }

    var place: UInt64? {
        if case .offset(let offset) = error?.place { offset } else { nil }
    }
}

/// Runs one message through a codec, `feed` bytes of input and `room` bytes of output at a time. It is committed if it
/// succeeds, and abandoned if it does not.
func drive(_ codec: borrowing AnyCodec, _ message: [UInt8], feed: Int = .max, room: Int = 1 << 16) -> Outcome {
    var outcome = Outcome()
    do throws(CodecError) {
        try codec.begin()
        defer { if outcome.isFinished { codec.commit() } else { codec.abandon() } }
        try process(codec, message, feed, room, &outcome)
    } catch {
        outcome.error = error
    }
    outcome.text = String(decoding: outcome.bytes, as: UTF8.self)
    return outcome
}

private func process(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ feed: Int, _ room: Int, _ outcome: inout Outcome
) throws(CodecError) {
    // Copies of exact size, so that a sanitizer sees a step beyond them.
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: max(message.count, 1), alignment: 1)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer {
        unsafe source.deallocate()
        unsafe memory.deallocate()
    }
    unsafe source.copyBytes(from: message)
    var position = 0
    while true {
        let end = feed < message.count &- position ? position &+ feed : message.count
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: source[position..<end])))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        let progress = try codec.process(&input, into: &output, isLast: end == message.count)
        position += input.consumed
        unsafe outcome.bytes.append(contentsOf: memory[..<output.produced])
        if progress == .finished {
            outcome.isFinished = true
            return
        }
        if progress != .outputFull && position == message.count {
            outcome.isCutOff = true
            return
        }
    }
}

func decode(
    _ message: [UInt8], limits: XMLLimits = XMLLimits(), feed: Int = .max, room: Int = 1 << 16
) throws -> Outcome {
    drive(try BinaryXMLFactories.decoder(CodecOptions(xml: limits)), message, feed: feed, room: room)
}

/// The text of a message that is to be accepted; what is wrong, if it is not.
func text(_ message: [UInt8]) throws -> String {
    let outcome = try decode(message)
    return outcome.error.map { "refused: \($0.reason)" } ?? outcome.text
}

/// Whether expat takes a document, with namespaces.
func isWellFormed(_ document: [UInt8]) -> Bool {
    let parser = unsafe XML_ParserCreateNS("UTF-8", 0x0C)
    defer { unsafe XML_ParserFree(parser) }
    return unsafe document.withUnsafeBytes { bytes in
        let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return unsafe XML_Parse(parser, start, Int32(bytes.count), 1) == XML_STATUS_OK
    }
}

extension [UInt8] {
    /// Bytes of hexadecimal digits, with blanks where one likes.
    init(hex text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// The bytes of a number, the lowest first.
    init<Number: FixedWidthInteger & UnsignedInteger>(number: Number) {
        self = (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }

    /// A string as records hold it: its length and its bytes.
    static func string(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }

    /// A number in seven bits a byte.
    static func number(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F | 0x80)] + number(value >> 7)
    }

    /// An element `e` with this content, and the end of it.
    static func element(_ content: [UInt8]) -> [UInt8] { [0x40] + string("e") + content + [0x01] }
}
