import Bytes
import CodecKit
import Testing

@testable import ContentCodings

/// Passes bytes on, behind a byte that says what it was told: 1 for a size that was right, 0 for none, 2 for a wrong one.
private struct Told: SizedCodec, ~Copyable {
    private var size: Int?
    private var isFirst = true
    private var hasSaid = false
    private var pending: UInt8 = 0

    mutating func begin(size: Int?) throws(CodecError) {
        self.size = size
        isFirst = true
        hasSaid = false
    }

    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if isFirst {
            pending = if let size { size == input.remaining && isLast ? 1 : 2 } else { 0 }
            isFirst = false
        }
        while !output.isFull {
            guard let byte = hasSaid ? input.first : pending else { break }
            unsafe output.produce { room in
                unsafe room[0] = byte
                return 1
            }
            if hasSaid { input.skip(1) }
            hasSaid = true
        }
        if !hasSaid || !input.isEmpty { return .outputFull }
        return isLast ? .finished : .needsInput
    }

    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool { true }
}

@Suite struct StagedTests {
    @Test func `a codec is told the size of what ends within the limit and shown it as a whole`() throws {
        let codec = try AnyCodec(Staged(Told(), upTo: 10))
        for count in [0, 1, 9, 10, 11, 12, 30, 3, 0, 25] {
            for feed in [1, 3, 10, 11, .max] {
                for room in [1, 4, 64] {
                    for endsSeparately in [false, true] {
                        let cut = Cut(feeds: [feed], rooms: [room], endsSeparately: endsSeparately)
                        let message = (0..<count).map { UInt8($0) }
                        let outcome = drive(codec, message, cut)
                        #expect(outcome.end == .finished, "\(count) bytes, \(cut)")
                        #expect(outcome.output == [count <= 10 ? 1 : 0] + message, "\(count) bytes, \(cut)")
                    }
                }
            }
        }
    }

    @Test func `without a limit only an empty message has a size`() throws {
        let codec = try AnyCodec(Staged(Told(), upTo: 0))
        #expect(drive(codec, []).output == [1])
        #expect(drive(codec, [7]).output == [0, 7])
        #expect(drive(codec, [7, 8], .byteByByte).output == [0, 7, 8])
    }

    /// Has `body` write into this much room, and appends what it has written to `bytes`.
    private func withRoom<Result>(
        _ room: Int, _ bytes: inout [UInt8], _ body: (inout OutputCursor) throws(CodecError) -> Result
    ) throws(CodecError) -> Result {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { unsafe memory.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        defer { unsafe bytes += memory.prefix(output.produced) }
        return try body(&output)
    }

    @Test(arguments: [1, 2, 3, 64]) func `a flush ends the gathering, however little room there is`(room: Int) throws {
        let codec = try AnyCodec(Staged(Told(), upTo: 10))
        for count in 1...10 {
            let message = (0..<count).map { UInt8($0) }
            var output: [UInt8] = []
            let span = message.span
            var input = unsafe InputCursor(span.bytes)
            try codec.begin()
            let progress = try withRoom(room, &output) { output throws(CodecError) in
                try codec.process(&input, into: &output, isLast: false)
            }
            #expect(progress == .needsInput && output.isEmpty)
            var calls = 0
            while try !withRoom(room, &output, { output throws(CodecError) in try codec.flush(into: &output) }) { calls += 1 }
            #expect(output == [0] + message)
            #expect(calls <= count + 1)
            #expect(drive(codec, [1, 2, 3], .byteByByte).output == [1, 1, 2, 3], "the next message is gathered again")
        }
    }

    @Test func `a message that is abandoned leaves nothing behind`() throws {
        let codec = try AnyCodec(Staged(Told(), upTo: 10))
        for calls in 1...6 {
            _ = drive(codec, [UInt8](repeating: 9, count: 14), Cut(feeds: [3], rooms: [2]), stopAfter: calls)
            #expect(drive(codec, [1, 2, 3], .byteByByte).output == [1, 1, 2, 3], "abandoned after \(calls) calls")
        }
    }
}
