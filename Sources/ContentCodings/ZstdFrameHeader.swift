internal import Bytes
internal import CodecKit

/// The header of a zstd frame (RFC 8878, section 3.1), gathered byte by byte, and judged before the C library sees it: that
/// takes formats older than the RFC, which know no limit, and does not look at the window of a frame that it decodes at one
/// go.
struct ZstdFrameHeader {
    /// What a frame begins with, and a skippable one but for the low four bits, the last byte first.
    private static var frameMagicNumber: UInt32 { 0xFD2F_B528 }
    private static var skippableMagicNumber: UInt32 { 0x184D_2A50 }

    private var bytes = InlineArray<18, UInt8>(repeating: 0)
    private var count = 0
    /// The bytes of the whole header, as far as it is known: the fifth, the descriptor, decides.
    private var size = 5
    private var magicNumber = Self.frameMagicNumber
    private(set) var isComplete = false

    /// Takes as many of the next bytes of the frame as belong to the header. Throws at the first byte that no zstd or skippable
    /// frame has there, which it does not take, and once the header declares a window larger than `maxWindowSize`.
    @_lifetime(input: copy input)
    mutating func take(_ input: inout InputCursor, maxWindowSize: UInt32) throws(CodecError) {
        while !isComplete, let byte = input.first {
            try append(byte)
            input.skip(1)
        }
        guard !isComplete || isSkippable || windowSize <= UInt64(maxWindowSize) else {
            throw .quotaExceeded("the stream asks for too large a window", limit: UInt64(maxWindowSize), .maxWindowSize)
        }
    }

    /// The bytes of a complete header.
    var all: RawSpan {
        @_lifetime(borrow self)
        get { unsafe bytes.span.bytes.extracting(first: count) }
    }

    private mutating func append(_ byte: UInt8) throws(CodecError) {
        if count < 4 { try check(byte) }
        bytes[count] = byte
        count &+= 1
        guard count == size else { return }
        if count == 5 { size = contentSizeOffset &+ contentSizeLength }
        isComplete = count == size
    }

    private mutating func check(_ byte: UInt8) throws(CodecError) {
        if count == 0, byte & 0xF0 == 0x50 {
            magicNumber = Self.skippableMagicNumber | UInt32(byte)
            size = 8
        }
        guard byte == UInt8(truncatingIfNeeded: magicNumber >> UInt32(8 &* count)) else {
            throw .invalidFormat("what should be a zstd frame does not begin like one")
        }
    }

    /// The size that a complete header declares its frame to decode to; nil if it does not.
    var declaredContentSize: UInt64? {
        isSkippable || contentSizeLength == 0 ? nil : contentSize
    }

    private var isSkippable: Bool { magicNumber != Self.frameMagicNumber }

    private var isSingleSegment: Bool { bytes[4] & 0x20 != 0 }

    private var contentSizeOffset: Int {
        let dictionary =
            switch bytes[4] & 3 {
            case 0: 0
            case 1: 1
            case 2: 2
            default: 4
            }
        return 5 &+ (isSingleSegment ? 0 : 1) &+ dictionary
    }

    private var contentSizeLength: Int {
        switch bytes[4] >> 6 {
        case 0: isSingleSegment ? 1 : 0
        case 1: 2
        case 2: 4
        default: 8
        }
    }

    /// The window, which for a frame of a single segment is its content.
    private var windowSize: UInt64 {
        if isSingleSegment { return contentSize }
        let base = UInt64(1) << UInt64(10 &+ bytes[5] >> 3)
        return base &+ base / 8 &* UInt64(bytes[5] & 7)
    }

    private var contentSize: UInt64 {
        var value: UInt64 = 0
        for index in 0..<contentSizeLength {
            value |= UInt64(bytes[contentSizeOffset &+ index]) << UInt64(8 &* index)
        }
        return contentSizeLength == 2 ? value &+ 256 : value
    }
}
