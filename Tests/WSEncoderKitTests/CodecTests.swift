import Testing
import WSEncoder
import WSEncoderKit

/// Names are those of the process, and tests run at the same time: each test registers names of its own.
private func withRegistered<Result>(_ codec: Codec, _ body: () throws -> Result) throws -> Result {
    try codec.register()
    defer { try? codec.unregister() }
    return try body()
}

private let text = Array("The quick brown fox jumps over the lazy dog. ".utf8)

/// Encodes and decodes in pieces of one byte, with chunks of one byte.
private func throughSingleBytes(_ name: String, _ message: [UInt8]) throws -> (encoded: [UInt8], decoded: [UInt8]) {
    let encoder = try Encoder(name, [.chunkSize(1)])
    let labels = try encoder.begin()
    var encoded: [UInt8] = []
    for byte in message { encoded += try encoder.write([byte]) }
    encoded += try encoder.finish()
    let decoder = try Decoder(name, [.chunkSize(1)])
    try decoder.begin(labels)
    var decoded: [UInt8] = []
    for byte in encoded { decoded += try decoder.write([byte]) }
    decoded += try decoder.finish()
    return (encoded, decoded)
}

@Suite struct CodecTests {
    @Test func aResumableTransformWorksAloneAndInChains() throws {
        try withRegistered(Codec("rot13-a", contentEncoding: "x-rot13", Rot13.self)) {
            #expect(try Encoder("rot13-a").encode(text) == Array("Gur dhvpx oebja sbk whzcf bire gur ynml qbt. ".utf8))
            let long = Array(repeatElement(text, count: 10_000).joined())
            for name in ["rot13-a", "rot13-a,gzip", "zstd,rot13-a,br"] {
                let encoded = try Encoder(name).encode(long, contentType: "text/plain")
                #expect(try Decoder(name).decode(encoded).bytes == long)
                #expect(try Decoder(name).decode(encoded).contentType == "text/plain")
            }
            #expect(try Encoder("rot13-a,gzip").begin().contentEncoding == "x-rot13, gzip")
        }
    }

    @Test func everyWayToWriteACodecCanBeCutAtAnyByte() throws {
        let codecs = [
            Codec("rot13-b", Rot13.self), Codec("thousand-b", Thousandfold.self), Codec("backwards-b", Backwards.self),
            Codec("shift-b", Shift.self),
        ]
        for codec in codecs {
            try withRegistered(codec) {
                for size in 0..<5 {
                    let message = Array(text.prefix(size))
                    let whole = try Encoder(codec.name).encode(message)
                    let cut = try throughSingleBytes(codec.name, message)
                    #expect(cut.encoded == whole)
                    #expect(cut.decoded == message)
                    #expect(try Decoder(codec.name).decode(whole) == message)
                }
            }
        }
    }

    @Test func aChunkCodecWritesMoreThanThereIsRoomForUntilItsLimit() throws {
        try withRegistered(Codec("thousand-c", Thousandfold.self)) {
            let encoder = try Encoder("thousand-c")
            // Each chunk of 16 KiB makes 16 MB, of which 1 MB may be held.
            #expect(try encoder.encode(Array(repeating: 7, count: 1_000)).count == 1_000_003)
            let error = #expect(throws: CodecError.self) { try encoder.encode(Array(repeating: 7, count: 16_384)) }
            #expect(error?.code == WS_E_QUOTA_EXCEEDED)
            #expect(error?.message.contains("maxHeldSize") == true)
            // The instance is as good as new.
            #expect(try encoder.encode([7]).count == 1_003)
        }
    }

    @Test func errorsHaveTheirCodeAndTheNameTheReasonAndTheOffset() throws {
        try withRegistered(Codec("thousand-d", Thousandfold.self)) {
            let error = #expect(throws: CodecError.self) { try Decoder("thousand-d").decode(Array("aaaaa!".utf8)) }
            #expect(error?.code == WS_E_INVALID_FORMAT)
            #expect(error?.message == "thousand-d decoder: an exclamation mark (input offset 5)")
            let late = #expect(throws: CodecError.self) { try Decoder("thousand-d").decode(Array("aaaaa".utf8)) }
            #expect(late?.message == "thousand-d decoder: no end (input offset 5)")
        }
        try withRegistered(Codec("impossible-d", Impossible.self)) {
            let error = #expect(throws: CodecError.self) { try Encoder("impossible-d").encode([]) }
            #expect(error?.code == WS_E_NOT_SUPPORTED)
            #expect(error?.message.contains("not on this day") == true)
        }
    }

    @Test func anyOtherSwiftErrorIsAFailureWithItsDescription() throws {
        try withRegistered(Codec("backwards-e", Backwards.self)) {
            let error = #expect(throws: CodecError.self) {
                try Encoder("backwards-e").encode(Array(repeating: 1, count: 666))
            }
            #expect(error?.code == E_FAIL)
            #expect(error?.message.contains("there is too little to go round") == true)
        }
    }

    @Test func aWholeMessageHasALimit() throws {
        try withRegistered(Codec("backwards-f", Backwards.self)) {
            let encoder = try Encoder("backwards-f")
            #expect(try encoder.encode([1, 2, 3]) == [3, 2, 1])
            #expect(try encoder.encode(Array(repeating: 1, count: 100_000)).count == 100_000)
            let error = #expect(throws: CodecError.self) { try encoder.encode(Array(repeating: 1, count: 100_001)) }
            #expect(error?.code == WS_E_QUOTA_EXCEEDED)
        }
    }

    @Test func levelsAndSessionsReachTheCodec() throws {
        let codec = Codec("shift-g", levels: .init(1...9, standard: 5), usesSession: true, Shift.self)
        try withRegistered(codec) {
            let encoder = try Encoder("shift-g")
            let decoder = try Decoder("shift-g")
            for message in 0..<3 as Range<UInt8> {
                let encoded = try encoder.encode([10])
                #expect(encoded == [15 + message])
                #expect(try decoder.decode(encoded) == [10])
            }
            #expect(try Encoder("shift-g", [.compressionLevel(9)]).encode([10]) == [19])
            #expect(throws: CodecError.self) { try Encoder("shift-g", [.compressionLevel(10)]) }
            // A session does not survive a message that is abandoned halfway.
            _ = try encoder.begin()
            _ = try encoder.write(Array(repeating: 1, count: 200_000))
            let error = #expect(throws: CodecError.self) { try encoder.encode([10]) }
            #expect(error?.code == WS_E_OBJECT_FAULTED)
        }
    }

    @Test func contentTypesAndAliasesAreTold() throws {
        let types = Codec.ContentTypes(plain: "text/plain", encoded: "application/x-rot13")
        try withRegistered(Codec("rot13-h", aliases: ["rot13-h1", "rot13-h2"], contentTypes: types, Rot13.self)) {
            let encoded = try Encoder("rot13-h2").encode(text, contentType: "text/plain")
            #expect(encoded.contentType == "application/x-rot13")
            #expect(try Decoder("rot13-h1").decode(encoded).contentType == "text/plain")
            let error = #expect(throws: CodecError.self) { try Encoder("rot13-h").encode(text, contentType: "text/html") }
            #expect(error?.code == WS_E_NOT_SUPPORTED)
        }
    }

    @Test func aCodecOfOneDirectionHasNoOther() throws {
        try withRegistered(Codec("rot13-i", encoder: Rot13.self)) {
            _ = try Encoder("rot13-i").encode(text)
            let error = #expect(throws: CodecError.self) { try Decoder("rot13-i") }
            #expect(error?.code == WS_E_NOT_SUPPORTED)
        }
        try withRegistered(Codec("rot13-j", decoder: Rot13.self)) {
            _ = try Decoder("rot13-j").decode(text)
        }
    }

    @Test func whatIsMalformedIsNamed() throws {
        let error = #expect(throws: CodecError.self) { try Codec("Rot 13", Rot13.self).register() }
        #expect(error?.code == E_INVALIDARG)
        #expect(error?.message.contains("name") == true)
        #expect(throws: CodecError.self) { try Codec("gzip", Rot13.self).register() }
        #expect(throws: CodecError.self) { try Codec("rot13-l", levels: .init(1...9, standard: 10), Rot13.self).register() }
    }
}
