import WSEncoderKit

/// Letters moved by 13 places: resumable, the same in both directions.
struct Rot13: MessageTransform, ~Copyable {
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        output.append(from: &input) { byte in
            let letter = byte & 0xDF
            guard letter >= 0x41 && letter <= 0x5A else { return byte }
            return letter < 0x4E ? byte + 13 : byte - 13
        }
        if !input.isEmpty { return .outputFull }
        return isLast ? .finished : .needsInput
    }
}

/// Every byte 1,000 times, and "end" after the last; the decoder takes one of each thousand.
struct Thousandfold: ChunkEncoder, ChunkDecoder {
    private var position = 0

    mutating func begin() { position = 0 }

    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws(CodecError) {
        for index in 0..<bytes.byteCount {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            try sink.write([UInt8](repeating: byte, count: 1_000))
        }
    }

    mutating func finishEncoding(to sink: inout Sink) throws(CodecError) { try sink.write("end") }

    mutating func decode(_ bytes: RawSpan, to sink: inout Sink) throws(CodecError) {
        for index in 0..<bytes.byteCount {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            if byte == UInt8(ascii: "!") { throw .invalidFormat("an exclamation mark").at(index) }
            position += 1
            // The fourth, so that "end" is none.
            if position % 1_000 == 4 { try sink.write(byte) }
        }
    }

    mutating func finishDecoding(to sink: inout Sink) throws(CodecError) {
        if position % 1_000 != 3 { throw .invalidFormat("no end") }
    }

    static var maxHeldSize: Int { 1_000_000 }
}

struct TooGreedy: Error, CustomStringConvertible {
    let description = "there is too little to go round"
}

/// A message backwards.
struct Backwards: WholeMessageEncoder, WholeMessageDecoder {
    mutating func encode(_ message: [UInt8]) throws -> [UInt8] {
        if message.count == 666 { throw TooGreedy() }
        return message.reversed()
    }

    mutating func decode(_ message: [UInt8]) throws -> [UInt8] { message.reversed() }

    static var maxHeldSize: Int { 100_000 }
}

/// Adds to each byte the level, and the number of messages that have succeeded before.
struct Shift: MessageEncoder, MessageDecoder {
    private var level: UInt8 = 5
    private var successes: UInt8 = 0

    mutating func configure(_ options: CodecOptions) { if options.level != 0 { level = UInt8(options.level) } }
    mutating func commit() { successes += 1 }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func encode(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        let shift = level &+ successes
        output.append(from: &input) { $0 &+ shift }
        return input.isEmpty ? (isLast ? .finished : .needsInput) : .outputFull
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func decode(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress {
        let shift = level &+ successes
        output.append(from: &input) { $0 &- shift }
        return input.isEmpty ? .mayEnd : .outputFull
    }
}

/// A transform that cannot be made.
struct Impossible: MessageTransform {
    init() throws(CodecError) { throw .notSupported("not on this day") }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) -> Progress { .finished }
}
