internal import Bytes
internal import CodecKit

/// Undoes the transfer encoding of a part (RFC 2045, section 6), whose bytes come in any number of pieces.
struct TransferDecoder: ~Copyable {
    /// The most bytes that are decoded at a time.
    static var pieceSize: Int { 4096 }
    /// The most blanks in a row in quoted-printable text, whose lines have at most 76 characters.
    private static var mostBlanks: Int { 1000 }

    /// What the last bytes of quoted-printable text were.
    private enum Quoting: UInt8 {
        case plain
        /// "=".
        case equals
        /// "=" and a digit.
        case digit
        /// "=" and blanks or a carriage return, of which a line feed must be the end.
        case softBreak
    }

    private var encoding = TransferEncoding.none
    private var decoded = GrowableBuffer<UInt8>()
    private var start = 0
    // Base64: the bits of up to three characters.
    private var bits: UInt32 = 0
    private var characterCount = 0
    private var paddingCount = 0
    // Quoted-printable.
    private var quoting = Quoting.plain
    private var firstDigit: UInt8 = 0
    /// The index of the byte at which `decode` has failed.
    private(set) var failedIndex = 0
    /// Blanks that count only if the line goes on after them.
    private var blanks = GrowableBuffer<UInt8>()

    init() {}

    /// Begins a part.
    mutating func begin(_ encoding: TransferEncoding) {
        self.encoding = encoding
        decoded.removeAll()
        start = 0
        bits = 0
        characterCount = 0
        paddingCount = 0
        quoting = .plain
        blanks.removeAll()
    }

    /// Whether the bytes are what they are.
    var isNone: Bool { encoding == .none }

    /// What has been decoded and not taken.
    var waiting: ByteText { decoded.text.dropFirst(start) }

    /// Takes decoded bytes.
    mutating func take(_ count: Int) {
        start &+= count
        if start >= decoded.count {
            decoded.removeAll()
            start = 0
        }
    }

    /// Decodes bytes, all that was decoded before having been taken. Returns how many were used.
    mutating func decode(_ bytes: ByteText) throws(CodecError) -> Int {
        let piece = bytes.prefix(Self.pieceSize)
        // Blanks that were held back come out, too.
        guard decoded.reserve(piece.count &+ blanks.count &+ 4) else { throw .outOfMemory }
        var index = 0
        do throws(CodecError) {
            while index < piece.count {
                if encoding == .base64 { try addBase64(piece[index]) } else { try addQuoted(piece[index]) }
                index &+= 1
            }
        } catch {
            failedIndex = index
            throw error
        }
        return index
    }

    /// The part has ended.
    mutating func finish() throws(CodecError) {
        switch encoding {
        case .none: break
        case .base64:
            guard characterCount == 0 else { throw Self.malformedBase64 }
        case .quotedPrintable:
            // The line break of a soft one may belong to the delimiter.
            guard quoting != .digit else { throw Self.malformedQuoted }
            // Blanks at the end of a line were added on the way.
            blanks.removeAll()
        }
    }

    // MARK: Base64

    private static var malformedBase64: CodecError { .invalidFormat("the base64 of a part is malformed") }

    private mutating func addBase64(_ byte: UInt8) throws(CodecError) {
        if MIMEValue.isBlank(byte) { return }
        if byte == UInt8(ascii: "=") {
            paddingCount &+= 1
            guard characterCount >= 2, paddingCount <= 2 else { throw Self.malformedBase64 }
        } else {
            // Nothing but blanks may follow padding.
            guard paddingCount == 0, let value = Self.value(of: byte) else { throw Self.malformedBase64 }
            bits = bits << 6 | UInt32(value)
        }
        characterCount &+= 1
        guard characterCount == 4 else { return }
        let group = bits << (6 &* UInt32(truncatingIfNeeded: paddingCount))
        decoded.appendReserved(UInt8(truncatingIfNeeded: group >> 16))
        if paddingCount < 2 { decoded.appendReserved(UInt8(truncatingIfNeeded: group >> 8)) }
        if paddingCount < 1 { decoded.appendReserved(UInt8(truncatingIfNeeded: group)) }
        bits = 0
        characterCount = 0
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- UInt8(ascii: "a") &+ 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- UInt8(ascii: "0") &+ 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    // MARK: Quoted-printable

    private static var malformedQuoted: CodecError { .invalidFormat("the quoted-printable text of a part is malformed") }

    private mutating func addQuoted(_ byte: UInt8) throws(CodecError) {
        switch quoting {
        case .plain: try addPlain(byte)
        case .equals:
            if MIMEValue.isBlank(byte) {
                quoting = byte == UInt8(ascii: "\n") ? .plain : .softBreak
            } else {
                guard let digit = PercentEncoding.value(ofDigit: byte) else { throw Self.malformedQuoted }
                firstDigit = digit
                quoting = .digit
            }
        case .digit:
            guard let digit = PercentEncoding.value(ofDigit: byte) else { throw Self.malformedQuoted }
            decoded.appendReserved(firstDigit << 4 | digit)
            quoting = .plain
        case .softBreak:
            guard MIMEValue.isBlank(byte) else { throw Self.malformedQuoted }
            if byte == UInt8(ascii: "\n") { quoting = .plain }
        }
    }

    private mutating func addPlain(_ byte: UInt8) throws(CodecError) {
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
            guard blanks.count < Self.mostBlanks else {
                throw .quotaExceeded(
                    "a line of quoted-printable text, which RFC 2045 limits to 76 characters, has too many blanks in a row",
                    limit: UInt64(truncatingIfNeeded: Self.mostBlanks))
            }
            guard blanks.append(byte) else { throw .outOfMemory }
            return
        }
        if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") { blanks.removeAll() }
        if blanks.count > 0 {
            guard decoded.append(blanks.text) else { throw .outOfMemory }
            blanks.removeAll()
        }
        if byte == UInt8(ascii: "=") { quoting = .equals } else { decoded.appendReserved(byte) }
    }
}
