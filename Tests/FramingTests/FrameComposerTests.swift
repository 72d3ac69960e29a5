import TestSupport
import Testing

@testable import Bytes
@testable import Framing

@Suite struct FrameComposerTests {
    private func text(_ constant: StaticString) -> ByteText { ByteText(constant) }

    private func expectRefusal(_ body: () throws(FrameError) -> Void) {
        var isRefused = false
        do throws(FrameError) { try body() } catch _ { isRefused = true }
        #expect(isRefused)
    }

    private func sent(_ composer: inout FrameComposer) -> [UInt8] {
        let bytes = unsafe Array(composer.pending.buffer)
        composer.didSend()
        return bytes
    }

    @Test func `a client's session has the bytes of a real one`() throws {
        var composer = FrameComposer(of: .client)
        try composer.version()
        try composer.mode(.duplex)
        try composer.text(.via, text("net.tcp://localhost:8898/Demo"))
        try composer.encoding(.binarySession)
        try composer.plain(.preambleEnd)
        let sent1 = sent(&composer)
        #expect(sent1 == preamble() + [0x0C])
        try composer.beginEnvelope(size: 163)
        try composer.payload(163)
        try composer.endEnvelope()
        let sent2 = sent(&composer)
        #expect(sent2 == [0x06, 0xA3, 0x01])
        try composer.plain(.end)
        let sent3 = sent(&composer)
        #expect(sent3 == [0x07])
    }

    @Test(
        arguments: [
            (0, [0]), (127, [0x7F]), (128, [0x80, 1]), (16_384, [0x80, 0x80, 1]), (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        ] as [(UInt32, [UInt8])])
    func `sizes are seven bits a byte, the lowest first`(number: UInt32, bytes: [UInt8]) throws {
        var composer = FrameComposer(of: .server)
        try composer.plain(.preambleAck)
        try composer.beginEnvelope(size: number)
        let sent4 = sent(&composer)
        #expect(sent4 == [0x0B, 0x06] + bytes)
    }

    @Test func `a whole envelope has the record of one in parts, after which another may begin`() throws {
        var composer = FrameComposer(of: .server)
        try composer.plain(.preambleAck)
        try composer.wholeEnvelope(size: 300)
        let isInEnvelope = composer.isInEnvelope
        #expect(!isInEnvelope)
        try composer.beginEnvelope(size: 1)
        expectRefusal { () throws(FrameError) in try composer.wholeEnvelope(size: 1) }
        let records = sent(&composer)
        #expect(records == [0x0B, 0x06, 0xAC, 0x02, 0x06, 0x01])
    }

    @Test func `an unsized envelope is chunks and a zero`() throws {
        var composer = FrameComposer(of: .server)
        composer.expect(.singletonUnsized)
        try composer.plain(.preambleAck)
        try composer.beginEnvelope(size: nil)
        try composer.payload(200)
        try composer.payload(0)
        let sent5 = sent(&composer)
        #expect(sent5 == [0x0B, 0x05, 0xC8, 0x01])
        try composer.payload(1)
        let sent6 = sent(&composer)
        #expect(sent6 == [0x01])
        try composer.endEnvelope()
        try composer.plain(.end)
        let sent7 = sent(&composer)
        #expect(sent7 == [0x00, 0x07])
    }

    /// Whether a client's record may have a text of `count` bytes, after as much of a preamble as it needs.
    private func takes(_ record: RecordType, _ count: UInt64) -> Bool {
        var composer = FrameComposer(of: .client)
        do throws(FrameError) {
            try composer.version()
            try composer.mode(.duplex)
            if record != .via { try composer.text(.via, text("v")) }
            if record == .upgradeRequest { try composer.encoding(.binary) }
            try unsafe [UInt8](repeating: 0x61, count: Int(count)).withUnsafeBufferPointer { bytes throws(FrameError) in
                try composer.text(record, unsafe ByteText(bytes))
            }
            return true
        } catch {
            return false
        }
    }

    @Test(
        arguments: [
            (.via, FrameLimits.via), (.extensibleEncoding, FrameLimits.contentType), (.upgradeRequest, FrameLimits.upgradeName),
        ] as [(RecordType, UInt64)])
    func `a text is as long as its record allows`(record: RecordType, limit: UInt64) {
        #expect(takes(record, limit))
        #expect(!takes(record, limit + 1))
    }

    @Test func `what is out of order is refused and changes nothing`() throws {
        var composer = FrameComposer(of: .client)
        expectRefusal { () throws(FrameError) in try composer.mode(.duplex) }
        expectRefusal { () throws(FrameError) in try composer.payload(1) }
        expectRefusal { () throws(FrameError) in try composer.endEnvelope() }
        let sent8 = sent(&composer)
        #expect(sent8.isEmpty)
        try composer.version()
        try composer.mode(.simplex)
        let tooLong = [UInt8](repeating: 0x61, count: 2049)
        expectRefusal { () throws(FrameError) in
            try unsafe tooLong.withUnsafeBufferPointer { bytes throws(FrameError) in
                try composer.text(.via, unsafe ByteText(bytes))
            }
        }
        try composer.text(.via, text("v"))
        try composer.text(.extensibleEncoding, text("application/soap+msbin1+gzip"))
        try composer.plain(.preambleEnd)
        try composer.beginEnvelope(size: 2)
        expectRefusal { () throws(FrameError) in try composer.payload(3) }
        expectRefusal { () throws(FrameError) in try composer.plain(.end) }
        try composer.payload(1)
        expectRefusal { () throws(FrameError) in try composer.endEnvelope() }
        try composer.payload(1)
        try composer.endEnvelope()
        let sent9 = sent(&composer)
        #expect(sent9.count == 5 + 3 + 30 + 1 + 2)
    }

    /// Any order of records that a composer accepts is one that a parser of the same side reads, and the other way round.
    @Test func `composer and parser agree on the order of random records`() throws {
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            for side in [FrameSide.client, .server] {
                var composer = FrameComposer(of: side)
                var parser = FrameParser(of: side, maxEnvelopeSize: 0)
                for _ in 0..<40 {
                    let type = RecordType(rawValue: UInt8.random(in: 0...0x0C, using: &random)) ?? .end
                    let written = write(type, to: &composer)
                    #expect(parser.order.allows(type) == written, "seed \(seed), record \(type)")
                    guard written else { continue }
                    let stream = sent(&composer)
                    var input = unsafe InputCursor(stream.span.bytes)
                    while !input.isEmpty { _ = try parser.next(&input) }
                    while case .envelopeEnd = try parser.next(&input) {}
                }
            }
        }
    }

    /// Returns whether the record could be written.
    private func write(_ type: RecordType, to composer: inout FrameComposer) -> Bool {
        do throws(FrameError) {
            switch type {
            case .version: try composer.version()
            case .mode: try composer.mode(.duplex)
            case .knownEncoding: try composer.encoding(.binary)
            case .via, .extensibleEncoding, .fault, .upgradeRequest: try composer.text(type, text("text"))
            case .sizedEnvelope:
                try composer.beginEnvelope(size: 0)
                try composer.endEnvelope()
            case .unsizedEnvelope:
                try composer.beginEnvelope(size: nil)
                try composer.endEnvelope()
            case .end, .upgradeResponse, .preambleAck, .preambleEnd: try composer.plain(type)
            }
            return true
        } catch {
            return false
        }
    }

    @Test func `known encodings and faults are found by their texts`() {
        for number in UInt8(0)...8 {
            let encoding = KnownEncoding(rawValue: number)
            #expect(encoding.map { KnownEncoding(contentType: text($0.contentType)) } == encoding)
        }
        #expect(KnownEncoding(contentType: text("text/plain")) == nil)
        #expect(FrameFault(uri: text(FrameFault.maxMessageSizeExceeded.uri)) == .maxMessageSizeExceeded)
        #expect(FrameFault(uri: text("urn:other")) == nil)
    }
}
