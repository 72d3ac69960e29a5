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

    /// Whether a header may begin with this byte, CMF.
    static func mayBegin(with byte: UInt8) -> Bool {
        byte & 0x0F == deflateMethod && byte >> 4 <= largestWindow
    }

    /// Whether two bytes are a header, of whose checksum FLG has the rest.
    static func isHeader(_ first: UInt8, _ second: UInt8) -> Bool {
        mayBegin(with: first) && (UInt16(first) << 8 | UInt16(second)) % 31 == 0
    }

    /// Takes the next byte of the header.
    mutating func take(_ byte: UInt8) throws(CodecError) {
        guard let first else {
            guard Self.mayBegin(with: byte) else {
                throw .invalidFormat("not the header of a zlib stream")
            }
            first = byte
            return
        }
        guard Self.isHeader(first, byte) else { throw .invalidFormat("not the header of a zlib stream") }
        guard byte & Self.presetDictionary == 0 else { throw .invalidFormat("the stream needs a preset dictionary") }
        isComplete = true
    }
}
