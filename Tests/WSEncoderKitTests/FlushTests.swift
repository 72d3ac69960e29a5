import Testing
import WSEncoder
import WSEncoderKit

/// Holds a message back until it is flushed, which a "|" marks, or has ended.
private struct ChunkKeeper: ChunkEncoder {
    private var held: [UInt8] = []

    mutating func begin() { held = [] }

    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws(CodecError) { held.append(bytes) }

    mutating func flushEncoding(to sink: inout Sink) throws(CodecError) {
        try sink.write(held + Array("|".utf8))
        held = []
    }

    mutating func finishEncoding(to sink: inout Sink) throws(CodecError) { try sink.write(held) }
}

/// The same, byte by byte.
private struct ByteKeeper: MessageEncoder {
    private var held: [UInt8] = []
    private var isFlushing = false

    mutating func begin() {
        held = []
        isFlushing = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func encode(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        while let byte = input.first {
            held.append(byte)
            input.skip(1)
        }
        guard isLast else { return .needsInput }
        return write(&output) ? .finished : .outputFull
    }

    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) -> Bool {
        if !isFlushing { held.append(UInt8(ascii: "|")) }
        isFlushing = true
        guard write(&output) else { return false }
        isFlushing = false
        return true
    }

    @_lifetime(output: copy output)
    private mutating func write(_ output: inout OutputCursor) -> Bool {
        while !held.isEmpty && !output.isFull { output.append(held.removeFirst()) }
        return held.isEmpty
    }
}

/// Holds the message back and has nothing to flush.
private struct Last: MessageEncoder {
    private var count = 0

    mutating func begin() { count = 0 }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func encode(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        count += input.remaining
        input.skip(input.remaining)
        guard isLast else { return .needsInput }
        guard count > 0 else { return .finished }
        guard !output.isFull else { return .outputFull }
        output.append(UInt8(truncatingIfNeeded: count))
        count = 0
        return .finished
    }
}

/// The same, as one direction of a transform.
private struct LastTransform: MessageTransform {
    private var last = Last()

    mutating func begin() { last.begin() }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        last.encode(&input, into: &output, isLast: isLast)
    }
}

@Suite struct FlushTests {
    @Test func aCodecThatSaysNothingOfFlushesHoldsBackWhatItDoes() throws {
        for codec in [Codec("last", encoder: Last.self), Codec("last-transform", encoder: LastTransform.self)] {
            try codec.register()
            defer { try? codec.unregister() }
            let encoder = try Encoder(codec.name)
            _ = try encoder.begin()
            #expect(try encoder.write(Array("abc".utf8)) == [])
            #expect(try encoder.flush() == [])
            #expect(try encoder.write(Array("de".utf8)) == [])
            #expect(try encoder.finish() == [5])
        }
    }

    @Test(arguments: [1, 2, 100]) func aCodecWritesWhatItHoldsBackWhenTheHostFlushes(chunkSize: UInt32) throws {
        for codec in [
            Codec("chunk-keeper-\(chunkSize)", encoder: ChunkKeeper.self),
            Codec("byte-keeper-\(chunkSize)", encoder: ByteKeeper.self),
        ] {
            try codec.register()
            defer { try? codec.unregister() }
            let encoder = try Encoder(codec.name, [.chunkSize(chunkSize)])
            for _ in 0..<2 {
                _ = try encoder.begin()
                #expect(try encoder.flush() == [])
                #expect(try encoder.write(Array("abc".utf8)) == [])
                #expect(try encoder.flush() == Array("abc|".utf8))
                #expect(try encoder.write(Array("d".utf8)) == [])
                #expect(try encoder.finish() == Array("d".utf8))
            }
        }
    }

    @Test func aFlushedMessageDecodesToTheSame() throws {
        for name in ["identity", "gzip", "br", "zstd", "msbin1,gzip"] {
            let encoder = try Encoder(name)
            let decoder = try Decoder(name)
            let labels = try encoder.begin()
            try decoder.begin(labels)
            var decoded: [UInt8] = []
            for piece in ["<a>", "text", "</a>"] {
                decoded += try decoder.write(encoder.write(Array(piece.utf8)) + encoder.flush())
                #expect(piece == "<a>" || decoded == Array(piece == "text" ? "<a>text".utf8 : "<a>text</a>".utf8))
            }
            decoded += try decoder.write(encoder.finish())
            decoded += try decoder.finish()
            #expect(decoded == Array("<a>text</a>".utf8))
        }
    }
}
