import Bytes
import Testing

@testable import MTOM

@Suite struct TransferEncodingTests {
    @Test func `Names count in any case`() {
        #expect(TransferEncoding(named: ByteText("Binary")) == TransferEncoding.none)
        #expect(TransferEncoding(named: ByteText("8BIT")) == TransferEncoding.none)
        #expect(TransferEncoding(named: ByteText("7bit")) == TransferEncoding.none)
        #expect(TransferEncoding(named: ByteText("Base64")) == .base64)
        #expect(TransferEncoding(named: ByteText("QUOTED-PRINTABLE")) == .quotedPrintable)
    }

    @Test func `Another encoding is not taken for one of these`() {
        #expect(TransferEncoding(named: ByteText("x-uuencode")) == nil)
        #expect(TransferEncoding(named: ByteText("base6")) == nil)
        #expect(TransferEncoding(named: ByteText("")) == nil)
    }
}
