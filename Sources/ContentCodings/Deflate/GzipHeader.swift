internal import CodecKit

/// Parses the header of a gzip member (RFC 1952, section 2.3), byte by byte. A content coding needs none of its fields: they
/// are skipped, and a header is refused only where zlib refuses it.
struct GzipHeader {
    /// The parts of a header, in order.
    private enum Part: UInt8 {
        case firstMagic, secondMagic, method, flags, timeAndSystem, extraLength, extra, name, comment, checksum, end
    }

    static var firstMagic: UInt8 { 0x1F }
    private static var secondMagic: UInt8 { 0x8B }
    private static var deflateMethod: UInt8 { 8 }
    private static var reservedFlags: UInt8 { 0xE0 }

    private var part = Part.firstMagic
    private var flags: UInt8 = 0
    /// The number of bytes of the current part that have been taken.
    private var index = 0
    private var extraLength = 0
    private var checksum = ContentChecksum(.gzip)

    var isComplete: Bool { part == .end }
    /// Whether no byte has been taken yet.
    var isEmpty: Bool { part == .firstMagic }

    /// Takes the next byte of the header.
    mutating func take(_ byte: UInt8) throws(CodecError) {
        switch part {
        case .firstMagic: try require(byte == Self.firstMagic, "not the header of a gzip member")
        case .secondMagic: try require(byte == Self.secondMagic, "not the header of a gzip member")
        case .method: try require(byte == Self.deflateMethod, "the compression method of the gzip member is not deflate")
        case .flags:
            try require(byte & Self.reservedFlags == 0, "the gzip header has reserved flags")
            flags = byte
            if has(.checksum) { beginChecksum() }
        case .extraLength: extraLength |= Int(byte) << (8 &* index)
        case .checksum: try require(byte == expectedChecksum(index), "the gzip header does not match its checksum")
        case .timeAndSystem, .extra, .name, .comment, .end: break
        }
        if has(.checksum) && part != .checksum { checksum.update(byte) }
        index &+= 1
        while isOver(lastByte: byte) {
            part = Part(rawValue: part.rawValue &+ 1) ?? .end
            index = 0
        }
    }

    /// Headers with a checksum are rare, so the checksum begins only at the flag that announces it, with the three bytes before
    /// that flag, which are always the same.
    private mutating func beginChecksum() {
        checksum.update(Self.firstMagic)
        checksum.update(Self.secondMagic)
        checksum.update(Self.deflateMethod)
    }

    private func require(_ condition: Bool, _ reason: StaticString) throws(CodecError) {
        guard condition else { throw .invalidFormat(reason) }
    }

    /// CRC16, the low half of the CRC-32.
    private func expectedChecksum(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: checksum.value >> UInt32(8 &* index))
    }

    /// Whether the current part is complete. A part that no flag announces has no bytes.
    private func isOver(lastByte: UInt8) -> Bool {
        switch part {
        case .firstMagic, .secondMagic, .method, .flags: index == 1
        case .timeAndSystem: index == 6
        case .extraLength: !has(.extra) || index == 2
        case .extra: index == extraLength
        case .name: !has(.name) || index > 0 && lastByte == 0
        case .comment: !has(.comment) || index > 0 && lastByte == 0
        case .checksum: !has(.checksum) || index == 2
        case .end: false
        }
    }

    /// FLG.
    private enum Flag: UInt8 {
        case checksum = 0x02
        case extra = 0x04
        case name = 0x08
        case comment = 0x10
    }

    private func has(_ flag: Flag) -> Bool { flags & flag.rawValue != 0 }
}
