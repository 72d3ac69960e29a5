import Testing
import WSEncoder
import WSEncoderKit

/// Writes more than can be held, and goes on as if nothing had happened.
private struct Swallowing: ChunkEncoder, ChunkDecoder {
    static var maxHeldSize: Int { 100 }

    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws {
        try? sink.write([UInt8](repeating: 1, count: 70_000))
        try? sink.write(bytes)
    }

    mutating func decode(_ bytes: RawSpan, to sink: inout Sink) throws {
        do { try sink.write([UInt8](repeating: 1, count: 70_000)) } catch { throw CodecError.invalidFormat("another reason") }
    }

    mutating func finishDecoding(to sink: inout Sink) throws { try? sink.write([UInt8](repeating: 1, count: 70_000)) }
}

/// States a number of bytes that is off, as the first byte of the message says.
private struct Miscounting: MessageTransform {
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) throws -> Progress {
        let deed = input.first
        if let deed { try miscount(deed, &input, &output) }
        output.append(from: &input)
        return input.isEmpty ? (isLast ? .finished : .needsInput) : .outputFull
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func miscount(_ deed: UInt8, _ input: inout InputCursor, _ output: inout OutputCursor) throws {
        switch deed {
        case 1: input.skip(input.remaining + 1)
        case 2: input.skip(-1)
        case 3: input.skip(.max)
        case 4: unsafe output.produce { room in room.count + 1 }
        case 5: unsafe output.produce { _ in -1 }
        case 6: unsafe output.produce { _ in .min }
        case 7:
            unsafe output.produce { room in room.count + 1 }
            throw TooGreedy()
        default: break
        }
    }
}

/// Returns what is as long as the message says: its first two bytes.
private struct Sized: WholeMessageEncoder, WholeMessageDecoder {
    static var maxHeldSize: Int { 1_000 }
    mutating func encode(_ message: [UInt8]) -> [UInt8] {
        message.count < 2 ? message : [UInt8](repeating: 7, count: Int(message[0]) << 8 | Int(message[1]))
    }
    mutating func decode(_ message: [UInt8]) -> [UInt8] { encode(message) }
}

/// Throws an error with a message of the test's choice.
private struct Complaining: WholeMessageEncoder, WholeMessageDecoder {
    mutating func encode(_ message: [UInt8]) throws -> [UInt8] {
        throw CodecError.invalidFormat(String(decoding: message, as: UTF8.self))
    }
    mutating func decode(_ message: [UInt8]) throws -> [UInt8] { try encode(message) }
}

@Suite struct MisuseTests {
    @Test func aFailureOfTheSinkIsTheMessages() throws {
        let codec = Codec("misuse-a", Swallowing.self)
        try codec.register()
        defer { try? codec.unregister() }
        for _ in 0..<2 {
            let encoder = try Encoder("misuse-a")
            let decoder = try Decoder("misuse-a")
            for message in [[1, 2, 3], []] as [[UInt8]] {
                let failure = #expect(throws: CodecError.self) { try decoder.decode(message) }
                #expect(failure?.code == WS_E_QUOTA_EXCEEDED)
                #expect(failure?.message.contains("maxHeldSize") == true)
            }
            let failure = #expect(throws: CodecError.self) { try encoder.encode([1, 2, 3]) }
            #expect(failure?.code == WS_E_QUOTA_EXCEEDED)
            // The instance is as good as new.
            #expect(try encoder.encode([]) == [])
        }
    }

    @Test func aMiscountFailsTheMessage() throws {
        let codec = Codec("misuse-b", Miscounting.self)
        try codec.register()
        defer { try? codec.unregister() }
        let encoder = try Encoder("misuse-b")
        let decoder = try Decoder("misuse-b")
        for deed in 1...7 as ClosedRange<UInt8> {
            let text = deed < 4 ? "skip was passed a negative number" : "produce returned a negative number"
            let sent = #expect(throws: CodecError.self) { try encoder.encode([deed, 2, 3]) }
            let received = #expect(throws: CodecError.self) { try decoder.decode([deed, 2, 3]) }
            #expect(sent?.code == WS_E_INVALID_OPERATION && received?.code == WS_E_INVALID_OPERATION)
            #expect(sent?.message.contains(text) == true && received?.message.contains(text) == true)
            // Others begin with the message that fails, and have not seen a byte of it.
            #expect(try encoder.encode([0, 2, 3]) == [0, 2, 3])
            #expect(try decoder.decode([0, 2, 3]) == [0, 2, 3])
        }
    }

    /// The room is memory that nobody has written.
    @Test func afterAMiscountOnlyWhatWasWrittenArrives() async throws {
        let codec = Codec("misuse-e", Miscounting.self)
        try codec.register()
        defer { try? codec.unregister() }
        for deed in 4...7 as ClosedRange<UInt8> {
            let chunks = AsyncStream<[UInt8]> { stream in
                stream.yield([0, 2, 3])
                stream.yield([deed, 2, 3])
                stream.finish()
            }
            var arrived: [UInt8] = []
            await #expect(throws: CodecError.self) {
                for try await chunk in chunks.decoded(by: try Decoder("misuse-e")) { arrived += chunk }
            }
            #expect(arrived.count >= 3 && [0, 2, 3, deed, 2, 3].starts(with: arrived))
        }
    }

    @Test func aContentTypeWithControlCharactersIsRefused() throws {
        let codec = Codec("misuse-f", Sized.self)
        try codec.register()
        defer { try? codec.unregister() }
        for type in ["text/xml\r\nSet-Cookie: a=b", "text/xml\n", "text/xml\0"] {
            let sent = #expect(throws: CodecError.self) { try Encoder("misuse-f").begin(contentType: type) }
            let received = #expect(throws: CodecError.self) {
                try Decoder("misuse-f").begin(EncodedMessage(bytes: [], contentType: type))
            }
            #expect(sent?.code == WS_E_NOT_SUPPORTED && received?.code == WS_E_NOT_SUPPORTED)
            #expect(sent?.message.contains("misuse-f encoder: the content type has a control character") == true)
            #expect(received?.message.contains("misuse-f decoder: the content type has a control character") == true)
            let types = Codec.ContentTypes(plain: "text/xml", encoded: type)
            let refused = #expect(throws: CodecError.self) {
                try Codec("misuse-g", contentTypes: types, Sized.self).register()
            }
            #expect(refused?.code == E_INVALIDARG)
        }
    }

    @Test(arguments: [1, 100, 65_536] as [UInt32])
    func aWholeMessageCodecHasItsLimitTwiceAndExactly(chunkSize: UInt32) throws {
        let codec = Codec("misuse-c\(chunkSize)", Sized.self)
        try codec.register()
        defer { try? codec.unregister() }
        let encoder = try Encoder(codec.name, [.chunkSize(chunkSize)])
        func message(_ count: Int, returning size: Int) -> [UInt8] {
            [UInt8(size >> 8), UInt8(size & 0xFF)] + [UInt8](repeating: 0, count: count - 2)
        }
        #expect(try encoder.encode(message(1_000, returning: 1_000)).count == 1_000)
        let taken = #expect(throws: CodecError.self) { try encoder.encode(message(1_001, returning: 10)) }
        #expect(taken?.code == WS_E_QUOTA_EXCEEDED)
        #expect(taken?.message.contains("the message is longer than the maxHeldSize of the codec") == true)
        let returned = #expect(throws: CodecError.self) { try encoder.encode(message(10, returning: 1_001)) }
        #expect(returned?.code == WS_E_QUOTA_EXCEEDED)
        #expect(returned?.message.contains("the codec returned more bytes than its maxHeldSize") == true)
        #expect(try encoder.encode(message(2, returning: 0)) == [])
    }

    @Test func anErrorHasAWholeMessage() throws {
        let codec = Codec("misuse-d", Complaining.self)
        try codec.register()
        defer { try? codec.unregister() }
        let encoder = try Encoder("misuse-d")
        for (text, reason) in [("before\0after", "before after"), ("", "the codec failed with 0x803D0000"), ("\0", " ")] {
            let failure = #expect(throws: CodecError.self) { try encoder.encode(Array(text.utf8)) }
            #expect(failure?.message.contains("misuse-d encoder: \(reason) (input offset ") == true)
        }
    }
}
