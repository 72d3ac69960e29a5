import CodecKit
import Testing

@testable import MTOM

/// What a decoder keeps of one package must not matter to the next.
@Suite struct NextPackageTests {
    @Test func `an Include of the package before is not looked for`() throws {
        let codec = try MTOMFactories.decoder(CodecOptions())
        let sample = SamplePackage()
        let binary = base64(SamplePackage.binary)
        #expect(try unpack(sample.body, type: sample.type, codec: codec).verdict == sample.document(binary))
        codec.commit()
        var next = sample
        next.content = SamplePackage.include("q@x")
        let reason = "refused: the package lacks a part that an Include refers to: q@x"
        #expect(try unpack(next.body, type: next.type, codec: codec).verdict == reason)
        codec.abandon()
        next.parts = [(SamplePackage.headers("<q@x>"), SamplePackage.binary)]
        #expect(try unpack(next.body, type: next.type, codec: codec).verdict == next.document(binary))
    }

    @Test func `header fields before one package say nothing of the next`() throws {
        let codec = try MTOMFactories.decoder(CodecOptions())
        var sample = SamplePackage()
        let expected = sample.document(base64(SamplePackage.binary))
        let headers = Array("Content-Type: \(SamplePackage.type)\r\n\r\n".utf8)
        #expect(try unpack(headers + sample.body, type: nil, codec: codec).verdict == expected)
        codec.commit()
        sample.boundary = "other"
        #expect(try unpack(sample.body, type: nil, codec: codec).verdict == expected)
    }
}
