import Testing
import WSEncoder

@testable import WSEncoderKit

private let soap = Array(
    "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><order>1</order></s:Body></s:Envelope>".utf8)

/// The bytes in pieces, one after the other.
private func pieces(_ bytes: [UInt8], of size: Int) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
        for start in stride(from: 0, to: bytes.count, by: size) {
            continuation.yield(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        continuation.finish()
    }
}

private struct Broken: AsyncSequence, AsyncIteratorProtocol {
    struct Failure: Error {}
    func makeAsyncIterator() -> Broken { self }
    mutating func next() async throws -> [UInt8]? { throw Failure() }
}

@Suite struct MessageTests {
    @Test(arguments: ["identity", "gzip", "deflate", "br", "zstd", "msbin1", "msbinsession1", "msbin1+gzip", "msbin1,gzip"])
    func messagesRoundTripWithEveryCodec(codec: String) throws {
        let encoder = try Encoder(codec)
        let decoder = try Decoder(codec)
        for _ in 0..<3 { #expect(try decoder.decode(encoder.encode(soap)) == soap) }
        let labelled = try encoder.encode(soap, contentType: "application/soap+xml; charset=utf-8")
        let decoded = try decoder.decode(labelled)
        #expect(decoded.bytes == soap)
        #expect(decoded.contentType == "application/soap+xml; charset=utf-8")
    }

    @Test func resultCodesAreTypedValues() {
        let codes: [(HRESULT, UInt32)] = [
            (S_OK, 0), (S_FALSE, 1), (NOERROR, 0), (E_NOTIMPL, 0x8000_4001), (E_NOINTERFACE, 0x8000_4002),
            (E_POINTER, 0x8000_4003), (E_ABORT, 0x8000_4004), (E_FAIL, 0x8000_4005), (E_UNEXPECTED, 0x8000_FFFF),
            (E_PENDING, 0x8000_000A), (E_BOUNDS, 0x8000_000B), (E_ACCESSDENIED, 0x8007_0005), (E_HANDLE, 0x8007_0006),
            (E_OUTOFMEMORY, 0x8007_000E), (E_INVALIDARG, 0x8007_0057), (WS_S_ASYNC, 0x003D_0000), (WS_S_END, 0x003D_0001),
            (WS_E_INVALID_FORMAT, 0x803D_0000), (WS_E_OBJECT_FAULTED, 0x803D_0001), (WS_E_INVALID_OPERATION, 0x803D_0003),
            (WS_E_OPERATION_ABORTED, 0x803D_0004), (WS_E_QUOTA_EXCEEDED, 0x803D_0008), (WS_E_NOT_SUPPORTED, 0x803D_0017),
            (WS_E_OTHER, 0x803D_0021), (WS_E_SECURITY_SYSTEM_FAILURE, 0x803D_0023),
        ]
        for (code, value) in codes { #expect(UInt32(bitPattern: code) == value) }
    }

    @Test func propertiesReachTheCodec() throws {
        let zeros = [UInt8](repeating: 0, count: 100_000)
        #expect(try Encoder("gzip", [.compressionLevel(0)]).encode(zeros).count > 100_000)
        let small = try Encoder("gzip", [.compressionLevel(9), .chunkSize(100)]).encode(zeros)
        #expect(small.count < 1_000)
        let error = #expect(throws: CodecError.self) { try Decoder("gzip", [.maxDecodedSize(99_999)]).decode(small) }
        #expect(error?.code == WS_E_QUOTA_EXCEEDED)
        #expect(try Decoder("gzip", [.maxDecodedSize(100_000), .maxExpansion(10_000)]).decode(small) == zeros)
        #expect(throws: CodecError.self) { try Encoder("identity", [.compressionLevel(1)]) }
        #expect(throws: CodecError.self) { try Encoder("msbin1", [.typedText(false), .rawDeflate(true)]) }
        #expect(
            try Encoder("mtom", [.mimeBoundary("own"), .maxInlineSize(0)]).begin().contentType.contains("boundary=\"own\""))
        #expect(throws: CodecError.self) { try Encoder("mtom", [.chunkSize(1), .mimeBoundary("not in ASCII: \u{20AC}")]) }
        #expect(try Encoder("msbin1", [.maxDepth(1), .maxAttributes(0)]).encode(Array("<a/>".utf8)).count > 0)
        #expect(throws: CodecError.self) { try Encoder("msbin1", [.maxAttributes(0)]).encode(Array("<a b=''/>".utf8)) }
        let label = CodecProperty.compressionLabel(WSE_COMPRESSION_LABEL_CONTENT_ENCODING)
        #expect(try Encoder("msbin1+gzip", [label]).begin().contentEncoding == "gzip")
    }

    @Test(arguments: [
        (CodecProperty.maxNamespaceDeclarations(1), WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, "msbin1"),
        (.maxNameLength(1), WSE_PROPERTY_MAX_NAME_LENGTH, "msbin1"),
        (.maxAttributeValueLength(1), WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, "msbin1"),
        (.maxArrayLength(1), WSE_PROPERTY_MAX_ARRAY_LENGTH, "msbin1"),
        (.maxSessionSize(1), WSE_PROPERTY_MAX_SESSION_SIZE, "msbinsession1"),
        (.maxWindowSize(1 << 16), WSE_PROPERTY_MAX_WINDOW_SIZE, "zstd"),
        (.gzipContentType(true), WSE_PROPERTY_GZIP_CONTENT_TYPE, "gzip"),
        (.invalidCharacters(WSE_INVALID_CHARACTERS_DROP), WSE_PROPERTY_INVALID_CHARACTERS, "msbin1"),
        (.maxPartsBufferSize(1 << 20), WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, "mtom"),
        (.maxRootSize(1 << 20), WSE_PROPERTY_MAX_ROOT_SIZE, "mtom"),
        (.maxPartHeaderSize(1 << 12), WSE_PROPERTY_MAX_PART_HEADER_SIZE, "mtom"),
        (.maxParts(1), WSE_PROPERTY_MAX_PARTS, "mtom"),
    ])
    func everyPropertyIsTheOneOfItsName(property: CodecProperty, id: WSE_PROPERTY_ID, codec: String) throws {
        #expect(property.id == id)
        _ = try Decoder(codec, [property])
        let refusal = #expect(throws: CodecError.self) { try Decoder("identity", [property]) }
        #expect(refusal?.code == E_INVALIDARG)
    }

    @Test func errorsHaveTheCodeAndAllStrings() throws {
        let unknown = #expect(throws: CodecError.self) { try Encoder("no-such-codec") }
        #expect(unknown?.code == WS_E_NOT_SUPPORTED)
        #expect(unknown?.message.contains("no-such-codec") == true)
        let broken = #expect(throws: CodecError.self) { try Decoder("deflate,gzip").decode([1, 2, 3]) }
        #expect(broken?.code == WS_E_INVALID_FORMAT)
        #expect(broken.map { "\($0)".hasSuffix("(0x803D0000)") } == true)
        let strings = broken.map { [$0.message] + $0.details } ?? []
        #expect(strings.contains { $0.contains("gzip decoder") })
    }

    @Test func aDecoderGoesOnWithTheNextMessageAfterAnyOutcome() throws {
        let encoded = try Encoder("gzip").encode(soap)
        let decoder = try Decoder("gzip")
        #expect(throws: CodecError.self) { try decoder.decode(encoded.dropLast()) }
        #expect(try decoder.decode(encoded) == soap)
        // Abandoned while it waits for more.
        try decoder.begin()
        _ = try decoder.write(encoded.prefix(5))
        #expect(try decoder.decode(encoded) == soap)
        try decoder.begin()
        _ = try decoder.write(encoded.prefix(20))
    }

    @Test(arguments: [1, 7, 1_000, 100_000])
    func asynchronousSequencesAreEncodedAndDecodedAsTheyCome(size: Int) async throws {
        let message = Array(repeatElement(soap, count: 3_000).joined())
        let encoder = try Encoder("gzip")
        let decoder = try Decoder("gzip")
        let short = size == 1 ? Array(message.prefix(20_000)) : message
        var decoded: [UInt8] = []
        var count = 0
        for try await chunk in pieces(short, of: size).encoded(by: encoder).decoded(by: decoder) {
            #expect(!chunk.isEmpty && chunk.count <= 65_536)
            decoded += chunk
            count += 1
        }
        #expect(decoded == short)
        #expect(count >= short.count / 65_536)
    }

    @Test func asynchronousSequencesThrowWhatGoesWrong() async throws {
        let encoded = try Encoder("zstd").encode(soap)
        let cut = pieces(encoded.dropLast(), of: 10).decoded(by: try Decoder("zstd"))
        await #expect(throws: CodecError.self) { for try await _ in cut {} }
        let broken = Broken().decoded(by: try Decoder("zstd"))
        await #expect(throws: Broken.Failure.self) { for try await _ in broken {} }
        let other = Broken().encoded(by: try Encoder("zstd"))
        await #expect(throws: Broken.Failure.self) { for try await _ in other {} }
    }
}
