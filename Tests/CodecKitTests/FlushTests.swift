import Bytes
import Testing

@testable import CodecKit

/// Holds a message back until it is flushed, which a "|" marks, or has ended.
private struct Keeper: Codec, ~Copyable {
    private var held: [UInt8] = []
    private var writes = false
    var fails = false

    init(fails: Bool = false) { self.fails = fails }

    mutating func begin() throws(CodecError) {
        held = []
        writes = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while let byte = input.first {
            held.append(byte)
            input.skip(1)
        }
        guard isLast else { return .needsInput }
        return write(&output) ? .finished : .outputFull
    }

    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        if fails { throw .invalidFormat("no") }
        if !writes { held.append(UInt8(ascii: "|")) }
        writes = true
        guard write(&output) else { return false }
        writes = false
        return true
    }

    @_lifetime(output: copy output)
    private mutating func write(_ output: inout OutputCursor) -> Bool {
        while !held.isEmpty && !output.isFull {
            let byte = held.removeFirst()
            unsafe output.produce { room in
                unsafe room[0] = byte
                return 1
            }
        }
        return held.isEmpty
    }
}

/// Has `body` write into this much room, and appends what it has written to `text`.
private func withRoom<Result>(
    _ room: Int, _ text: inout String, _ body: (inout OutputCursor) throws(CodecError) -> Result
) throws(CodecError) -> Result {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { unsafe memory.deallocate() }
    var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
    defer { unsafe text += String(decoding: UnsafeRawBufferPointer(memory).prefix(output.produced), as: UTF8.self) }
    return try body(&output)
}

@Suite struct FlushTests {
    private func pipeline(_ codecs: Int, bufferSize: Int, failing: Int? = nil) throws -> AnyCodec {
        var pipeline = Pipeline(maxStageOutput: 0, bufferSize: bufferSize)
        for index in 0..<codecs { try pipeline.append(AnyCodec(Keeper(fails: index == failing))) }
        return try AnyCodec(pipeline)
    }

    private func take(_ text: String, _ codec: borrowing AnyCodec, _ output: inout String) throws {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var input = unsafe InputCursor(span.bytes)
        #expect(
            try withRoom(100, &output) { output throws(CodecError) in
                try codec.process(&input, into: &output, isLast: false)
            } == .needsInput)
    }

    private func flush(_ codec: borrowing AnyCodec, room: Int, _ output: inout String) throws {
        var calls = 1
        while try !withRoom(room, &output, { output throws(CodecError) in try codec.flush(into: &output) }) { calls += 1 }
        #expect(calls < 100)
    }

    @Test(arguments: [1, 2, 16 << 10], [1, 2, 64])
    func `what each codec holds back passes through those after it`(bufferSize: Int, room: Int) throws {
        for count in 1...8 {
            let codec = try pipeline(count, bufferSize: bufferSize)
            try codec.begin()
            var output = ""
            try take("ab", codec, &output)
            #expect(output == "")
            try flush(codec, room: room, &output)
            let marks = String(repeating: "|", count: count)
            #expect(output == "ab" + marks)
            try flush(codec, room: room, &output)
            #expect(output == "ab" + marks, "nothing was taken since")
            try take("c", codec, &output)
            try flush(codec, room: room, &output)
            #expect(output == "ab" + marks + "c" + marks)
        }
    }

    @Test func `a message that begins while another is flushed is another`() throws {
        let codec = try pipeline(3, bufferSize: 2)
        var output = ""
        try codec.begin()
        try take("abc", codec, &output)
        #expect(try !withRoom(1, &output) { output throws(CodecError) in try codec.flush(into: &output) })
        output = ""
        try codec.begin()
        try take("x", codec, &output)
        try flush(codec, room: 1, &output)
        #expect(output == "x|||")
    }

    @Test(arguments: 0..<3) func `the codec that cannot flush is named`(failing: Int) throws {
        let codec = try pipeline(3, bufferSize: 4, failing: failing)
        var output = ""
        try codec.begin()
        try take("abc", codec, &output)
        do throws(CodecError) {
            while try !withRoom(64, &output, { output throws(CodecError) in try codec.flush(into: &output) }) {}
            Issue.record("it has flushed")
        } catch {
            #expect(error.link == UInt8(failing + 1))
        }
    }
}
