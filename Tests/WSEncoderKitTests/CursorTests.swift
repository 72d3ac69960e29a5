import Testing
import WSEncoder

@testable import WSEncoderKit

/// Every byte twice, read and written byte by byte.
private struct Twice: MessageEncoder, MessageDecoder {
    private var first: UInt8?

    mutating func begin() { first = nil }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func encode(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        while let byte = input.first {
            guard output.append(byte) else { return .outputFull }
            if first == nil {
                first = byte
            } else {
                first = nil
                input.skip(1)
            }
        }
        return isLast ? .finished : .needsInput
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func decode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while !output.isFull {
            guard let byte = input.next() else { return first == nil ? .mayEnd : .needsInput }
            if let first {
                guard byte == first else { throw .invalidFormat("two bytes differ") }
                output.append(byte)
                self.first = nil
            } else {
                first = byte
            }
        }
        return .outputFull
    }
}

/// Bytes as they are.
private struct Copy: MessageTransform {
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        output.append(from: &input)
        return !input.isEmpty ? .outputFull : isLast ? .finished : .mayEnd
    }
}

/// Adds to each byte the number of messages that have succeeded before, in chunks.
private struct CountedChunks: ChunkEncoder, ChunkDecoder {
    private var count: UInt8 = 0

    mutating func commit() { count += 1 }

    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws(CodecError) {
        var copy: [UInt8] = []
        copy.append(bytes)
        for byte in copy { try sink.write(byte &+ count) }
    }

    mutating func decode(_ bytes: RawSpan, to sink: inout Sink) throws(CodecError) {
        var copy: [UInt8] = []
        copy.append(bytes)
        for byte in copy { try sink.write(byte &- count) }
    }
}

/// The same with whole messages.
private struct CountedMessages: WholeMessageEncoder, WholeMessageDecoder {
    private var count: UInt8 = 0

    mutating func commit() { count += 1 }
    mutating func encode(_ message: [UInt8]) -> [UInt8] { message.map { $0 &+ count } }
    mutating func decode(_ message: [UInt8]) -> [UInt8] { message.map { $0 &- count } }
}

/// A codec without memory for a message.
private struct Forgetful: MessageTransform {
    mutating func begin() throws(CodecError) { throw .outOfMemory }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress { .finished }
}

private func registered(_ codec: Codec, _ body: () throws -> Void) throws {
    try codec.register()
    defer { try? codec.unregister() }
    try body()
}

/// What authors of codecs use in Swift, and what stands between it and C.
@Suite struct CursorTests {
    @Test(arguments: [1, 2, 3, 1_000]) func bytesAreReadAndWrittenOneByOneOrAllAtOnce(size: UInt32) throws {
        let message = (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let names = ["twice-\(size)", "copy-\(size)"]
        try registered(Codec(names[0], Twice.self)) {
            let encoded = try Encoder(names[0], [.chunkSize(size)]).encode(message)
            #expect(encoded == message.flatMap { [$0, $0] })
            #expect(try Decoder(names[0], [.chunkSize(size)]).decode(encoded) == message)
            for wrong in [[1, 2], Array(encoded.dropLast())] {
                let error = #expect(throws: CodecError.self) { try Decoder(names[0]).decode(wrong) }
                #expect(error?.code == WS_E_INVALID_FORMAT)
            }
        }
        try registered(Codec(names[1], Copy.self)) { () throws in
            #expect(try Encoder(names[1], [.chunkSize(size)]).encode(message) == message)
            #expect(try Decoder(names[1], [.chunkSize(size)]).decode(message) == message)
        }
    }

    @Test func everyWayToWriteACodecIsToldOfSuccesses() throws {
        let codecs = [
            Codec("counted-chunks", usesSession: true, CountedChunks.self),
            Codec("counted-messages", usesSession: true, CountedMessages.self),
        ]
        for codec in codecs {
            try registered(codec) {
                let encoder = try Encoder(codec.name)
                let decoder = try Decoder(codec.name)
                for message in 0..<3 as Range<UInt8> {
                    let encoded = try encoder.encode([10])
                    #expect(encoded == [10 + message])
                    #expect(try decoder.decode(encoded) == [10])
                }
            }
        }
    }

    @Test func eachDirectionHasItsType() throws {
        try registered(Codec("two-types", encoder: Rot13.self, decoder: Backwards.self)) { () throws in
            #expect(try Encoder("two-types").encode(Array("abc".utf8)) == Array("nop".utf8))
            #expect(try Decoder("two-types").decode(Array("abc".utf8)) == Array("cba".utf8))
        }
    }

    @Test func aHostReceivesTheCodeOfAnErrorIfItIsAFailure() throws {
        try registered(Codec("forgetful", Forgetful.self)) {
            let error = #expect(throws: CodecError.self) { try Encoder("forgetful").encode([1]) }
            #expect(error?.code == E_OUTOFMEMORY)
            #expect(error?.message.contains("out of memory") == true)
        }
        #expect(CodecError(S_OK, "nothing").code == E_FAIL)
        #expect(CodecError(WS_E_OTHER, "something").code == WS_E_OTHER)
    }

    @Test func whatALinkSaysComesWithWhatItsChainSays() throws {
        var table = unsafe WS_CHANNEL_DECODER()
        #expect(unsafe WseCreateChannelDecoder("gzip", nil, 0, &table, nil) == S_OK)
        defer { unsafe WseFreeChannelDecoder(&table) }
        #expect(unsafe WseRegisterDecoder("gzip-of-a-table", &table, WSE_ABI_DEFAULT, 0, nil) == S_OK)
        defer { unsafe WseUnregister("gzip-of-a-table", nil) }
        let error = #expect(throws: CodecError.self) { try Decoder("identity,gzip-of-a-table").decode([1, 2, 3]) }
        let strings = error.map { [$0.message] + $0.details } ?? []
        #expect(strings.count > 1)
        #expect(strings.contains { $0.contains("gzip-of-a-table") })
    }

    @Test func propertiesOfXMLAndOfWindowsReachTheCodec() throws {
        let text = Array("<a>x&#x1;y<b><c/></b></a>".utf8)
        let clean = Array("<a>xy<b><c/></b></a>".utf8)
        let dropping = try Encoder("msbin1", [.invalidCharacters(WSE_INVALID_CHARACTERS_DROP)])
        #expect(try Decoder("msbin1").decode(dropping.encode(text)) == clean)
        #expect(throws: CodecError.self) { try Encoder("msbin1").encode(text) }
        #expect(throws: CodecError.self) { try Encoder("msbin1", [.maxDepth(2)]).encode(clean) }
        _ = try Encoder("msbin1", [.maxDepth(3)]).encode(clean)
        let order = Array("<order><item/><item/></order>".utf8)
        let standard = try Encoder("msbinsession1").encode(order)
        #expect(try Decoder("msbinsession1", [.maxSessionSize(11)]).decode(standard) == order)
        #expect(throws: CodecError.self) { try Decoder("msbinsession1", [.maxSessionSize(10)]).decode(standard) }
        let gzip = EncodedMessage(bytes: try Encoder("gzip").encode(clean), contentType: "application/gzip")
        #expect(try Decoder("gzip", [.gzipContentType(true)]).decode(gzip).bytes == clean)
        #expect(throws: CodecError.self) { try Decoder("gzip").decode(gzip) }
        let zstd = try Encoder("zstd").encode([UInt8](repeating: 0, count: 100_000))
        #expect(try Decoder("zstd", [.maxWindowSize(1 << 21)]).decode(zstd).count == 100_000)
        #expect(throws: CodecError.self) { try Decoder("zstd", [.maxWindowSize(1_024)]).decode(zstd) }
    }

    @Test func callbacksSurviveNULL() throws {
        let codec = Codec("called-with-null", Rot13.self)
        guard let record = unsafe codec.record else {
            Issue.record("there is no memory")
            return
        }
        let direction = unsafe record.pointee.description.encoder
        #expect(unsafe direction.create?(record, nil, nil, nil) == S_OK)
        #expect(direction.begin?(nil, nil) == S_OK)
        #expect(direction.process?(nil, nil, nil, 0, nil, nil) == S_OK)
        direction.commit?(nil)
        direction.free?(nil)
        #expect(DecoderSource.read(nil, nil, 0, nil, nil, nil) == E_INVALIDARG)
        DecoderSource.complete(S_OK, WS_LONG_CALLBACK, nil)
        let code = unsafe CodecError.notSupported("nobody to tell").report(to: nil)
        #expect(code == WS_E_NOT_SUPPORTED)
    }

    @Test func aDecoderThatReadsSynchronouslyHasToHaveItsMessage() throws {
        let source = try DecoderSource()
        var (room, count) = (UInt8(0), ULONG(7))
        let early = ErrorObject()
        let result = unsafe DecoderSource.read(source.context, &room, 1, &count, nil, early.object)
        #expect(result == WS_E_INVALID_OPERATION)
        #expect(early.described(result).message.contains("whole messages only"))
        try source.add([5])
        source.end()
        #expect(unsafe DecoderSource.read(source.context, &room, 1, &count, nil, nil) == S_OK)
        #expect(room == 5 && count == 1)
        #expect(unsafe DecoderSource.read(source.context, &room, 1, &count, nil, nil) == S_OK)
        #expect(count == 0)
    }

    @Test func nothingIsTakenOffBytesThatWereNeverHeld() {
        var held = HeldBytes(limit: 10, "too much")
        var room: UInt8 = 9
        let taken = unsafe withUnsafeMutableBytes(of: &room) { unsafe held.take(into: $0) }
        #expect(taken == 0)
        #expect(room == 9)
    }
}
