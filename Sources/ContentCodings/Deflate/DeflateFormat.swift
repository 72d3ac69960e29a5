/// What stands around deflated data.
enum DeflateFormat: UInt8 {
    /// Header and Adler-32: RFC 1950.
    case zlib
    /// Header, CRC-32 and length: RFC 1952.
    case gzip
    /// Nothing: RFC 1951 alone.
    case raw
}
