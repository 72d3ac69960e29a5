import Bytes
import CodecKit
import Testing

@testable import ContentCodings

@Suite struct ZlibStreamTests {
    @Test(arguments: [-2, 10, Int32.max])
    func `a level that zlib does not take makes no encoder`(level: Int32) {
        #expect(throws: CodecError.self) { _ = try ZlibDeflater(.zlib, level: level) }
    }

    @Test func `there is no message before the first error`() throws {
        let stream = try ZlibStream.inflating(windowBits: 15)
        let hasMessage = unsafe stream.message != nil
        #expect(!hasMessage)
    }

    @Test func `a failure says what zlib says`() throws {
        let inflater = try ZlibInflater()
        inflater.begin()
        // A block of type 3.
        let bytes: [UInt8] = [0x07, 0x00]
        var input = unsafe InputCursor(bytes.span.bytes)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 1)
        defer { unsafe room.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: room, initializedCount: 0))
        var detail: String?
        do throws(CodecError) {
            _ = try inflater.process(&input, into: &output)
        } catch let failure {
            detail = unsafe failure.detail.map { unsafe String(cString: $0) }
        }
        #expect(detail == "invalid block type")
    }
}
