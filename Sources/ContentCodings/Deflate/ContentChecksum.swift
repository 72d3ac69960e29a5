internal import Bytes
internal import CZlib
#if WSE_ISAL
    internal import CIsal
#endif

/// What the trailer of deflated data says of the data: the checksum of its format and, in gzip, the length.
struct ContentChecksum {
    private let format: DeflateFormat
    /// CRC-32 in gzip, Adler-32 in zlib.
    private(set) var value: UInt32
    private var length: UInt32 = 0

    init(_ format: DeflateFormat) {
        self.format = format
        value = format == .zlib ? 1 : 0
    }

    mutating func update(_ byte: UInt8) {
        let bytes = InlineArray<1, UInt8>(repeating: byte)
        unsafe update(bytes.span.bytes)
    }

    mutating func update(_ bytes: RawSpan) {
        switch format {
        case .raw: return
        case .gzip: value = Self.crc32(value, bytes)
        case .zlib: value = Self.adler32(value, bytes)
        }
        length &+= UInt32(truncatingIfNeeded: bytes.byteCount)
    }

    /// The bytes of the trailer.
    var trailerLength: Int {
        switch format {
        case .gzip: 8
        case .zlib: 4
        case .raw: 0
        }
    }

    /// What the byte of the trailer has to be: CRC-32 and length with the lowest byte first (RFC 1952, section 2.3.1), Adler-32
    /// with the highest (RFC 1950, section 2.2).
    func trailerByte(at index: Int) -> UInt8 {
        let number = index < 4 ? value : length
        let place = format == .zlib ? 3 &- index & 3 : index & 3
        return UInt8(truncatingIfNeeded: number >> UInt32(8 &* place))
    }

    private static func crc32(_ value: UInt32, _ bytes: RawSpan) -> UInt32 {
        unsafe bytes.withUnsafeBytes { bytes in
            #if WSE_ISAL
                unsafe wse_isal_crc32(value, bytes.baseAddress, bytes.count)
            #else
                unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes.baseAddress, bytes.count))
            #endif
        }
    }

    private static func adler32(_ value: UInt32, _ bytes: RawSpan) -> UInt32 {
        unsafe bytes.withUnsafeBytes { bytes in
            #if WSE_ISAL
                unsafe wse_isal_adler32(value, bytes.baseAddress, bytes.count)
            #else
                unsafe UInt32(truncatingIfNeeded: adler32_z(UInt(value), bytes.baseAddress, bytes.count))
            #endif
        }
    }
}
