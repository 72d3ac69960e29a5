import Testing

@testable import CodecKit

// The end of a message is judged by the codec alone, and an empty message is no exception.
@Suite struct EmptyMessageTests {
    /// Inverts every byte: its empty message is empty, in both directions.
    private static func inverter() -> SampleCodec {
        SampleCodec(rest: .mayEnd) { .give([~$0]) }
    }

    private static func pipeline(of count: Int) throws(CodecError) -> AnyCodec {
        var pipeline = Pipeline(maxStageOutput: 0, bufferSize: 1)
        for _ in 0..<count { try pipeline.append(AnyCodec(inverter())) }
        return try AnyCodec(pipeline)
    }

    @Test(arguments: [Passage.Cut.End.told, .toldSeparately])
    func `a codec whose empty message is empty encodes and decodes it`(end: Passage.Cut.End) throws {
        let passage = Passage(try AnyCodec(Self.inverter()), [], Passage.Cut(rooms: [1], end: end))
        #expect(passage.error == nil)
        #expect(passage.breach == nil)
        #expect(passage.progress == .finished)
        #expect(passage.output == [])
    }

    @Test(arguments: [Passage.Cut.End.told, .toldSeparately], [1, 2, 8])
    func `so does a pipeline of such codecs`(end: Passage.Cut.End, count: Int) throws {
        let codec = try Self.pipeline(of: count)
        for _ in 0..<2 {
            let empty = Passage(codec, [], Passage.Cut(rooms: [1], end: end))
            #expect(empty.error == nil)
            #expect(empty.breach == nil)
            #expect(empty.progress == .finished)
            #expect(empty.output == [])
            let message = Passage(codec, [0, 1, 255], Passage.Cut(rooms: [1], end: end))
            #expect(message.output == (count % 2 == 0 ? [0, 1, 255] : [255, 254, 0]))
        }
    }

    @Test func `without its end the empty message may end`() throws {
        let untold = Passage(try Self.pipeline(of: 2), [], Passage.Cut(end: .untold))
        #expect(untold.progress == .mayEnd)
    }

    @Test func `a codec that needs input says so of the empty message`() throws {
        var pipeline = Pipeline(maxStageOutput: 0)
        try pipeline.append(AnyCodec(SampleCodec.unbracketer()))
        #expect(Passage(try AnyCodec(pipeline), []).reason == "the input ends before the stream does")
    }
}
