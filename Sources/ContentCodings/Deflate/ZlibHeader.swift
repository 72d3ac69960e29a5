internal import CodecKit

/// The header of a zlib stream (RFC 1950, section 2.2), byte by byte.
struct ZlibHeader {
    private static var deflateMethod: UInt8 { 8 }
    /// For a window of 32 KiB, the largest.
    private static var largestWindow: UInt8 { 7 }
    private static var presetDictionary: UInt8 { 0x20 }

    /// CMF, once it is there.
    private var first: UInt8?
    private(set) var isComplete = false

    /// Takes the next byte of the header.
    mutating func take(_ byte: UInt8) throws(CodecError) {
        guard let first else {
            guard byte & 0x0F == Self.deflateMethod, byte >> 4 <= Self.largestWindow else {
                throw .invalidFormat("not the header of a zlib stream")
            }
            first = byte
            return
        }
        guard (UInt16(first) << 8 | UInt16(byte)) % 31 == 0 else { throw .invalidFormat("not the header of a zlib stream") }
        guard byte & Self.presetDictionary == 0 else { throw .invalidFormat("the stream needs a preset dictionary") }
        isComplete = true
    }
}
