import Bytes
import Synchronization
import Testing

@testable import CodecKit

/// What became of each probe, by the number that its options carried as the level.
private let lives = Mutex<[Int32: [String]]>([:])

private func note(_ event: String, _ number: Int32) {
    lives.withLock { $0[number, default: []].append(event) }
}

private func events(_ number: Int32) -> [String] {
    lives.withLock { $0[number] ?? [] }
}

/// Copies its input with every byte increased by one, and notes what is done to it.
private struct Probe: Codec, ~Copyable {
    private let number: Int32
    private var messages = 0

    static func make(_ options: CodecOptions) throws(CodecError) -> Probe {
        if options.maxWindowSize == 0 { throw .invalidFormat("refused") }
        note("make", options.level)
        return Probe(number: options.level)
    }

    private init(number: Int32) {
        self.number = number
    }

    deinit {
        note("destroy", number)
    }

    mutating func begin() throws(CodecError) {
        messages += 1
        note("begin \(messages)", number)
        if messages == 3 { throw .quotaExceeded("no more messages", limit: 2) }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if input.first == 0xFF { throw .invalidFormat("0xFF has no successor") }
        while let byte = input.first {
            if output.isFull { return .outputFull }
            unsafe output.produce { room in
                unsafe room[0] = byte + 1
                return 1
            }
            input.skip(1)
        }
        return isLast ? .finished : .needsInput
    }
}

@Suite struct AnyCodecTests {
    private func options(_ number: Int32, window: UInt32 = 1) -> CodecOptions {
        CodecOptions(level: number, maxWindowSize: window)
    }

    @Test func `the codec is destroyed exactly once, with its owner`() throws {
        do {
            let codec = try AnyCodec(Probe.make(options(1)))
            try codec.begin()
            #expect(events(1) == ["make", "begin 1"])
        }
        #expect(events(1) == ["make", "begin 1", "destroy"])
    }

    @Test func `a codec that was never used is destroyed exactly once`() throws {
        do { _ = try AnyCodec(Probe.make(options(2))) }
        #expect(events(2) == ["make", "destroy"])
    }

    @Test func `moving the owner destroys nothing`() throws {
        func pass(_ codec: consuming AnyCodec) -> AnyCodec { codec }
        do {
            let codec = pass(pass(try AnyCodec(Probe.make(options(3)))))
            #expect(events(3) == ["make"])
            try codec.begin()
        }
        #expect(events(3) == ["make", "begin 1", "destroy"])
    }

    @Test func `a codec that cannot be made throws what its maker threw`() {
        let error = #expect(throws: CodecError.self) { _ = try AnyCodec(Probe.make(options(4, window: 0))) }
        #expect(error?.kind == .invalidFormat)
        #expect(error?.reason.description == "refused")
        #expect(events(4) == [])
    }

    @Test func `state is kept from call to call and errors pass through`() throws {
        let codec = try AnyCodec(Probe.make(options(5)))
        try codec.begin()
        try codec.begin()
        var error: CodecError?
        do throws(CodecError) { try codec.begin() } catch let failure { error = failure }
        #expect(error?.kind == .quotaExceeded)
        #expect(error?.limit == 2)
        #expect(events(5) == ["make", "begin 1", "begin 2", "begin 3"])
    }

    @Test func `both cursors move by what the codec used`() throws {
        let codec = try AnyCodec(Probe.make(options(6)))
        try codec.begin()
        let bytes: [UInt8] = [1, 2, 3, 4, 5]
        var input = unsafe InputCursor(bytes.span.bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
        defer { unsafe memory.deallocate() }
        var seen: [[UInt8]] = []
        var steps: [Progress] = []
        for _ in 0..<2 {
            var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
            steps.append(try codec.process(&input, into: &output, isLast: true))
            let produced = output.produced
            seen.append(unsafe Array(memory[..<produced]))
        }
        let consumed = input.consumed
        #expect(steps == [.outputFull, .finished])
        #expect(seen == [[2, 3, 4], [5, 6]])
        #expect(consumed == 5)
    }

    @Test func `an error of process passes through`() throws {
        let codec = try AnyCodec(Probe.make(options(7)))
        try codec.begin()
        let bytes: [UInt8] = [0xFF]
        var input = unsafe InputCursor(bytes.span.bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { unsafe memory.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        var reason: String?
        do throws(CodecError) {
            _ = try codec.process(&input, into: &output, isLast: true)
        } catch let failure {
            reason = failure.reason.description
        }
        #expect(reason == "0xFF has no successor")
    }
}
