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
    mutating func read(_ input: inout WS_BYTES) throws(FrameError) -> FrameFields {
        let bytes = unsafe ByteText(start: input.bytes, count: Int(input.length))
        var cursor = InputCursor(bytes)
        defer { unsafe input = WS_BYTES(bytes.dropFirst(cursor.consumed)) }
        do throws(FrameError) {
            let event = try parser.next(&cursor)
            guard case .envelopeBytes(let count) = event else { return fields(of: event) }
            return FrameFields(WSE_FRAME_ENVELOPE_BYTES, text: bytes.part(cursor.consumed &- count, count))
        } catch {
            isFaulted = true
            fault = error.fault
            throw error
        }
    }

    private func fields(of event: FrameEvent) -> FrameFields {
        switch event {
        case .none, .envelopeBytes: FrameFields(WSE_FRAME_NONE)
        case .version(let major, let minor): FrameFields(WSE_FRAME_VERSION, value: LONG(major) << 8 | LONG(minor))
        case .mode(let mode): FrameFields(WSE_FRAME_MODE_RECORD, value: LONG(mode.rawValue))
        case .via: FrameFields(WSE_FRAME_VIA, text: parser.text)
        case .knownEncoding(let encoding):
            FrameFields(WSE_FRAME_ENCODING, value: LONG(encoding.rawValue), text: ByteText(encoding.contentType))
        case .extensibleEncoding: FrameFields(WSE_FRAME_ENCODING, value: -1, text: parser.text)
        case .upgradeRequest: FrameFields(WSE_FRAME_UPGRADE_REQUEST, text: parser.text)
        case .upgradeResponse: FrameFields(WSE_FRAME_UPGRADE_RESPONSE)
        case .preambleEnd: FrameFields(WSE_FRAME_PREAMBLE_END)
        case .preambleAck: FrameFields(WSE_FRAME_PREAMBLE_ACK)
        case .envelopeBegin(let size): FrameFields(WSE_FRAME_ENVELOPE_BEGIN, size: size.map { ULONGLONG($0) } ?? .max)
        case .envelopeEnd: FrameFields(WSE_FRAME_ENVELOPE_END)
        case .end: FrameFields(WSE_FRAME_END)
        case .fault: FrameFields(WSE_FRAME_FAULT, text: parser.text)
        }
    }
}

/// The fields of a WSE_FRAME. What the text points to belongs to the input or to the reader.
struct FrameFields {
    private let event: WSE_FRAME_EVENT
    private let value: LONG
    private let size: ULONGLONG
    private let text: ByteText

    init(_ event: WSE_FRAME_EVENT, value: LONG = 0, size: ULONGLONG = 0, text: ByteText = ByteText()) {
        self.event = event
        self.value = value
        self.size = size
        self.text = text
    }

    /// The frame as C sees it. One without a text has no address.
    var frame: WSE_FRAME {
        let bytes = unsafe text.isEmpty ? WS_BYTES() : WS_BYTES(text)
        return unsafe WSE_FRAME(event: event, value: value, size: size, bytes: bytes)
    }
}
