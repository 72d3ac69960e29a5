import Bytes
import Testing

@testable import CodecKit

@Suite struct RelabelTests {
    /// What a codec makes of a content type; what it says against it, between brackets.
    private func relabelled(_ codec: borrowing AnyCodec, _ text: String, link: Int = 0) throws -> String {
        var type = WideString()
        try unsafe Array(text.utf16).withUnsafeBufferPointer { try unsafe type.set(WideText($0)) }
        var refusal: ContentTypeRefusal?
        do throws(ContentTypeRefusal) { try codec.relabel(&type, link: link) } catch let thrown { refusal = thrown }
        let result = unsafe String(decoding: type.text.units, as: UTF16.self)
        guard let refusal else { return result }
        #expect(result == text, "a refused type stays as it was")
        return "[\(refusal)]"
    }

    private func run(_ codec: borrowing AnyCodec, _ bytes: [UInt8], isLast: Bool = true) throws -> [UInt8] {
        var input = unsafe InputCursor(bytes.span.bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { unsafe memory.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        _ = try codec.process(&input, into: &output, isLast: isLast)
        return unsafe Array(memory[..<output.produced])
    }

    @Test func `a codec that does not label its messages leaves the type as it is`() throws {
        let codec = try AnyCodec(SampleCodec.copier())
        #expect(try relabelled(codec, "a/b; c=d") == "a/b; c=d")
    }

    @Test func `an encoder labels the next message before it begins, and the last label counts`() throws {
        let codec = try AnyCodec(ShiftCodec(.encoder, shift: 2))
        #expect(try relabelled(codec, "text/plain") == "text/plain; shift=2")
        #expect(try relabelled(codec, "text/plain; a=b") == "text/plain; a=b; shift=2")
        try codec.begin()
        #expect(try run(codec, [10], isLast: false) == [2, 12])
        #expect(try relabelled(codec, "text/plain") == "text/plain; shift=2")
        #expect(try run(codec, [20]) == [22], "the message under way goes on")
    }

    @Test func `a decoder reads its label after the message has begun`() throws {
        let codec = try AnyCodec(ShiftCodec(.decoder))
        try codec.begin()
        #expect(try relabelled(codec, "text/plain; shift=2") == "text/plain")
        #expect(try run(codec, [2, 12, 22]) == [10, 20])
        try codec.begin()
        #expect(try relabelled(codec, "text/plain; shift=1") == "text/plain")
        let error = #expect(throws: CodecError.self) { _ = try run(codec, [2, 12]) }
        #expect(error?.reason.description == "the message contradicts its label")
    }

    @Test func `a decoder that is not told decides by the first bytes`() throws {
        let codec = try AnyCodec(ShiftCodec(.decoder))
        try codec.begin()
        #expect(try run(codec, [2, 12, 22]) == [10, 20])
        try codec.begin()
        #expect(try relabelled(codec, "") == "")
        #expect(try run(codec, [1, 11]) == [10])
    }

    @Test func `a decoder that is told late answers as if in time, or refuses`() throws {
        let codec = try AnyCodec(ShiftCodec(.decoder))
        try codec.begin()
        #expect(try run(codec, [2, 12]) == [10])
        #expect(try relabelled(codec, "text/plain; shift=1").contains("decoded with another shift"))
        #expect(try relabelled(codec, "text/plain; shift=2") == "text/plain")
    }

    @Test(
        arguments: [
            ("text/html", "isNot"), ("text/plain", "lacks"), ("text/plain; shift=3", "parameter"),
        ] as [(String, String)])
    func `a refusal says why`(type: String, expected: String) throws {
        let codec = try AnyCodec(ShiftCodec(.decoder))
        try codec.begin()
        #expect(try relabelled(codec, type).hasPrefix("[\(expected)"))
    }

    @Test func `each codec of a pipeline is told by its position`() throws {
        var pipeline = Pipeline(maxStageOutput: 0)
        try pipeline.append(AnyCodec(SampleCodec.copier()))
        try pipeline.append(AnyCodec(ShiftCodec(.encoder, shift: 2)))
        let codec = try AnyCodec(pipeline)
        #expect(try relabelled(codec, "text/plain", link: 0) == "text/plain")
        #expect(try relabelled(codec, "text/plain", link: 1) == "text/plain; shift=2")
        #expect(try relabelled(codec, "text/plain", link: 2) == "text/plain")
        try codec.begin()
        #expect(try run(codec, [10]) == [2, 12])
    }
}
