internal import Bytes
internal import CodecKit

/// Takes one zlib stream or raw deflated data, and no bytes at all for the empty message. The first two bytes tell the two
/// apart: if they are a zlib header it is a zlib stream, else raw. The second byte is waited for only if the first could be of
/// a header.
///
/// Raw data is mistaken only if it begins like a header: with a stored block that is not the last, whose five bits of padding
/// are not 0 as every known encoder leaves them. Data that is neither is refused for what is wrong with it as raw data.
struct ZlibOrRawDecoder: Codec, ~Copyable {
    private enum Form: UInt8 {
        case undecided, zlib, raw
    }

    private var form = Form.undecided
    /// The first byte, if the second was not there with it.
    private var first: UInt8?
    private var zlib: DeflateDecoder<ChecksummedInflater>
    /// Made with the first message that needs it. No checksum follows the data, so that zlib has to judge them.
    private var raw: DeflateDecoder<ZlibInflater>?

    var inputFormat: MessageFormat? { .zlib }

    init() throws(CodecError) {
        zlib = try DeflateDecoder(.zlib)
    }

    mutating func begin() {
        form = .undecided
        first = nil
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if form == .undecided {
            guard try decide(&input) else {
                guard first == nil else { return .needsInput }
                return isLast ? .finished : .mayEnd
            }
            if let first {
                // Neither a header nor a stored block gives anything after one byte.
                let byte = InlineArray<1, UInt8>(repeating: first)
                var start = unsafe InputCursor(byte.span.bytes)
                _ = try decode(&start, into: &output, isLast: false)
            }
        }
        return try decode(&input, into: &output, isLast: isLast)
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func decode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if form == .zlib { return try zlib.process(&input, into: &output, isLast: isLast) }
        guard let progress = try raw?.process(&input, into: &output, isLast: isLast) else { throw .outOfMemory }
        return progress
    }

    /// Whether there are bytes enough to decide. A first byte that does not decide is taken.
    @_lifetime(input: copy input)
    private mutating func decide(_ input: inout InputCursor) throws(CodecError) -> Bool {
        guard let one = first ?? input.first else { return false }
        let two = input.rest.byte(at: first == nil ? 1 : 0)
        guard ZlibHeader.mayBegin(with: one) else {
            try beginRaw(one)
            return true
        }
        guard let two else {
            first = one
            input.skip(1)
            return false
        }
        if ZlibHeader.isHeader(one, two) { beginZlib() } else { try beginRaw(one) }
        return true
    }

    private mutating func beginZlib() {
        form = .zlib
        zlib.begin()
    }

    private mutating func beginRaw(_ first: UInt8) throws(CodecError) {
        // The low three bits say which block it is; there is none of type 3.
        guard first >> 1 & 3 != 3 else { throw .invalidFormat("neither a zlib stream nor raw deflated data") }
        if raw == nil { raw = try DeflateDecoder(.raw) }
        raw?.begin()
        form = .raw
    }
}
