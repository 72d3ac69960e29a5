internal import Bytes
internal import CWSEncoder
internal import Framing

/// The object that a WSE_FRAME_READER points to.
struct FrameReader: ~Copyable {
    private var parser: FrameParser
    /// What a server answers after the error that has ended the stream.
    private(set) var fault: FrameFault?
    private(set) var isFaulted = false

    init(of side: FrameSide, maxEnvelopeSize: UInt64) {
        parser = FrameParser(of: side, maxEnvelopeSize: maxEnvelopeSize)
    }

    /// Takes bytes off the front of `input` up to the next event.
    mutating func read(_ input: inout WS_BYTES) throws(FrameError) -> WSE_FRAME {
        let bytes = unsafe UnsafeRawBufferPointer(start: input.bytes, count: Int(input.length))
        var cursor = unsafe InputCursor(RawSpan(_unsafeBytes: bytes))
        defer {
            let taken = cursor.consumed
            if taken > 0 { unsafe input.bytes += taken }
            unsafe input.length -= ULONG(truncatingIfNeeded: taken)
        }
        do throws(FrameError) {
            let event = try parser.next(&cursor)
            let (end, frame) = unsafe (cursor.consumed, self.frame(event))
            guard case .envelopeBytes(let count) = event else { return unsafe frame }
            return unsafe WSE_FRAME(
                WSE_FRAME_ENVELOPE_BYTES, bytes: ByteText(bytes).part(end &- count, count))
        } catch {
            isFaulted = true
            fault = error.fault
            throw error
        }
    }

    private func frame(_ event: FrameEvent) -> WSE_FRAME {
        switch event {
        case .none, .envelopeBytes: unsafe WSE_FRAME(WSE_FRAME_NONE)
        case .version(let major, let minor): unsafe WSE_FRAME(WSE_FRAME_VERSION, value: LONG(major) << 8 | LONG(minor))
        case .mode(let mode): unsafe WSE_FRAME(WSE_FRAME_MODE_RECORD, value: LONG(mode.rawValue))
        case .via: unsafe WSE_FRAME(WSE_FRAME_VIA, bytes: parser.text)
        case .knownEncoding(let encoding):
            unsafe WSE_FRAME(
                WSE_FRAME_ENCODING, value: LONG(encoding.rawValue),
                bytes: ByteText(encoding.contentType))
        case .extensibleEncoding:
            unsafe WSE_FRAME(WSE_FRAME_ENCODING, value: -1, bytes: parser.text)
        case .upgradeRequest:
            unsafe WSE_FRAME(WSE_FRAME_UPGRADE_REQUEST, bytes: parser.text)
        case .upgradeResponse: unsafe WSE_FRAME(WSE_FRAME_UPGRADE_RESPONSE)
        case .preambleEnd: unsafe WSE_FRAME(WSE_FRAME_PREAMBLE_END)
        case .preambleAck: unsafe WSE_FRAME(WSE_FRAME_PREAMBLE_ACK)
        case .envelopeBegin(let size): unsafe WSE_FRAME(WSE_FRAME_ENVELOPE_BEGIN, size: size.map { ULONGLONG($0) } ?? .max)
        case .envelopeEnd: unsafe WSE_FRAME(WSE_FRAME_ENVELOPE_END)
        case .end: unsafe WSE_FRAME(WSE_FRAME_END)
        case .fault: unsafe WSE_FRAME(WSE_FRAME_FAULT, bytes: parser.text)
        }
    }
}

extension WSE_FRAME {
    fileprivate init(
        _ event: WSE_FRAME_EVENT, value: LONG = 0, size: ULONGLONG = 0,
        bytes: ByteText = ByteText()
    ) {
        unsafe self.init(event: event, value: value, size: size, bytes: WS_BYTES(bytes))
    }
}

extension WS_BYTES {
    /// Bytes that whoever is passed them only reads.
    init(_ bytes: ByteText) {
        unsafe self.init(
            length: ULONG(truncatingIfNeeded: bytes.count), bytes: UnsafeMutablePointer(mutating: bytes.baseAddress))
    }
}
