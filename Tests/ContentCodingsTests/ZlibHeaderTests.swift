import CodecKit
import Testing

@testable import ContentCodings

@Suite struct ZlibHeaderTests {
    /// Deflate, a window of up to 32 KiB, a checksum by 31, and no preset dictionary.
    @Test func `no other two bytes than those of RFC 1950 are a header`() {
        var mistakes = 0
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let isHeader =
                    first & 0x0F == 8 && first >> 4 <= 7 && (Int(first) * 256 + Int(second)) % 31 == 0 && second & 0x20 == 0
                var header = ZlibHeader()
                do throws(CodecError) {
                    try header.take(first)
                    if header.isComplete { mistakes += 1 }
                    try header.take(second)
                } catch {
                    if isHeader { mistakes += 1 }
                    continue
                }
                if !isHeader || !header.isComplete { mistakes += 1 }
            }
        }
        #expect(mistakes == 0)
    }
}
