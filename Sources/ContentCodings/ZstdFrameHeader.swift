internal import Bytes
internal import CodecKit

/// The header of a zstd frame (RFC 8878, section 3.1), gathered byte by byte, and judged before the C library sees it whole:
/// that takes formats older than the RFC, which know no limit, and does not look at the window of a frame that it decodes at
/// one go.
struct ZstdFrameHeader {
    private static var longest: Int { 18 }

    private var bytes = InlineArray<18, UInt8>(repeating: 0)
    private var count = 0
    private(set) var isComplete = false

    /// Takes the next bytes of the frame, of which those that belong to the header count. Throws as soon as they are not
    /// those of a zstd or skippable frame, or declare a window beyond `maxWindowSize`.
    mutating func take(_ source: UnsafeRawBufferPointer, maxWindowSize: UInt32) throws(CodecError) {
        var index = 0
        while !isComplete, index < source.count, count < Self.longest {
            bytes[count] = unsafe source[index]
            count &+= 1
            index &+= 1
            try checkMagicNumber()
            guard count == size else { continue }
            isComplete = true
            guard isSkippable || windowSize <= UInt64(maxWindowSize) else {
                throw .quotaExceeded("the stream asks for too large a window", limit: UInt64(maxWindowSize))
            }
        }
    }

    /// The size that a complete header declares its frame to decode to; nil if it does not.
    var declaredContentSize: UInt64? {
        isSkippable || contentSizeLength == 0 ? nil : contentSize
    }

    private var isSkippable: Bool { bytes[0] & 0xF0 == 0x50 }

    private func checkMagicNumber() throws(CodecError) {
        let isRight =
            switch count {
            case 1: bytes[0] == 0x28 || isSkippable
            case 2: bytes[1] == (isSkippable ? 0x2A : 0xB5)
            case 3: bytes[2] == (isSkippable ? 0x4D : 0x2F)
            case 4: bytes[3] == (isSkippable ? 0x18 : 0xFD)
            default: true
            }
        guard isRight else { throw .invalidFormat("what should be a zstd frame does not begin like one") }
    }

    /// The bytes of the whole header, as far as it is known: the descriptor, which is the fifth, decides.
    private var size: Int {
        if isSkippable { return 8 }
        guard count >= 5 else { return Self.longest }
        return contentSizeOffset &+ contentSizeLength
    }

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
