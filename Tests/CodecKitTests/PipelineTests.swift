import Bytes
import TestSupport
import Testing

@testable import CodecKit

@Suite struct PipelineTests {
    /// Ways to make the sample codecs. Those that undo another come after it.
    enum Sample: CaseIterable {
        case copier, doubler, swallower, bracketer, unbracketer

        func make() -> SampleCodec {
            switch self {
            case .copier: .copier()
            case .doubler: .doubler()
            case .swallower: .swallower()
            case .bracketer: .bracketer()
            case .unbracketer: .unbracketer()
            }
        }
    }

    private static let bufferSizes = [1, 2, 3, 7, 16 << 10]

    private static let message = Array("a message".utf8)

    private func chain(
        _ samples: [Sample], bufferSize: Int = 16 << 10, maxStageOutput: UInt64 = 0
    ) throws(CodecError) -> AnyCodec {
        var pipeline = Pipeline(maxStageOutput: maxStageOutput, bufferSize: bufferSize)
        for sample in samples { try pipeline.append(AnyCodec(sample.make())) }
        return try AnyCodec(pipeline)
    }

    /// A copier, the codec in question and another copier.
    private func middle(_ codec: consuming SampleCodec, bufferSize: Int = 16 << 10) throws(CodecError) -> AnyCodec {
        var pipeline = Pipeline(maxStageOutput: 0, bufferSize: bufferSize)
        try pipeline.append(AnyCodec(SampleCodec.copier()))
        try pipeline.append(AnyCodec(codec))
        try pipeline.append(AnyCodec(SampleCodec.copier()))
        return try AnyCodec(pipeline)
    }

    /// What the codecs make of a message one after another; nil if one of them refuses what it gets.
    private func oneByOne(_ samples: [Sample], _ message: [UInt8]) throws -> [UInt8]? {
        var message = message
        for sample in samples {
            let passage = Passage(try AnyCodec(sample.make()), message)
            guard passage.error == nil, passage.breach == nil, passage.untouched == 0 else { return nil }
            message = passage.output
        }
        return message
    }

    // MARK: - The way of the bytes

    @Test func `bytes pass through the codecs in the order in which they were appended`() throws {
        #expect(Passage(try chain([.doubler, .bracketer]), Self.message).text == "[aa  mmeessssaaggee]")
        #expect(Passage(try chain([.bracketer, .doubler]), Self.message).text == "[[aa  mmeessssaaggee]]")
    }

    @Test(arguments: Sample.allCases)
    func `a pipeline of one codec is that codec`(sample: Sample) throws {
        let message = Array("[abc]".utf8)
        let passage = Passage(try chain([sample]), message)
        #expect(passage.progress == .finished)
        #expect(passage.output == (try oneByOne([sample], message)))
    }

    @Test(arguments: bufferSizes)
    func `wherever a message is cut, it is the same message`(bufferSize: Int) throws {
        let samples: [Sample] = [.doubler, .bracketer, .copier, .unbracketer, .bracketer]
        let codec = try chain(samples, bufferSize: bufferSize)
        let expected = try #require(try oneByOne(samples, Self.message))
        #expect(String(decoding: expected, as: UTF8.self) == "[aa  mmeessssaaggee]")
        for feed in 0...Self.message.count {
            for room in 1...expected.count + 1 {
                for end in [Passage.Cut.End.told, .toldSeparately] {
                    let cut = Passage.Cut(feeds: [feed, .max], rooms: [room, 1, expected.count], end: end)
                    let passage = Passage(codec, Self.message, cut)
                    #expect(passage.breach == nil, "\(cut)")
                    #expect(passage.reason == nil, "\(cut)")
                    #expect(passage.output == expected, "\(cut)")
                }
            }
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `random chains, buffers and cuts do what the codecs do one by one, seeded by the argument`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func sizes() -> [Int] { (0..<9).map { _ in Int.random(in: 1...12, using: &generator) } }
        let samples = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
            Sample.allCases.randomElement(using: &generator) ?? .copier
        }
        let bufferSize = Self.bufferSizes.randomElement(using: &generator) ?? 1
        let codec = try chain(samples, bufferSize: bufferSize)
        for _ in 0..<6 {
            let count = Int.random(in: 0...30, using: &generator)
            let message = (0..<count).map { _ in UInt8.random(in: 0x58...0x62, using: &generator) }
            let end: Passage.Cut.End = Bool.random(using: &generator) ? .told : .toldSeparately
            let cut = Passage.Cut(feeds: sizes(), rooms: sizes(), end: end)
            let expected = try oneByOne(samples, message)
            let passage = Passage(codec, message, cut)
            #expect(passage.breach == nil, "\(samples), \(cut)")
            if let expected {
                #expect(passage.reason == nil, "\(samples), \(cut)")
                #expect(passage.progress == .finished, "\(samples), \(cut)")
                #expect(passage.output == expected, "\(samples), \(cut)")
            } else {
                // What the first codec leaves is for the caller to refuse.
                #expect(passage.error?.kind == .invalidFormat || passage.untouched > 0, "\(samples), \(cut)")
            }
        }
    }

    @Test func `a codec that takes nothing until there is room holds up those before it`() throws {
        let codec = try chain([.doubler, .doubler, .doubler], bufferSize: 4)
        try codec.begin()
        let message = [UInt8](repeating: 7, count: 1000)
        var input = unsafe InputCursor(message.span.bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { unsafe memory.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        let progress = try codec.process(&input, into: &output, isLast: true)
        let (consumed, produced) = (input.consumed, output.produced)
        #expect(progress == .outputFull)
        #expect(produced == 1)
        #expect(consumed <= 5)
    }

    // MARK: - Failures

    /// What a chain says of a message whose first codec refuses "?" and whose third one refuses "!", byte by byte.
    private func firstFlaw(of message: [UInt8], limit: Int) -> (reason: String, link: UInt8, offset: UInt64)? {
        for (index, byte) in message.enumerated() {
            if byte == UInt8(ascii: "?") { return ("a question", 1, UInt64(index)) }
            if index == limit && limit > 0 {
                return ("a codec of the chain produces more bytes than the limit allows", 1, UInt64(limit))
            }
            if byte == UInt8(ascii: "!") { return ("an exclamation", 3, UInt64(index)) }
        }
        return nil
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `of all flaws of a message the first one counts, wherever it is cut, seeded by the argument`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let message = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            Array("?!abcdefghijklmnopqrstuvwx".utf8).randomElement(using: &generator) ?? 0
        }
        let limit = Int.random(in: 0...40, using: &generator)
        let expected = firstFlaw(of: message, limit: limit)
        for bufferSize in Self.bufferSizes {
            var pipeline = Pipeline(maxStageOutput: UInt64(limit), bufferSize: bufferSize)
            try pipeline.append(AnyCodec(SampleCodec.failing()))
            try pipeline.append(AnyCodec(SampleCodec.copier()))
            try pipeline.append(
                AnyCodec(
                    SampleCodec(rest: .mayEnd) {
                        $0 == UInt8(ascii: "!") ? .fail(.invalidFormat("an exclamation")) : .give([$0])
                    }))
            try pipeline.append(AnyCodec(SampleCodec.copier()))
            let codec = try AnyCodec(pipeline)
            for _ in 0..<4 {
                func sizes() -> [Int] { (0..<9).map { _ in Int.random(in: 1...20, using: &generator) } }
                let cut = Passage.Cut(feeds: sizes(), rooms: sizes(), end: .told)
                let passage = Passage(codec, message, cut)
                #expect(passage.breach == nil, "\(cut)")
                #expect(passage.reason == expected?.reason, "\(cut), buffers of \(bufferSize), limit \(limit)")
                #expect(passage.error?.link ?? 0 == expected?.link ?? 0, "\(cut), buffers of \(bufferSize), limit \(limit)")
                switch passage.error?.place {
                case .offset(let offset), .output(let offset): #expect(offset == expected?.offset, "\(cut)")
                default: #expect(expected == nil)
                }
            }
        }
    }

    // MARK: - The end

    @Test(arguments: bufferSizes)
    func `a chain may end only where all its codecs may`(bufferSize: Int) throws {
        let cut = Passage.Cut(feeds: [2, 3], rooms: [3, 1], end: .untold)
        func progress(_ samples: [Sample], _ text: String) throws -> Progress {
            Passage(try chain(samples, bufferSize: bufferSize), Array(text.utf8), cut).progress
        }
        #expect(try progress([.copier, .doubler, .copier], "abc") == .mayEnd)
        #expect(try progress([.copier, .bracketer, .copier], "abc") == .needsInput)
        #expect(try progress([.bracketer, .copier], "abc") == .needsInput)
        #expect(try progress([.copier, .bracketer], "abc") == .needsInput)
        #expect(try progress([.copier, .unbracketer, .copier], "[abc") == .needsInput)
        #expect(try progress([.copier, .unbracketer, .copier], "[abc]") == .mayEnd)
        #expect(try progress([.unbracketer, .copier], "[abc]") == .finished)
        #expect(try progress([.unbracketer, .bracketer, .swallower], "[abc]") == .finished)
    }

    @Test(arguments: bufferSizes)
    func `nothing is held back where a chain may end`(bufferSize: Int) throws {
        let codec = try chain([.doubler, .copier, .doubler], bufferSize: bufferSize)
        for count in 0...Self.message.count {
            for room in 1...5 {
                let cut = Passage.Cut(feeds: [1, 4], rooms: [room], end: .untold)
                let passage = Passage(codec, Array(Self.message[..<count]), cut)
                #expect(passage.progress == .mayEnd)
                #expect(passage.output.count == 4 * count)
            }
        }
    }

    @Test func `an empty message may end although the later codecs saw none of it`() throws {
        let passage = Passage(try chain([.copier, .copier]), [], Passage.Cut(end: .untold))
        #expect(passage.progress == .mayEnd)
        #expect(Passage(try chain([.copier, .bracketer, .doubler]), []).text == "[[]]")
    }

    @Test func `a message that is not compressed goes past the first codec, and the next one does not`() throws {
        var pipeline = Pipeline(maxStageOutput: 0)
        try pipeline.append(AnyCodec(SampleCodec.unbracketer()))
        try pipeline.append(AnyCodec(SampleCodec.doubler()))
        let codec = try AnyCodec(CompressedDecoder(pipeline))
        var outer = Pipeline(maxStageOutput: 0)
        try outer.append(AnyCodec(SampleCodec.copier()))
        try outer.append(codec)
        let chain = try AnyCodec(outer)
        for feeds in [[Int.max], [1]] {
            let cut = Passage.Cut(feeds: feeds)
            #expect(Passage(chain, Array("[ab]".utf8), cut).text == "aabb")
            #expect(Passage(chain, Array("[ab]".utf8), cut, afterBegin: { $0.skipDecompression(link: 1) }).text == "[[aabb]]")
            #expect(Passage(chain, Array("[ab]".utf8), cut).text == "aabb")
            #expect(Passage(chain, [], cut).reason == "the input ends before the stream does")
            #expect(Passage(chain, [], cut, afterBegin: { $0.skipDecompression(link: 1) }).progress == .finished)
            // Codecs that have none, or that there are not, do not mind.
            #expect(Passage(chain, Array("[a]".utf8), cut, afterBegin: { $0.skipDecompression(link: 0) }).text == "aa")
            #expect(Passage(chain, Array("[a]".utf8), cut, afterBegin: { $0.skipDecompression(link: 2) }).text == "aa")
        }
    }

    @Test(arguments: bufferSizes)
    func `what the first codec does not take is left to the caller`(bufferSize: Int) throws {
        let passage = Passage(try chain([.unbracketer, .doubler], bufferSize: bufferSize), Array("[a]bc".utf8))
        #expect(passage.progress == .finished)
        #expect(passage.text == "aa")
        #expect(passage.untouched == 2)
    }

    @Test(arguments: bufferSizes, [[Int.max], [1]])
    func `what a later codec does not take is refused`(bufferSize: Int, feeds: [Int]) throws {
        let codec = try chain([.copier, .unbracketer, .bracketer], bufferSize: bufferSize)
        let passage = Passage(codec, Array("[ab]c".utf8), Passage.Cut(feeds: feeds))
        #expect(passage.reason == "more follows after the end of the stream")
        #expect(passage.error?.kind == .invalidFormat)
        #expect(passage.error?.link == 2)
        #expect(passage.error.map { offset($0) } == 4)
    }

    @Test(arguments: bufferSizes)
    func `a message that ends too soon for one of the codecs is refused`(bufferSize: Int) throws {
        for (samples, text, link) in [
            ([.unbracketer, .copier], "[abc", 1), ([.copier, .unbracketer], "[abc", 2),
            ([.copier, .copier, .unbracketer, .bracketer], "", 3),
        ] as [([Sample], String, UInt8)] {
            for end in [Passage.Cut.End.told, .toldSeparately] {
                let codec = try chain(samples, bufferSize: bufferSize)
                let passage = Passage(codec, Array(text.utf8), Passage.Cut(feeds: [1], end: end))
                #expect(passage.reason == "the input ends before the stream does")
                #expect(passage.error?.link == link)
                #expect(passage.error.map { offset($0) } == UInt64(text.utf8.count))
            }
        }
    }

    // MARK: - Failures

    private func offset(_ error: CodecError) -> UInt64? {
        if case .offset(let offset) = error.place { offset } else { nil }
    }

    @Test(arguments: bufferSizes)
    func `a failure tells which codec it was and how much that had taken`(bufferSize: Int) throws {
        var pipeline = Pipeline(maxStageOutput: 0, bufferSize: bufferSize)
        try pipeline.append(AnyCodec(SampleCodec.doubler()))
        try pipeline.append(AnyCodec(SampleCodec.failing()))
        let passage = Passage(try AnyCodec(pipeline), Array("abc?".utf8))
        #expect(passage.reason == "a question")
        #expect(passage.error?.link == 2)
        #expect(passage.error.map { offset($0) } == 6)
    }

    @Test func `a codec that knows the place better is believed`() throws {
        let failure = CodecError.quotaExceeded("deep", limit: 3).at(.text(line: 4, column: 5))
        let passage = Passage(try middle(.failing(failure)), Array("a?".utf8))
        let error = try #require(passage.error)
        #expect(error.link == 2)
        #expect(error.kind == .quotaExceeded)
        #expect(error.limit == 3)
        guard case .text(let line, let column) = error.place else { throw error }
        #expect(line == 4)
        #expect(column == 5)
    }

    @Test func `outside a pipeline a failure has no link`() throws {
        let passage = Passage(try AnyCodec(SampleCodec.failing()), Array("?".utf8))
        #expect(passage.error?.link == 0)
        guard case .current = passage.error?.place else { return #expect(Bool(false), "it has no place") }
    }

    @Test(arguments: [.needsInput, .mayEnd, .outputFull] as [Progress])
    func `a codec that makes no progress is an error and not a hang`(claim: Progress) throws {
        for bufferSize in Self.bufferSizes {
            let passage = Passage(try middle(.claiming(claim), bufferSize: bufferSize), Array("ab?c".utf8))
            #expect(passage.reason == "the codec makes no progress")
            #expect(passage.error?.link == 2)
            #expect(passage.error.map { offset($0) } == 2)
        }
    }

    @Test(arguments: bufferSizes)
    func `a chain is as good as new after a failure`(bufferSize: Int) throws {
        let codec = try middle(.failing(), bufferSize: bufferSize)
        for text in ["?", "ab?", "abcdefghi?jklm"] {
            #expect(Passage(codec, Array(text.utf8)).reason == "a question")
            #expect(Passage(codec, Self.message).output == Self.message)
        }
    }

    // MARK: - Limits

    @Test(arguments: bufferSizes)
    func `no codec but the last gives more than the limit`(bufferSize: Int) throws {
        let codec = try chain([.doubler, .doubler, .doubler], bufferSize: bufferSize, maxStageOutput: 12)
        let accepted = Passage(codec, [1, 2, 3])
        #expect(accepted.reason == nil)
        #expect(accepted.output.count == 24)
        let refused = Passage(codec, [1, 2, 3, 4])
        #expect(refused.error?.kind == .quotaExceeded)
        #expect(refused.reason == "a codec of the chain produces more bytes than the limit allows")
        #expect(refused.error?.limit == 12)
        #expect(refused.error?.link == 2)
        #expect(Passage(codec, [1, 2, 3]).output.count == 24)
    }

    @Test func `the largest limit limits nothing`() throws {
        let codec = try chain([.doubler, .doubler], maxStageOutput: .max)
        #expect(Passage(codec, Self.message).output.count == 36)
    }

    @Test func `a chain has at least one codec and at most eight`() throws {
        #expect(Passage(try chain([]), Self.message).reason == "the chain has no codecs")
        let longest = [Sample](repeating: .copier, count: 8)
        #expect(Passage(try chain(longest), Self.message).output == Self.message)
        let error = #expect(throws: CodecError.self) { _ = try chain(longest + [.copier]) }
        #expect(error?.kind == .quotaExceeded)
        #expect(error?.limit == 8)
    }

    // MARK: - All of them

    @Test func `all codecs are begun and committed or abandoned, and destroyed once`() throws {
        let log = SampleCodec.Log()
        do {
            var pipeline = Pipeline(maxStageOutput: 0)
            try pipeline.append(AnyCodec(SampleCodec.copier(log: log, "a")))
            try pipeline.append(AnyCodec(SampleCodec.copier(log: log, "b")))
            let codec = try AnyCodec(pipeline)
            #expect(log.all == [])
            #expect(Passage(codec, Self.message).output == Self.message)
            codec.commit()
            #expect(log.all == ["a begun", "b begun", "a committed", "b committed"])
            codec.abandon()
            #expect(log.all.suffix(2) == ["a abandoned", "b abandoned"])
        }
        #expect(log.all.suffix(2) == ["a destroyed", "b destroyed"])
        #expect(log.all.count == 8)
    }

    @Test func `what is appended to a full chain, and a chain that is dropped, is destroyed`() throws {
        let log = SampleCodec.Log()
        var pipeline = Pipeline(maxStageOutput: 0)
        for _ in 0..<8 { try pipeline.append(AnyCodec(SampleCodec.copier(log: log, "a"))) }
        #expect(throws: CodecError.self) { try pipeline.append(AnyCodec(SampleCodec.copier(log: log, "b"))) }
        #expect(log.all == ["b destroyed"])
        _ = consume pipeline
        #expect(log.all.count == 9)
    }

    @Test func `a codec that cannot begin is named`() throws {
        var pipeline = Pipeline(maxStageOutput: 0)
        try pipeline.append(AnyCodec(SampleCodec.copier()))
        try pipeline.append(AnyCodec(SampleCodec("third time", rest: .mayEnd) { .give([$0]) }))
        let codec = try AnyCodec(pipeline)
        for _ in 0..<2 { #expect(Passage(codec, Self.message).output == Self.message) }
        let error = try #require(Passage(codec, Self.message).error)
        #expect(error.kind == .outOfStep)
        #expect(error.link == 2)
        #expect(Passage(codec, Self.message).output == Self.message)
    }
}
