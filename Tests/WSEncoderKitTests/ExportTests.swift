import Testing
import WSEncoder
import WSEncoderKit

/// Encodes a message with a table, as a host in C does, and frees the table.
private func encode(_ table: WS_CHANNEL_ENCODER, _ message: [UInt8]) -> [UInt8] {
    var table = unsafe table
    var output: OpaquePointer?
    #expect(unsafe WseCreateBuffer(0, &output, nil) == S_OK)
    defer {
        unsafe WseFreeBuffer(output)
        unsafe WseFreeChannelEncoder(&table)
    }
    var message = message
    let count = ULONG(message.count)
    unsafe message.withUnsafeMutableBufferPointer { bytes in
        var buffer = unsafe WS_BYTES(length: count, bytes: bytes.baseAddress)
        #expect(unsafe WseEncodeMessage(&table, nil, &buffer, 1, output, nil, nil, nil) == S_OK)
    }
    var bytes: UnsafePointer<BYTE>?
    var size: ULONGLONG = 0
    #expect(unsafe WseGetBufferBytes(output, &bytes, &size) == S_OK)
    return unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: Int(size)))
}

/// What a host in C receives from a function that fills a table or registers a codec.
private func reported(_ body: (OpaquePointer?) -> HRESULT) -> (code: HRESULT, text: String) {
    var error: OpaquePointer?
    unsafe WsCreateError(nil, 0, &error)
    defer { unsafe WsFreeError(error) }
    let code = unsafe body(error)
    var string = unsafe WS_STRING()
    guard unsafe WsGetErrorString(error, 0, &string) == S_OK else { return (code, "") }
    return unsafe (
        code, String(decoding: UnsafeBufferPointer(start: string.chars, count: Int(string.length)), as: UTF16.self)
    )
}

@Suite struct ExportTests {
    @Test func aTableIsOfItsCodecWhateverHasItsName() throws {
        let codec = Codec("export-a", Rot13.self)
        let other = Codec("export-a", Backwards.self)
        var table = unsafe WS_CHANNEL_ENCODER()
        // Registered by nobody, by another, by another while a table of this one lives, and by itself.
        #expect(unsafe codec.fill(&table) == S_OK)
        #expect(unsafe encode(table, Array("ab".utf8)) == Array("no".utf8))
        #expect(throws: CodecError.self) { try Encoder("export-a") }
        try other.register()
        var kept = unsafe WS_CHANNEL_ENCODER()
        for _ in 0..<2 {
            #expect(unsafe codec.fill(&kept) == S_OK)
            #expect(unsafe codec.fill(&table) == S_OK)
            #expect(unsafe encode(table, Array("ab".utf8)) == Array("no".utf8))
            #expect(unsafe encode(kept, Array("ab".utf8)) == Array("no".utf8))
        }
        #expect(try Encoder("export-a").encode(Array("ab".utf8)) == Array("ba".utf8))
        try other.unregister()
        try codec.register()
        #expect(unsafe codec.fill(&table) == S_OK)
        #expect(unsafe encode(table, Array("ab".utf8)) == Array("no".utf8))
        try codec.unregister()
        #expect(throws: CodecError.self) { try codec.unregister() }
    }

    @Test func aCodecOfOneDirectionFillsNoTableOfTheOther() {
        let codec = Codec("export-b", encoder: Rot13.self)
        var table = unsafe WS_CHANNEL_DECODER()
        let report = unsafe reported { error in unsafe codec.fill(&table, error) }
        #expect(report.code == WS_E_NOT_SUPPORTED)
        #expect(report.text.contains("decoder"))
    }

    @Test func aStringThatCWouldReadOtherwiseIsRefused() {
        let types = Codec.ContentTypes(plain: "text/plain", encoded: "a/b\0c")
        let codecs = [
            (Codec("export\0-c", Rot13.self), "name has a NUL"),
            (Codec("export-c", aliases: ["a\0b"], Rot13.self), "aliases has a NUL"),
            (Codec("export-c", aliases: [""], Rot13.self), "aliases has an empty alias"),
            (Codec("export-c", aliases: ["export-c1", ""], Rot13.self), "aliases has an empty alias"),
            (Codec("export-c", aliases: ["export-c1,export-c2"], Rot13.self), "aliases has an alias with a comma"),
            (Codec("export-c", contentEncoding: "a\0b", Rot13.self), "contentEncoding has a NUL"),
            (Codec("export-c", contentTypes: types, Rot13.self), "contentTypes.encoded has a NUL"),
        ]
        for (codec, text) in codecs {
            let report = unsafe reported { error in unsafe codec.register(error) }
            #expect(report.code == E_INVALIDARG)
            #expect(report.text == text)
            var table = unsafe WS_CHANNEL_ENCODER()
            #expect(unsafe codec.fill(&table) == E_INVALIDARG)
        }
        for chain in ["identity\0,gzip", "\0"] {
            let encoder = #expect(throws: CodecError.self) { try Encoder(chain) }
            let decoder = #expect(throws: CodecError.self) { try Decoder(chain) }
            #expect(encoder?.code == E_INVALIDARG && decoder?.code == E_INVALIDARG)
            #expect(encoder?.message == "codec has a NUL" && decoder?.message == "codec has a NUL")
        }
    }
}
