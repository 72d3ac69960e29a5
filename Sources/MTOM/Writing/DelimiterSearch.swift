internal import Bytes

/// Looks for what a reader would take for a delimiter of the package: a line that begins with two hyphens and the boundary.
/// Only a boundary that the caller has chosen can occur in a message.
struct DelimiterSearch {
    /// The number of bytes of the delimiter, from the end of the line before, that have just been met. An empty line precedes
    /// whatever is searched.
    private var matched = 2

    /// Searches the bytes that come next. Returns the index after what it has found; nil if it has found nothing.
    mutating func find(_ identity: PackageIdentity, in bytes: ByteText) -> Int? {
        var index = 0
        while index < bytes.count {
            if matched == 0 {
                index = Self.skip(bytes, index)
                if index == bytes.count { return nil }
            }
            let byte = bytes[unchecked: index]
            index &+= 1
            if byte == identity.delimiter(at: matched) {
                matched &+= 1
                if matched == identity.delimiterCount { return index }
            } else {
                // No byte of a delimiter but the first ends a line.
                matched = byte == UInt8(ascii: "\r") ? 1 : 0
            }
        }
        return nil
    }

    /// The first place from `start` on that may have a carriage return; `count` if there is none.
    private static func skip(_ bytes: ByteText, _ start: Int) -> Int {
        var index = start
        while bytes.count &- index >= 8 {
            let word = bytes.word(at: index) ^ 0x0D0D_0D0D_0D0D_0D0D
            let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        return index
    }
}
